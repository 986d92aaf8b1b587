#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace scalescope {

/// What an argument stands for, and so what can be offered for it.
enum class ArgumentKind { flag, number, choice, file, run, lesson, text };

/// An option, or a value that is told by its place.
struct Argument {
  std::vector<std::string> names;  ///< "-h", "--help"; none: it is told by its place
  std::string value;               ///< what stands for its value: "CONFIG", "INT"; empty for a flag
  std::string text;                ///< what help says of it
  ArgumentKind kind = ArgumentKind::text;
  std::vector<std::string> choices;  ///< of ArgumentKind::choice
  bool required = false;
  bool repeated = false;
};

/// A program or one of its subcommands, as its help tells it.
struct Command {
  std::string name;
  std::string text;
  std::string footer;                ///< of a subcommand: empty if it has only its program's
  std::vector<Argument> arguments;   ///< those told by their place first, in their order
  std::vector<Command> subcommands;  ///< in the order of help
};

/// Reads what `app` was told to take: manual pages and completion cannot lack what help has. An
/// argument called RUN is a run, one called lesson (or the NAME of `lesson`) a lesson; one whose
/// help speaks of a file, a folder or a path is a file.
Command describe(const CLI::App& app);

}  // namespace scalescope
