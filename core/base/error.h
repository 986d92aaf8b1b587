#pragma once

#include <stdexcept>
#include <string>

#include "core/base/phrases.h"

namespace scalescope {

/// What went wrong, which decides the exit code: `input` was refused (2), `failed` is work that
/// broke off (1).
enum class ErrorKind { input, failed };

/// The one exception type of ScaleScope. `where` names the file and the place in it (a JSON
/// pointer, a line, a byte), `what` says what was found and what was expected. what() joins both in
/// English: "where: what".
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const Sentence& where, const Sentence& what);

  ErrorKind kind() const { return kind_; }
  /// The same in a larger place: "store: where: what".
  Error within(const Sentence& place) const;
  std::string where() const { return where_.inEnglish(); }
  /// What what() tells, in the language of who reads it.
  std::string in(const Phrases& phrases) const;

 private:
  ErrorKind kind_;
  Sentence where_, what_;
};

[[noreturn]] void refuse(const Sentence& where,
                         const Sentence& what);  ///< throws ErrorKind::input
[[noreturn]] void fail(const Sentence& where,
                       const Sentence& what);  ///< throws ErrorKind::failed

}  // namespace scalescope
