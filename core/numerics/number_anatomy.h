#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/numerics/format.h"
#include "core/numerics/round.h"

namespace scalescope {

/// The classes of IEEE 754-2019, 5.7.2, signs and the kinds of NaN left out.
enum class NumberKind : std::uint8_t { zero, subnormal, normal, infinite, nan };
std::string_view toString(NumberKind kind);  ///< "zero", "subnormal", …

/// All floating-point formats, in the order in which they are shown beside each other.
constexpr std::array<Format, kFloatFormatCount> kShownFormats{
    Format::fp32, Format::tf32, Format::fp16, Format::bf16, Format::e4m3, Format::e5m2};

/// A value as a format keeps it. Where a number does not exist it is NaN: the neighbour past ±inf,
/// or past the largest value of E4M3; everything but the code of a NaN.
struct NumberAnatomy {
  Format format = Format::fp32;
  std::uint32_t code = 0;  ///< the format's own bits, at the lower end: 8 of FP8, 19 of TF32
  std::uint32_t sign = 0;  ///< 1: negative
  std::uint32_t exponentField = 0;
  std::uint32_t mantissaField = 0;
  NumberKind kind = NumberKind::zero;
  /// Unbiased; of zero and subnormal numbers that of the smallest normal one. 0 if not finite.
  int exponent = 0;
  double value = 0.0;          ///< that is kept
  double below = 0.0;          ///< the next value towards −inf
  double above = 0.0;          ///< the next value towards +inf
  double ulp = 0.0;            ///< unit in the last place: the spacing of values in this binade
  double error = 0.0;          ///< kept less given value; 0 where both are the same infinity
  double relativeError = 0.0;  ///< |error / given|; 0 where there is no error
};

/// Of a value rounded once to nearest even, as training rounds (round.h), whatever digits a double
/// has beyond FP32.
NumberAnatomy anatomyOf(double value, Format format, Overflow overflow = Overflow::nonFinite);
/// Of what a code stands for; bits past the format's width are left out.
NumberAnatomy anatomyOfCode(std::uint32_t code, Format format);

std::uint32_t codeOf(double value, Format format, Overflow overflow = Overflow::nonFinite);
double valueOf(std::uint32_t code, Format format);  ///< exact; NaN for every NaN
/// Bit 0 is the last of the mantissa. Throws Error (input) for a bit that the format does not have.
std::uint32_t flippedBit(std::uint32_t code, Format format, int bit);

/// Sign, exponent and mantissa: "0 01111 0000000001".
std::string bitText(std::uint32_t code, Format format);
/// As many hexadecimal digits as the width needs: "0x3c01".
std::string codeText(std::uint32_t code, Format format);

}  // namespace scalescope
