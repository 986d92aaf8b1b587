#include "core/base/error.h"

namespace scalescope {
namespace {

std::string joined(const std::string& where, const std::string& what) {
  return where.empty() ? what : where + ": " + what;
}

}  // namespace

Error::Error(ErrorKind kind, const Sentence& where, const Sentence& what)
    : std::runtime_error(joined(where.inEnglish(), what.inEnglish())),
      kind_(kind),
      where_(where),
      what_(what) {}

Error Error::within(const Sentence& place) const {
  return {kind_, {phrase("%1: %2"), {place, where_}}, what_};
}

std::string Error::in(const Phrases& phrases) const {
  return joined(where_.in(phrases), what_.in(phrases));
}

void refuse(const Sentence& where, const Sentence& what) {
  throw Error(ErrorKind::input, where, what);
}

void fail(const Sentence& where, const Sentence& what) {
  throw Error(ErrorKind::failed, where, what);
}

}  // namespace scalescope
