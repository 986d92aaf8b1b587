#pragma once

#include "core/numerics/cast_counts.h"
#include "core/numerics/cast_thresholds.h"

namespace scalescope {

/// Counts a saturating cast of value · scale, whose result is `kept`: what is past the largest
/// value was clipped, and counts as an overflow.
SCALESCOPE_HD inline void countSaturating(CastCounts& counts, float value, float scaled, float kept,
                                          std::uint32_t overflowFrom) {
  ++counts.elements;
  counts.nonFinite += !isFiniteBits(kept);
  counts.overflow += isFiniteBits(value) && (floatBits(scaled) & 0x7fffffffU) >= overflowFrom;
  counts.underflow += value != 0.0F && kept == 0.0F;
}

/// The value that a cast keeps of an operand, counted. FP8 is for values that are multiplied by
/// `scale`, a power of two, before they are rounded with saturation, and divided by it after; other
/// formats round the value as it is.
SCALESCOPE_HD inline float castScaled(Format format, float value, float scale, CastCounts& counts) {
  if (!isFp8(format)) {
    const float kept = roundTo(format, value);
    countCast(counts, value, kept);
    return kept;
  }
  constexpr std::uint32_t kE4m3 = thresholdsOf(Format::e4m3).infiniteFrom;
  constexpr std::uint32_t kE5m2 = thresholdsOf(Format::e5m2).infiniteFrom;
  const float scaled = value * scale;
  const float kept = roundSaturating(format, scaled);
  countSaturating(counts, value, scaled, kept, format == Format::e4m3 ? kE4m3 : kE5m2);
  return kept * (1.0F / scale);
}

/// A magnitude as bits, whose order is theirs; 0 of what is not finite, which no scale can help.
SCALESCOPE_HD inline std::uint32_t amaxBits(float value) {
  return isFiniteBits(value) ? floatBits(value) & 0x7fffffffU : 0U;
}

}  // namespace scalescope
