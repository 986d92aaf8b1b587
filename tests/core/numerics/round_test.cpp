#include "core/numerics/round.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/numerics/cast_counts.h"
#include "core/numerics/format_param.h"

namespace scalescope {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

/// Round to nearest even by scaling to integers in double precision: another way than the code
/// under test takes.
double referenceRound(const FormatInfo& format, double value) {
  if (std::isnan(value) || std::isinf(value) || value == 0.0) return value;
  const int exponent = std::max(std::ilogb(value), format.minExponent);
  const double ulp = std::ldexp(1.0, exponent - format.mantissaBits);
  const double rounded = std::nearbyint(value / ulp) * ulp;
  if (std::abs(rounded) <= static_cast<double>(format.largest)) return rounded;
  return format.hasInfinity ? std::copysign(HUGE_VAL, value) : NAN;
}

// A format's own bits: 8 of FP8, 16 of the halves, 19 of TF32.
std::uint32_t toBits(Format format, float value) {
  if (format == Format::tf32) return floatBits(toTf32(value)) >> 13;
  if (format == Format::e4m3) return toE4m3Bits(value);
  if (format == Format::e5m2) return toE5m2Bits(value);
  return format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
}
float fromBits(Format format, std::uint32_t bits) {
  if (format == Format::tf32) return bitsFloat(bits << 13);
  if (format == Format::e4m3) return fromE4m3Bits(static_cast<std::uint8_t>(bits));
  if (format == Format::e5m2) return fromE5m2Bits(static_cast<std::uint8_t>(bits));
  const auto half = static_cast<std::uint16_t>(bits);
  return format == Format::fp16 ? fromHalfBits(half) : fromBfloat16Bits(half);
}
std::uint32_t bitPatterns(Format format) { return std::uint32_t{1} << info(format).bits(); }

/// Equal, or both NaN: NaN stands for what overflows a format without infinity.
testing::AssertionResult same(float actual, float expected) {
  if (std::isnan(actual) ? std::isnan(expected) : actual == expected) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << std::hexfloat << actual << " instead of " << expected;
}

class Rounding : public testing::TestWithParam<Format> {
 protected:
  const FormatInfo& format = info(GetParam());
  void expectRounded(float value) const {
    const double expected = referenceRound(format, static_cast<double>(value));
    const float actual = roundTo(GetParam(), value);
    ASSERT_TRUE(same(actual, static_cast<float>(expected))) << std::hexfloat << value;
    if (!std::isnan(value)) {
      ASSERT_EQ(std::signbit(actual), std::signbit(value)) << std::hexfloat << value;
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Narrow, Rounding,
                         testing::Values(Format::fp16, Format::bf16, Format::tf32, Format::e4m3,
                                         Format::e5m2),
                         test::formatParam);

TEST_P(Rounding, KeepsEveryValue) {
  for (std::uint32_t bits = 0; bits < bitPatterns(GetParam()); ++bits) {
    const float value = fromBits(GetParam(), bits);
    if (std::isnan(value)) {
      ASSERT_TRUE(std::isnan(fromBits(GetParam(), toBits(GetParam(), value)))) << bits;
    } else {
      ASSERT_EQ(toBits(GetParam(), value), bits);
      ASSERT_EQ(static_cast<double>(value), referenceRound(format, static_cast<double>(value)))
          << bits;
    }
  }
}

TEST_P(Rounding, TakesEveryBoundaryToTheEvenNeighbour) {
  for (std::uint32_t i = 0; i + 1 < bitPatterns(GetParam()) / 2; ++i) {
    const float low = fromBits(GetParam(), i);
    const float high = fromBits(GetParam(), i + 1);
    if (std::isnan(low) || !std::isfinite(low)) continue;
    // Past the largest value stands the one that the format would have next: halfway to it is where
    // inf begins, or, past an even value, NaN.
    const double next =
        !std::isfinite(high)
            ? static_cast<double>(low) + std::ldexp(1.0, format.maxExponent - format.mantissaBits)
            : static_cast<double>(high);
    const auto middle = static_cast<float>((static_cast<double>(low) + next) / 2);
    const float even = i % 2 == 0 ? low : high;
    for (const float sign : {1.0F, -1.0F}) {
      ASSERT_TRUE(same(roundTo(GetParam(), sign * middle), sign * even));
      ASSERT_TRUE(same(roundTo(GetParam(), sign * std::nextafter(middle, 0.0F)), sign * low));
      ASSERT_TRUE(same(roundTo(GetParam(), sign * std::nextafter(middle, kInf)), sign * high));
      expectRounded(sign * middle);
    }
  }
}

TEST_P(Rounding, AgreesWithTheReferenceOnRandomBits) {
  std::mt19937 random(1);
  for (int i = 0; i < 2'000'000; ++i)
    expectRounded(bitsFloat(static_cast<std::uint32_t>(random())));
}

TEST_P(Rounding, KeepsZerosInfinitiesAndNaN) {
  for (const float value : {0.0F, -0.0F, kInf, -kInf}) {
    if (std::isinf(value) && !format.hasInfinity) {
      EXPECT_TRUE(std::isnan(roundTo(GetParam(), value)));
    } else {
      EXPECT_EQ(floatBits(roundTo(GetParam(), value)), floatBits(value));
    }
  }
  EXPECT_TRUE(
      std::isnan(roundTo(GetParam(), bitsFloat(0x7f800001U))));  // a NaN whose payload does not fit
  EXPECT_TRUE(same(roundTo(GetParam(), std::numeric_limits<float>::max()),
                   format.hasInfinity ? kInf : std::nanf("")));
  EXPECT_EQ(roundTo(GetParam(), format.largest), format.largest);
  EXPECT_EQ(roundTo(GetParam(), format.smallestNormal), format.smallestNormal);
  EXPECT_EQ(roundTo(GetParam(), format.smallestSubnormal), format.smallestSubnormal);
  EXPECT_EQ(roundTo(GetParam(), format.smallestSubnormal / 2), 0.0F);
}

TEST_P(Rounding, SaturatesInFp8Alone) {
  for (std::uint64_t bits = 0; bits <= 0xffffffffU; bits += 4099) {
    const float value = bitsFloat(static_cast<std::uint32_t>(bits));
    const float rounded = roundTo(GetParam(), value);
    const bool overflows = !std::isnan(value) && !std::isfinite(rounded);
    const float clipped =
        overflows && isFp8(GetParam()) ? std::copysign(format.largest, value) : rounded;
    ASSERT_TRUE(same(roundSaturating(GetParam(), value), clipped)) << std::hexfloat << value;
  }
}

TEST(Fp8Facts, AreThoseOfTheSpecification) {
  EXPECT_EQ(toE4m3Bits(448.0F), 0x7e);
  EXPECT_EQ(toE4m3Bits(464.0F), 0x7e);
  EXPECT_EQ(toE4m3Bits(std::nextafter(464.0F, kInf)), 0x7f);
  EXPECT_EQ(toE4m3Bits(-1e9F, Overflow::saturate), 0xfe);
  EXPECT_EQ(toE4m3Bits(-kInf, Overflow::saturate), 0xfe);
  EXPECT_EQ(toE4m3Bits(std::nanf(""), Overflow::saturate) & 0x7f, 0x7f);
  EXPECT_EQ(toE4m3Bits(0x1p-6F), 0x08);
  EXPECT_EQ(toE4m3Bits(0x1p-9F), 0x01);
  EXPECT_EQ(toE5m2Bits(57344.0F), 0x7b);
  EXPECT_EQ(toE5m2Bits(61440.0F), 0x7c);
  EXPECT_EQ(toE5m2Bits(61440.0F, Overflow::saturate), 0x7b);
  EXPECT_EQ(toE5m2Bits(kInf, Overflow::saturate), 0x7b);
  EXPECT_GT(toE5m2Bits(std::nanf(""), Overflow::saturate) & 0x7f, 0x7c);
  EXPECT_EQ(toE5m2Bits(0x1p-14F), 0x04);
  EXPECT_EQ(toE5m2Bits(0x1p-16F), 0x01);
  EXPECT_EQ(toE5m2Bits(1.0F), 0x3c);
  EXPECT_EQ(toE4m3Bits(1.0F), 0x38);
}

TEST(Fp16Facts, LessonsRestOnThem) {
  const auto round = [](double value) { return roundTo(Format::fp16, static_cast<float>(value)); };
  EXPECT_EQ(round(65504.0), 65504.0F);
  EXPECT_EQ(round(65519.996), 65504.0F);
  EXPECT_EQ(round(65520.0), kInf);
  EXPECT_EQ(round(0x1p-24), 0x1p-24F);
  EXPECT_EQ(round(0x1p-25), 0.0F);
  EXPECT_EQ(round(0x1.000002p-25), 0x1p-24F);
  EXPECT_EQ(round(1.0 + 0x1p-11), 1.0F);
  EXPECT_EQ(round(1e-8), 0.0F);
  EXPECT_EQ(round(1e-4 * 1e-4), 0.0F);
  // An update under 2^-12 of its weight is lost, whatever the weight's place in its binade.
  for (float weight = 1.0F; weight < 2.0F; weight += 0x1p-10F) {
    const float update = std::nextafter(weight * 0x1p-12F, 0.0F);
    EXPECT_EQ(round(static_cast<double>(weight) - static_cast<double>(update)), weight);
  }
}

TEST(CastCounts, CountWhatRoundingDoes) {
  CastCounts counts;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float value : {0.0F, 1.0F, 1e5F, -1e6F, 1e-9F, kInf, nan, 0x1p-24F}) {
    countCast(counts, value, roundTo(Format::fp16, value));
  }
  EXPECT_EQ(counts, (CastCounts{8, 2, 1, 4, floatBits(nan)}));
}

TEST(Formats, AreFoundByTheirNames) {
  for (const auto& name : formatNames()) {
    Format format{};
    ASSERT_TRUE(parseFormat(name, format));
    EXPECT_EQ(info(format).name, name);
    EXPECT_EQ(static_cast<std::size_t>(info(format).bytes), bytesOf(format));
    EXPECT_EQ(static_cast<double>(info(format).smallestSubnormal),
              std::ldexp(1.0, info(format).minExponent - info(format).mantissaBits));
  }
  Format format{};
  EXPECT_FALSE(parseFormat("fp17", format));
}

}  // namespace
}  // namespace scalescope
