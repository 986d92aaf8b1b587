#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/manual/command.h"

namespace scalescope {

/// A word that may stand where a person asks.
struct Suggestion {
  std::string word;
  std::string text;  ///< one line about it; may be empty
};

/// What may stand where a person asks.
struct Completion {
  std::vector<Suggestion> suggestions;
  bool files = false;  ///< names of files, too
};

/// The words of a kind that only the program knows (runs, lessons); `store` as the call names it,
/// empty if it does not.
using WordSource =
    std::function<std::vector<Suggestion>(ArgumentKind kind, const std::string& store)>;

/// Completes the last of `words`, which follow the program's name and may be empty.
Completion complete(const Command& program, const std::vector<std::string>& words,
                    const WordSource& source);

}  // namespace scalescope
