#include "core/lessons/lesson_folder.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "core/base/error.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "lesson.json";

}  // namespace

std::string lessonsFolder() {
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  // Where the build put the program, its lessons are those of its sources.
  const fs::path installed = program.parent_path() / SCALESCOPE_LESSONS_FROM_PROGRAM;
  for (const fs::path& place : {installed, fs::path(SCALESCOPE_LESSONS_SOURCE)}) {
    if (fs::is_directory(place, unknown)) return place.lexically_normal().string();
  }
  return "";
}

std::vector<Lesson> readLessons(const std::string& folder, const std::string& language) {
  std::error_code error;
  std::vector<Lesson> lessons;
  fs::directory_iterator entries(folder, error);
  if (error) {
    refuse(folder.empty() ? phrase("lessons") : Sentence(folder),
           {phrase("cannot be read: %1"), {error.message()}});
  }
  for (const fs::directory_entry& entry : entries) {
    const fs::path file = entry.path() / kFile;
    if (fs::exists(file, error)) lessons.push_back(readLesson(file.string(), language));
  }
  std::sort(lessons.begin(), lessons.end(), [](const Lesson& a, const Lesson& b) {
    return std::tie(a.order, a.name) < std::tie(b.order, b.name);
  });
  return lessons;
}

Lesson findLesson(const std::string& folder, const std::string& name) {
  const bool path = name.find('/') != std::string::npos || fs::path(name).extension() == ".json";
  if (path) return readLesson(name);
  std::string names;
  for (Lesson& lesson : readLessons(folder)) {
    if (lesson.name == name) return std::move(lesson);
    names += (names.empty() ? "" : ", ") + lesson.name;
  }
  refuse({phrase("lesson \"%1\""), {name}}, {phrase("there is none; there are: %1"), {names}});
}

}  // namespace scalescope
