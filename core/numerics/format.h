#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scalescope {

/// Number formats that a value can be rounded to. TF32, the two FP8 formats and INT8 are ones of
/// operands alone: what is computed from them is FP32, and memory holds their values as FP32.
enum class Format : std::uint8_t { fp32, fp16, bf16, tf32, e4m3, e5m2, int8 };

/// Facts of a binary floating-point format (IEEE 754-2019; bfloat16 as in Intel's BF16 numerics
/// definition; TensorFloat-32 as in NVIDIA's A100 architecture paper: the exponent of FP32 and the
/// mantissa of FP16; FP8 as in the Open Compute Project's "8-bit Floating Point Specification
/// (OFP8)", 1.0: E5M2 is IEEE-like, E4M3 gives infinity up for one more binade, and has one NaN,
/// the code S.1111.111). INT8, the integers from −127 to 127, is given as the floating-point format
/// of one exponent bit that has the same values; nothing of it is called subnormal.
struct FormatInfo {
  std::string_view name;   ///< as in configurations: "fp32", "fp16", "tf32", "fp8-e4m3"
  std::string_view label;  ///< as on screen: "FP32", "FP16", "TF32", "FP8 E4M3"
  int bytes;               ///< size of one element in memory
  int exponentBits;
  int mantissaBits;  ///< stored mantissa bits, without the hidden one
  int minExponent;   ///< exponent of the smallest normal value, 2^minExponent
  int maxExponent;   ///< exponent of the largest binade
  float largest;     ///< largest finite value
  float smallestNormal;
  float smallestSubnormal;
  bool hasInfinity;  ///< if not, what overflows becomes NaN; in INT8 it is clipped

  constexpr int bits() const { return 1 + exponentBits + mantissaBits; }
};

constexpr std::size_t kFormatCount = 7;
constexpr std::size_t kFloatFormatCount = 6;  ///< without INT8, the last

const FormatInfo& info(Format format);
/// The format of a configuration's word; false if there is none of that name.
bool parseFormat(std::string_view name, Format& out);
std::vector<std::string> formatNames();
/// Whether a format is one of operands alone.
constexpr bool isOperandFormat(Format format) { return format >= Format::tf32; }
constexpr bool isFp8(Format format) { return format == Format::e4m3 || format == Format::e5m2; }
/// Whether operands are multiplied by a scale before they are rounded to it, with saturation, and
/// divided by it after (scaled_cast.h).
constexpr bool isScaled(Format format) { return isFp8(format) || format == Format::int8; }
/// The format in which memory holds values of a format.
constexpr Format storageOf(Format format) {
  return isOperandFormat(format) ? Format::fp32 : format;
}
constexpr std::size_t bytesOf(Format format) { return storageOf(format) == Format::fp32 ? 4 : 2; }

}  // namespace scalescope
