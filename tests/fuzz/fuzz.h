#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"

namespace scalescope::fuzz {

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Runs a reader: input may be refused, and nothing else may happen. A reader that reports failed
/// work, throws anything else or crashes is a find.
template <typename Reader>
void expectReadOrRefused(Reader&& reader) {
  try {
    reader();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
  }
}

/// A property that holds for everything that was accepted.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

}  // namespace scalescope::fuzz
