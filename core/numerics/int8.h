#pragma once

#include <cstdint>

#include "core/numerics/cast_thresholds.h"
#include "core/numerics/float_bits.h"

namespace scalescope {

/// FP32 to a symmetric 8-bit integer, as FP32: to nearest even, and ±127 past that, also of ±inf;
/// −128 is not used, so that a value and its negative have the same magnitude (Jacob et al. 2018,
/// arXiv:1712.05877, section 3.1). NaN stays NaN, which an integer could not tell of.
SCALESCOPE_HD inline float toInt8(float value) {
  constexpr std::uint32_t kClippedFrom = thresholdsOf(Format::int8).infiniteFrom;
  const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
  if (magnitude > 0x7f800000U) return value;
  float kept = 127.0F;
  if (magnitude < kClippedFrom) {
    // In units of the last place of 2^23 that is 1. Integers, so that no compiler fuses a product
    // before into this sum.
    const std::uint32_t exponent = magnitude >> 23;
    const std::uint32_t dropped = exponent < 126U ? 25U : 150U - exponent;
    const std::uint32_t mantissa = (magnitude & 0x7fffffU) | 0x800000U;
    const std::uint32_t odd = (mantissa >> dropped) & 1U;
    kept = static_cast<float>((mantissa + ((1U << (dropped - 1)) - 1) + odd) >> dropped);
  }
  return bitsFloat(floatBits(kept) | (floatBits(value) & 0x80000000U));
}

}  // namespace scalescope
