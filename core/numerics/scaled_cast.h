#pragma once

#include "core/numerics/cast_counts.h"
#include "core/numerics/cast_thresholds.h"

namespace scalescope {

/// Counts a saturating cast of value · scale, whose result is `kept`: what is past the largest
/// value was clipped, and counts as an overflow.
template <typename Counts>
SCALESCOPE_HD void countSaturating(Counts& counts, float value, float scaled, float kept,
                                   std::uint32_t overflowFrom) {
  ++counts.elements;
  counts.nonFinite += !isFiniteBits(kept);
  counts.overflow += isFiniteBits(value) && magnitudeBits(scaled) >= overflowFrom;
  counts.underflow += value != 0.0F && kept == 0.0F;
  keepLargest(counts, scaled);
}

/// Magnitudes of value · scale, as bits, from which on a saturating cast clips.
SCALESCOPE_HD inline std::uint32_t clippedFrom(Format format) {
  constexpr std::uint32_t kE4m3 = thresholdsOf(Format::e4m3).infiniteFrom;
  constexpr std::uint32_t kE5m2 = thresholdsOf(Format::e5m2).infiniteFrom;
  constexpr std::uint32_t kInt8 = thresholdsOf(Format::int8).infiniteFrom;
  if (format == Format::int8) return kInt8;
  return format == Format::e4m3 ? kE4m3 : kE5m2;
}

/// The value that a cast keeps of an operand, counted. FP8 is for values that are multiplied by
/// `scale`, a power of two, before they are rounded with saturation, and divided by it after; so is
/// INT8, whose scale may be any number, so that both products are rounded to FP32. Other formats
/// round the value as it is.
template <typename Counts>
SCALESCOPE_HD float castScaled(Format format, float value, float scale, Counts& counts) {
  if (!isScaled(format)) {
    const float kept = roundTo(format, value);
    countCast(counts, value, kept);
    return kept;
  }
  const float scaled = value * scale;
  const float kept = roundSaturating(format, scaled);
  countSaturating(counts, value, scaled, kept, clippedFrom(format));
  return kept * (1.0F / scale);
}

/// Whether a saturating cast clips a value: where it does, a straight-through estimator passes no
/// gradient on (Bengio et al. 2013, arXiv:1308.3432; as PyTorch's fake_quantize). NaN is not
/// clipped.
SCALESCOPE_HD inline bool isClipped(Format format, float value, float scale) {
  const std::uint32_t magnitude = magnitudeBits(value * scale);
  return magnitude >= clippedFrom(format) && magnitude <= 0x7f800000U;
}

/// A magnitude as bits, whose order is theirs; 0 of what is not finite, which no scale can help.
SCALESCOPE_HD inline std::uint32_t amaxBits(float value) {
  return isFiniteBits(value) ? magnitudeBits(value) : 0U;
}

}  // namespace scalescope
