#include "core/base/error.h"

namespace scalescope {

Error::Error(ErrorKind kind, const std::string& where, const std::string& what)
    : std::runtime_error(where.empty() ? what : where + ": " + what), kind_(kind), where_(where) {}

void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::input, where, what);
}

void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::failed, where, what);
}

}  // namespace scalescope
