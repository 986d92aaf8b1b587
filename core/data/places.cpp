#include "core/data/places.h"

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::vector<std::string> usualPlaces(const std::string& name) {
  std::vector<std::string> places;
  const std::string home = environment("HOME");
  const std::string own = environment("XDG_DATA_HOME");
  if (!own.empty()) {
    places.push_back(own + "/datasets/" + name);
  } else if (!home.empty()) {
    places.push_back(home + "/.local/share/datasets/" + name);
  }
  places.push_back("/usr/local/share/datasets/" + name);
  places.push_back("/usr/share/datasets/" + name);
  return places;
}

std::vector<std::string> searchDirectories(const std::optional<std::string>& path,
                                           const std::string& name,
                                           const std::vector<std::string>& folders) {
  if (!path) return usualPlaces(name);
  std::error_code error;
  const auto status = fs::status(*path, error);
  if (!fs::exists(status)) refuse(*path, {phrase("cannot be read: %1"), {error.message()}});
  if (!fs::is_directory(status))
    refuse(*path, {phrase("is not a directory; expected one with the data of %1"), {name}});
  const fs::directory_iterator readable(*path, error);
  if (error) refuse(*path, {phrase("cannot be read: %1"), {error.message()}});
  std::vector<std::string> directories{*path};
  for (const auto& folder : folders) directories.push_back((fs::path(*path) / folder).string());
  return directories;
}

std::string findFile(const std::string& directory, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    std::error_code ignored;
    const fs::path path = fs::path(directory) / name;
    if (fs::exists(path, ignored)) return path.string();
  }
  return "";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace scalescope
