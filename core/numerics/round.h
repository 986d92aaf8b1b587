#pragma once

#include <bit>
#include <cstdint>

#include "core/numerics/fp8.h"
#include "core/numerics/int8.h"

#ifdef __CUDACC__
#include <cuda_fp16.h>
#endif

namespace scalescope {

/// FP32 to FP16 bits: round to nearest even, gradual underflow, ±inf from 65520 up, NaN stays a
/// quiet NaN. IEEE 754-2019, 4.3.1 and 3.6 (binary16).
SCALESCOPE_HD inline std::uint16_t toHalfBits(float value) {
#ifdef __CUDA_ARCH__
  return __half_as_ushort(__float2half_rn(value));  // the same but for the bits of a NaN
#else
  const std::uint32_t bits = floatBits(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  if (magnitude > 0x7f800000U)
    return static_cast<std::uint16_t>(sign | 0x7e00U | ((magnitude >> 13) & 0x3ffU));
  if (magnitude >= 0x477ff000U) return static_cast<std::uint16_t>(sign | 0x7c00U);  // ≥ 65520
  if (magnitude < 0x38800000U) {  // below 2^-14: the FP32 adder rounds to a multiple of 2^-24
    const float shifted = bitsFloat(magnitude) + 0.5F;  // ulp of [0.5, 1) is 2^-24
    return static_cast<std::uint16_t>(sign | (floatBits(shifted) - 0x3f000000U));
  }
  const std::uint32_t rounded = magnitude + 0xfffU + ((magnitude >> 13) & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
#endif
}

/// FP16 bits to FP32, exact; a signalling NaN becomes quiet, as conversion instructions do.
SCALESCOPE_HD inline float fromHalfBits(std::uint16_t half) {
#ifdef __CUDA_ARCH__
  return __half2float(__ushort_as_half(half));
#else
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
  const std::uint32_t magnitude = half & 0x7fffU;
  if (magnitude > 0x7c00U) return bitsFloat(sign | 0x7fc00000U | ((magnitude & 0x3ffU) << 13));
  if (magnitude == 0x7c00U) return bitsFloat(sign | 0x7f800000U);
  if (magnitude < 0x400U) {
    const float value = static_cast<float>(magnitude) * 0x1p-24F;
    return bitsFloat(sign | floatBits(value));
  }
  return bitsFloat(sign | ((magnitude << 13) + 0x38000000U));
#endif
}

/// FP32 to BF16 bits: round to nearest even, subnormals kept, NaN stays a quiet NaN.
SCALESCOPE_HD inline std::uint16_t toBfloat16Bits(float value) {
  const std::uint32_t bits = floatBits(value);
  if ((bits & 0x7fffffffU) > 0x7f800000U) return static_cast<std::uint16_t>((bits >> 16) | 0x40U);
  return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

/// BF16 bits to FP32, exact.
SCALESCOPE_HD inline float fromBfloat16Bits(std::uint16_t bits) {
  return bitsFloat(static_cast<std::uint32_t>(bits) << 16);
}

/// FP32 to TF32, in the bits of FP32: round to nearest even, subnormals kept, NaN stays a quiet
/// NaN. Tensor cores leave the rounding to whoever loads their operands.
SCALESCOPE_HD inline float toTf32(float value) {
  const std::uint32_t bits = floatBits(value);
  const bool isNan = (bits & 0x7fffffffU) > 0x7f800000U;
  const std::uint32_t rounded = isNan ? bits | 0x00400000U : bits + 0xfffU + ((bits >> 13) & 1U);
  return bitsFloat(rounded & 0xffffe000U);
}

/// E5M2 is the upper byte of FP16.
SCALESCOPE_HD inline float fromE5m2Bits(std::uint8_t bits) {
  return fromHalfBits(static_cast<std::uint16_t>(bits << 8));
}

/// The value that `format` keeps of an FP32 value, as FP32. What overflows is ±inf, NaN in E4M3,
/// ±127 in INT8.
SCALESCOPE_HD inline float roundTo(Format format, float value) {
  switch (format) {
    case Format::fp16:
      return fromHalfBits(toHalfBits(value));
    case Format::bf16:
      return fromBfloat16Bits(toBfloat16Bits(value));
    case Format::tf32:
      return toTf32(value);
    case Format::e4m3:
      return fromE4m3Bits(toE4m3Bits(value));
    case Format::e5m2:
      return fromE5m2Bits(toE5m2Bits(value));
    case Format::int8:
      return toInt8(value);
    default:
      return value;
  }
}

/// The same with saturation in the FP8 formats: ±inf and what overflows are the largest value.
SCALESCOPE_HD inline float roundSaturating(Format format, float value) {
  if (format == Format::e4m3) return fromE4m3Bits(toE4m3Bits(value, Overflow::saturate));
  if (format == Format::e5m2) return fromE5m2Bits(toE5m2Bits(value, Overflow::saturate));
  return roundTo(format, value);
}

/// False for ±inf and NaN. Looks at the bits, so that no compiler option which assumes finite
/// numbers can change it.
SCALESCOPE_HD inline bool isFiniteBits(float value) {
  return (floatBits(value) & 0x7f800000U) != 0x7f800000U;
}

}  // namespace scalescope
