#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scalescope {

/// Number formats that a value can be rounded to. TF32 is one of operands alone: what is computed
/// from them is FP32, and memory holds its values as FP32, whose 13 last mantissa bits are zero.
enum class Format : std::uint8_t { fp32, fp16, bf16, tf32 };

/// Facts of a binary floating-point format (IEEE 754-2019; bfloat16 as in Intel's BF16 numerics
/// definition; TensorFloat-32 as in NVIDIA's A100 architecture paper: the exponent of FP32 and the
/// mantissa of FP16).
struct FormatInfo {
  std::string_view name;   ///< as in configurations: "fp32", "fp16", "bf16", "tf32"
  std::string_view label;  ///< as on screen: "FP32", "FP16", "BF16", "TF32"
  int bytes;               ///< size of one element in memory
  int mantissaBits;        ///< stored mantissa bits, without the hidden one
  int minExponent;         ///< exponent of the smallest normal value, 2^minExponent
  int maxExponent;         ///< exponent of the largest binade
  float largest;           ///< largest finite value
  float smallestNormal;
  float smallestSubnormal;
};

const FormatInfo& info(Format format);
/// The format of a configuration's word; false if there is none of that name.
bool parseFormat(std::string_view name, Format& out);
std::vector<std::string> formatNames();
/// The format in which memory holds values of a format.
constexpr Format storageOf(Format format) { return format == Format::tf32 ? Format::fp32 : format; }
constexpr std::size_t bytesOf(Format format) { return storageOf(format) == Format::fp32 ? 4 : 2; }

}  // namespace scalescope
