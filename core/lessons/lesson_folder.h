#pragma once

#include <string>
#include <vector>

#include "core/lessons/lesson.h"

namespace scalescope {

/// Where this program's lessons are: beside it as installed, else in the source tree that it was
/// built from. Empty if they are nowhere.
std::string lessonsFolder();
/// The lessons of a folder, a folder each, in their order. Errors as readLesson; refused if the
/// folder cannot be read.
std::vector<Lesson> readLessons(const std::string& folder, const std::string& language = "");
/// One of them, or the file that `name` is the path of ("lessons/mine/lesson.json"). Refused with
/// the names there are.
Lesson findLesson(const std::string& folder, const std::string& name);

}  // namespace scalescope
