#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/phrases.h"
#include "core/numerics/format.h"

namespace scalescope {

/// A number that a person wrote.
struct WrittenNumber {
  double value = 0.0;
  /// If it was written as a format's bits: which, and the bits.
  std::optional<Format> format;
  std::uint32_t code = 0;
};

/// Reads "0.1", "-6.5e4", "0x1.8p-3", "inf", "nan", a power "2^-24" or product "1.5*2^-14", or the
/// bits of a format, "fp16:0x3c01" or "fp8-e4m3:0b01111110". Throws Error (input), which names
/// `place`.
WrittenNumber parseNumber(std::string_view text, const Sentence& place);

/// The shortest decimal digits that give this double back; "nan", "inf", "-inf".
std::string shortestText(double value);

}  // namespace scalescope
