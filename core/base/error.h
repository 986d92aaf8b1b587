#pragma once

#include <stdexcept>
#include <string>

namespace scalescope {

/// What went wrong, which decides the exit code: `input` was refused (2), `failed` is work that
/// broke off (1).
enum class ErrorKind { input, failed };

/// The one exception type of ScaleScope. `where` names the file and the place in it (a JSON
/// pointer, a line, a byte), `what` says what was found and what was expected. what() joins both:
/// "where: what".
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& where, const std::string& what);
  ErrorKind kind() const { return kind_; }
  const std::string& where() const { return where_; }

 private:
  ErrorKind kind_;
  std::string where_;
};

[[noreturn]] void refuse(const std::string& where,
                         const std::string& what);  ///< throws ErrorKind::input
[[noreturn]] void fail(const std::string& where,
                       const std::string& what);  ///< throws ErrorKind::failed

}  // namespace scalescope
