#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/manual/completion.h"
#include "app/manual/man_page.h"

namespace CLI {
class App;
}

namespace scalescope {

/// What a program prints of itself when the build or a shell asks for it; nothing if `argv` is
/// another call:
///   PROGRAM --man                 its manual page
///   PROGRAM --complete WORD...    what may stand for the last word: a line each, with a tab and
///                                 one line about it; ":files" if names of files may, too
std::optional<std::string> answer(const CLI::App& app, int argc, char** argv,
                                  const std::function<Manual()>& manual, const WordSource& source);

}  // namespace scalescope
