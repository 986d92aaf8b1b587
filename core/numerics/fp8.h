#pragma once

#include <cstdint>

#include "core/numerics/cast_thresholds.h"
#include "core/numerics/float_bits.h"

// The FP8 formats of the Open Compute Project's "8-bit Floating Point Specification (OFP8)", 1.0,
// whose conversions are those of NVIDIA's cvt.rn.e4m3x2 and cvt.rn.e5m2x2.
namespace scalescope {

/// What a conversion to FP8 makes of values past the largest: both are in the specification. GPUs
/// saturate (cvt's .satfinite), and so does the policy fp8-hybrid.
enum class Overflow : std::uint8_t {
  nonFinite,  ///< ±inf in E5M2, NaN in E4M3
  saturate    ///< ±the largest value, also of ±inf; NaN stays NaN
};

/// Magnitude bits of FP8 to nearest even, of a magnitude (bits of FP32) that does not overflow. The
/// FP32 adder rounds what becomes subnormal: in the binade of `adder`, a power of two, the unit in
/// the last place is the format's smallest subnormal.
template <int kMantissaBits, int kBias>
SCALESCOPE_HD inline std::uint32_t fp8Magnitude(std::uint32_t magnitude, float adder) {
  constexpr int kDropped = 23 - kMantissaBits;
  constexpr std::uint32_t kExponentShift = static_cast<std::uint32_t>(127 - kBias) << 23;
  if (magnitude < kExponentShift + 0x00800000U) {
    return floatBits(bitsFloat(magnitude) + adder) - floatBits(adder);
  }
  const std::uint32_t odd = (magnitude >> kDropped) & 1U;
  const std::uint32_t rounded = magnitude + ((1U << (kDropped - 1)) - 1) + odd;
  return (rounded - kExponentShift) >> kDropped;
}

/// FP32 to E4M3 bits: bias 7, past 464 NaN or, saturating, 448; the tie 464 itself is 448.
SCALESCOPE_HD inline std::uint8_t toE4m3Bits(float value, Overflow overflow = Overflow::nonFinite) {
  constexpr std::uint32_t kOverflowFrom = thresholdsOf(Format::e4m3).infiniteFrom;
  const std::uint32_t sign = (floatBits(value) >> 24) & 0x80U;
  const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
  const bool isNan = magnitude > 0x7f800000U;
  if (magnitude >= kOverflowFrom) {
    const bool clips = overflow == Overflow::saturate && !isNan;
    return static_cast<std::uint8_t>(sign | (clips ? 0x7eU : 0x7fU));
  }
  return static_cast<std::uint8_t>(sign | fp8Magnitude<3, 7>(magnitude, 0x1p14F));
}

/// E4M3 bits to FP32, exact.
SCALESCOPE_HD inline float fromE4m3Bits(std::uint8_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x80U) << 24;
  const std::uint32_t magnitude = bits & 0x7fU;
  if (magnitude == 0x7fU) return bitsFloat(sign | 0x7fc00000U);
  if (magnitude < 8U) {
    const float value = static_cast<float>(magnitude) * 0x1p-9F;
    return bitsFloat(sign | floatBits(value));
  }
  return bitsFloat(sign | ((magnitude << 20) + (120U << 23)));
}

/// FP32 to E5M2 bits: bias 15, from 61440 on ±inf or, saturating, ±57344; NaN is a quiet NaN.
SCALESCOPE_HD inline std::uint8_t toE5m2Bits(float value, Overflow overflow = Overflow::nonFinite) {
  constexpr std::uint32_t kOverflowFrom = thresholdsOf(Format::e5m2).infiniteFrom;
  const std::uint32_t sign = (floatBits(value) >> 24) & 0x80U;
  const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
  if (magnitude > 0x7f800000U) {
    return static_cast<std::uint8_t>(sign | 0x7eU | ((magnitude >> 21) & 3U));
  }
  if (magnitude >= kOverflowFrom) {
    return static_cast<std::uint8_t>(sign | (overflow == Overflow::saturate ? 0x7bU : 0x7cU));
  }
  return static_cast<std::uint8_t>(sign | fp8Magnitude<2, 15>(magnitude, 0x1p7F));
}

}  // namespace scalescope
