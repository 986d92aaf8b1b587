#include "core/numerics/number_anatomy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/numerics/format_param.h"
#include "core/refusal.h"

namespace scalescope {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Equal with their signs, or both NaN.
bool sameNumber(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

/// The value of a code by the definition of a binary format, in double precision.
double byDefinition(const NumberAnatomy& number) {
  const FormatInfo& format = info(number.format);
  const auto mantissa = static_cast<double>(number.mantissaField);
  const double fraction = std::ldexp(mantissa, -format.mantissaBits);
  const double significand = number.exponentField == 0 ? fraction : 1.0 + fraction;
  return (number.sign != 0 ? -1.0 : 1.0) * std::ldexp(significand, number.exponent);
}

/// To nearest even by scaling to integers.
double rounded(double value, const FormatInfo& format) {
  if (!std::isfinite(value) || value == 0.0)
    return format.hasInfinity || value == 0.0 ? value : NAN;
  const int exponent = std::max(std::ilogb(value), format.minExponent);
  const double kept = std::ldexp(std::nearbyint(std::ldexp(value, format.mantissaBits - exponent)),
                                 exponent - format.mantissaBits);
  if (std::abs(kept) <= static_cast<double>(format.largest)) return std::copysign(kept, value);
  return format.hasInfinity ? std::copysign(kInfinity, value) : NAN;
}

class Anatomy : public testing::TestWithParam<Format> {
 protected:
  const Format format = GetParam();
  const FormatInfo& facts = info(format);
  /// Every code, or, of FP32, codes spread over all of them.
  template <class Use>
  void forCodes(const Use& use) const {
    const std::uint64_t end = std::uint64_t{1} << facts.bits();
    const std::uint64_t stride = facts.bits() == 32 ? 10007 : 1;
    for (std::uint64_t code = 0; code < end && !HasFatalFailure(); code += stride) {
      use(static_cast<std::uint32_t>(code));
    }
  }
};
INSTANTIATE_TEST_SUITE_P(All, Anatomy, testing::ValuesIn(kShownFormats), test::formatParam);

TEST_P(Anatomy, FieldsAreTheValue) {
  forCodes([&](std::uint32_t code) {
    const NumberAnatomy number = anatomyOfCode(code, format);
    ASSERT_EQ((((number.sign << facts.exponentBits) | number.exponentField) << facts.mantissaBits) |
                  number.mantissaField,
              code);
    if (number.kind == NumberKind::nan || number.kind == NumberKind::infinite) {
      ASSERT_EQ(number.kind == NumberKind::nan, std::isnan(number.value));
      ASSERT_EQ(number.exponentField, (1U << facts.exponentBits) - 1);
      return;
    }
    ASSERT_TRUE(sameNumber(number.value, byDefinition(number))) << codeText(code, format);
    ASSERT_EQ(number.error, 0.0);
    ASSERT_EQ(codeOf(number.value, format), code);
    const bool isSmall = std::abs(number.value) < static_cast<double>(facts.smallestNormal);
    ASSERT_EQ(number.kind == NumberKind::zero, number.value == 0.0);
    ASSERT_EQ(number.kind == NumberKind::normal, !isSmall);
  });
}

TEST_P(Anatomy, NeighboursStandOnePlaceApart) {
  forCodes([&](std::uint32_t code) {
    const NumberAnatomy number = anatomyOfCode(code, format);
    if (number.kind == NumberKind::nan) return;
    if (number.kind == NumberKind::infinite) {
      const double largest = std::copysign(static_cast<double>(facts.largest), -number.value);
      ASSERT_EQ(number.value > 0 ? number.below : number.above, -largest);
      return;
    }
    const double outer = number.sign == 0 ? number.above : number.below;
    if (std::abs(number.value) < static_cast<double>(facts.largest)) {
      ASSERT_EQ(std::abs(outer - number.value), number.ulp) << codeText(code, format);
      const NumberAnatomy next = anatomyOf(outer, format);
      ASSERT_EQ(number.sign == 0 ? next.below : next.above, number.value);
    } else {
      ASSERT_EQ(facts.hasInfinity, std::isinf(outer));
    }
    ASSERT_FALSE(number.below >= number.value);
    ASSERT_FALSE(number.above <= number.value);
  });
}

TEST_P(Anatomy, RoundsADoubleOnce) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int> exponents(facts.minExponent - facts.mantissaBits - 3,
                                               facts.maxExponent + 2);
  for (int i = 0; i < 300'000; ++i) {
    const double significand = 1.0 + std::ldexp(static_cast<double>(random() >> 12), -52);
    const double value =
        (random() % 2 == 0 ? 1.0 : -1.0) * std::ldexp(significand, exponents(random));
    const NumberAnatomy number = anatomyOf(value, format);
    ASSERT_TRUE(sameNumber(number.value, rounded(value, facts))) << std::hexfloat << value;
    if (!std::isfinite(number.value)) continue;
    ASSERT_EQ(number.error, number.value - value);
    ASSERT_LE(std::abs(number.error), number.ulp / 2);
  }
}

// Rounding to FP32 on the way would hide what lies past the tie.
TEST_P(Anatomy, SeesWhatLiesBeyondATie) {
  const double tie = 1.0 + std::ldexp(1.0, -facts.mantissaBits - 1);
  const double up = 1.0 + std::ldexp(1.0, -facts.mantissaBits);
  EXPECT_EQ(anatomyOf(tie, format).value, 1.0);
  EXPECT_EQ(anatomyOf(tie + 0x1p-50, format).value, up);
  EXPECT_EQ(anatomyOf(tie - 0x1p-50, format).value, 1.0);
  const double vanishing = static_cast<double>(facts.smallestSubnormal) / 2;
  EXPECT_EQ(anatomyOf(vanishing, format).value, 0.0);
  EXPECT_EQ(anatomyOf(vanishing * (1 + 0x1p-40), format).value, 2 * vanishing);
  EXPECT_EQ(anatomyOf(1e-320, format).kind, NumberKind::zero);
}

TEST_P(Anatomy, AFlippedBitFlipsBack) {
  for (int bit = 0; bit < facts.bits(); ++bit) {
    const std::uint32_t code = codeOf(-1.3, format);
    const std::uint32_t flipped = flippedBit(code, format, bit);
    EXPECT_EQ(code ^ flipped, 1U << bit);
    EXPECT_EQ(flippedBit(flipped, format, bit), code);
  }
  EXPECT_EQ(valueOf(flippedBit(codeOf(1.0, format), format, facts.bits() - 1), format), -1.0);
  test::expectWords(test::refusalOf([&] { flippedBit(0, format, facts.bits()); }),
                    {"bit ", "has bits 0 to "});
}

TEST(NumberAnatomy, OfOverflowsAndNan) {
  EXPECT_EQ(anatomyOf(65520.0, Format::fp16).kind, NumberKind::infinite);
  EXPECT_EQ(anatomyOf(65520.0, Format::fp16).relativeError, kInfinity);
  EXPECT_EQ(anatomyOf(1e300, Format::fp32).value, kInfinity);
  EXPECT_EQ(anatomyOf(1000.0, Format::e4m3).kind, NumberKind::nan);
  EXPECT_TRUE(std::isnan(anatomyOf(1000.0, Format::e4m3).error));
  EXPECT_EQ(anatomyOf(1000.0, Format::e4m3, Overflow::saturate).value, 448.0);
  EXPECT_EQ(anatomyOf(-1000.0, Format::e4m3, Overflow::saturate).error, 552.0);
  EXPECT_TRUE(std::isnan(anatomyOf(448.0, Format::e4m3).above));
  EXPECT_EQ(anatomyOf(kInfinity, Format::fp16).error, 0.0);
  EXPECT_EQ(anatomyOf(NAN, Format::bf16).kind, NumberKind::nan);
  EXPECT_EQ(anatomyOf(0.0, Format::fp16).below, -0x1p-24);
  EXPECT_EQ(anatomyOf(-0.0, Format::fp16).above, 0x1p-24);
}

TEST(NumberAnatomy, IsWrittenOut) {
  EXPECT_EQ(bitText(0x3c01, Format::fp16), "0 01111 0000000001");
  EXPECT_EQ(bitText(0xfe, Format::e4m3), "1 1111 110");
  EXPECT_EQ(codeText(0x3c01, Format::fp16), "0x3c01");
  EXPECT_EQ(codeText(0x0a, Format::e5m2), "0x0a");
  EXPECT_EQ(codeText(codeOf(1.0, Format::tf32), Format::tf32), "0x1fc00");
  EXPECT_EQ(toString(NumberKind::subnormal), "subnormal");
}

}  // namespace
}  // namespace scalescope
