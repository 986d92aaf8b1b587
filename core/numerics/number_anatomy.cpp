#include "core/numerics/number_anatomy.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::uint32_t maskOf(int bits) { return bits >= 32 ? 0xffffffffU : (std::uint32_t{1} << bits) - 1; }

/// The double cut off to FP32, its last bit set if that lost something ("round to odd"): what is
/// rounded again to a format with at least two bits less comes out as if it was rounded once.
/// Boldo and Melquiond, "When double rounding is odd", 2005.
float roundedToOdd(double value) {
  const auto nearest = static_cast<float>(value);
  if (std::isnan(value) || static_cast<double>(nearest) == value) return nearest;
  const bool isPast = std::abs(static_cast<double>(nearest)) > std::abs(value);
  return bitsFloat(floatBits(isPast ? std::nextafter(nearest, 0.0F) : nearest) | 1U);
}

std::uint32_t codeOfFloat(float value, Format format, Overflow overflow) {
  switch (format) {
    case Format::fp16:
      return toHalfBits(value);
    case Format::bf16:
      return toBfloat16Bits(value);
    case Format::tf32:
      return floatBits(toTf32(value)) >> 13;
    case Format::e4m3:
      return toE4m3Bits(value, overflow);
    case Format::e5m2:
      return toE5m2Bits(value, overflow);
    case Format::fp32:
    case Format::int8:  // is not among the formats that are shown
      break;
  }
  return floatBits(value);
}

float floatOfCode(std::uint32_t code, Format format) {
  switch (format) {
    case Format::fp16:
      return fromHalfBits(static_cast<std::uint16_t>(code));
    case Format::bf16:
      return fromBfloat16Bits(static_cast<std::uint16_t>(code));
    case Format::tf32:
      return bitsFloat(code << 13);
    case Format::e4m3:
      return fromE4m3Bits(static_cast<std::uint8_t>(code));
    case Format::e5m2:
      return fromE5m2Bits(static_cast<std::uint8_t>(code));
    case Format::fp32:
    case Format::int8:  // is not among the formats that are shown
      break;
  }
  return bitsFloat(code);
}

NumberKind kindOf(const NumberAnatomy& number) {
  if (std::isnan(number.value)) return NumberKind::nan;
  if (std::isinf(number.value)) return NumberKind::infinite;
  if (number.exponentField > 0) return NumberKind::normal;
  return number.mantissaField == 0 ? NumberKind::zero : NumberKind::subnormal;
}

/// The next value of greater magnitude, and the next of smaller, of a positive code: codes of one
/// sign are in the order of their magnitudes.
double outwards(std::uint32_t magnitude, Format format) { return valueOf(magnitude + 1, format); }
double inwards(std::uint32_t magnitude, Format format) {
  return magnitude == 0 ? -valueOf(1, format) : valueOf(magnitude - 1, format);
}

void findNeighbours(NumberAnatomy& number) {
  const FormatInfo& format = info(number.format);
  number.below = number.above = number.ulp = kNone;
  if (number.kind == NumberKind::nan) return;
  const std::uint32_t magnitude = number.code & maskOf(format.bits() - 1);
  const bool isInfinite = number.kind == NumberKind::infinite;
  const double outer = isInfinite ? kNone : outwards(magnitude, number.format);
  const double inner = inwards(magnitude, number.format);
  number.above = number.sign == 0 ? outer : -inner;
  number.below = number.sign == 0 ? inner : -outer;
  if (isInfinite) return;
  number.exponent = number.exponentField == 0
                        ? format.minExponent
                        : static_cast<int>(number.exponentField) + format.minExponent - 1;
  number.ulp = std::ldexp(1.0, number.exponent - format.mantissaBits);
}

void measureError(NumberAnatomy& number, double given) {
  if (std::isnan(number.value) || std::isnan(given)) {
    number.error = number.relativeError = kNone;
    return;
  }
  if (number.value == given) return;
  number.error = number.value - given;
  number.relativeError = std::abs(number.error / given);
}

}  // namespace

std::string_view toString(NumberKind kind) {
  constexpr std::array<std::string_view, 5> kNames{"zero", "subnormal", "normal", "infinite",
                                                   "NaN"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::uint32_t codeOf(double value, Format format, Overflow overflow) {
  const float single = format == Format::fp32 ? static_cast<float>(value) : roundedToOdd(value);
  return codeOfFloat(single, format, overflow);
}

double valueOf(std::uint32_t code, Format format) {
  return static_cast<double>(floatOfCode(code, format));
}

NumberAnatomy anatomyOfCode(std::uint32_t code, Format format) {
  const FormatInfo& facts = info(format);
  NumberAnatomy number;
  number.format = format;
  number.code = code & maskOf(facts.bits());
  number.sign = number.code >> (facts.bits() - 1);
  number.exponentField = (number.code >> facts.mantissaBits) & maskOf(facts.exponentBits);
  number.mantissaField = number.code & maskOf(facts.mantissaBits);
  number.value = valueOf(number.code, format);
  number.kind = kindOf(number);
  findNeighbours(number);
  measureError(number, number.value);
  return number;
}

NumberAnatomy anatomyOf(double value, Format format, Overflow overflow) {
  NumberAnatomy number = anatomyOfCode(codeOf(value, format, overflow), format);
  measureError(number, value);
  return number;
}

std::uint32_t flippedBit(std::uint32_t code, Format format, int bit) {
  const FormatInfo& facts = info(format);
  if (bit < 0 || bit >= facts.bits()) {
    refuse({phrase("bit %1"), {std::to_string(bit)}},
           {phrase("%1 has bits 0 to %2"),
            {std::string(facts.label), std::to_string(facts.bits() - 1)}});
  }
  return code ^ (std::uint32_t{1} << bit);
}

std::string bitText(std::uint32_t code, Format format) {
  const FormatInfo& facts = info(format);
  std::string text;
  for (int bit = facts.bits(); bit-- > 0;) {
    text += ((code >> bit) & 1U) != 0 ? '1' : '0';
    if (bit == facts.bits() - 1 || bit == facts.mantissaBits) text += ' ';
  }
  return text;
}

std::string codeText(std::uint32_t code, Format format) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (int digit = (info(format).bits() + 3) / 4; digit-- > 0;) {
    text += kDigits[(code >> (4 * digit)) & 15U];
  }
  return text;
}

}  // namespace scalescope
