#include "core/numerics/tensor_statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/numerics/cast_counts.h"
#include "core/numerics/counted.h"

namespace scalescope {
namespace {

constexpr Format kAll[] = {Format::fp32, Format::tf32, Format::fp16,
                           Format::bf16, Format::e4m3, Format::e5m2};

TEST(CastThresholds, AreWhereRoundingChangesKind) {
  for (const Format format : kAll) {
    const CastThresholds t = thresholdsOf(format);
    SCOPED_TRACE(std::string(info(format).name));
    EXPECT_EQ(roundTo(format, bitsFloat(t.zeroUpTo)), 0.0F);
    EXPECT_GT(roundTo(format, bitsFloat(t.zeroUpTo + 1)), 0.0F);
    EXPECT_EQ(roundTo(format, bitsFloat(t.normalFrom)), info(format).smallestNormal);
    EXPECT_LT(roundTo(format, bitsFloat(t.normalFrom - 1)), info(format).smallestNormal);
    EXPECT_FALSE(std::isfinite(roundTo(format, bitsFloat(t.infiniteFrom))));
    EXPECT_TRUE(std::isfinite(roundTo(format, bitsFloat(t.infiniteFrom - 1))));
    const Format narrow = format == Format::fp32 ? Format::fp16 : format;
    const float highest = std::ldexp(1.0F, info(narrow).maxExponent);
    const std::uint32_t top = floatBits(highest) | t.topMantissa;
    EXPECT_FALSE(std::isfinite(roundTo(narrow, bitsFloat(top))));
    EXPECT_EQ(roundTo(narrow, bitsFloat(top - 1)), info(narrow).largest);
  }
}

/// Values about everything that a scale can push over an end of a half format, in the format's own
/// range of exponents and beyond.
std::vector<float> hardValues(unsigned seed) {
  std::vector<float> values{0.0F, -0.0F, std::numeric_limits<float>::infinity(), std::nanf("")};
  std::mt19937 random(seed);
  for (int exponent = -90; exponent <= 60; ++exponent) {
    const float power = std::ldexp(1.0F, exponent);
    for (const float factor : {1.0F, 1.5F, 1.8125F, 1.8125001F, 1.875F, 1.9990234F, 1.9995117F,
                               1.99951F, 1.9999999F, 1.9960938F}) {
      values.push_back((random() % 2 == 0 ? 1.0F : -1.0F) * power * factor);
      values.push_back(std::nextafter(power * factor, 0.0F));
    }
  }
  return values;
}

// What another loss scale would do is read off the histogram, to the last count.
TEST(TensorStatistics, SayWhatAnyScaleWouldDo) {
  const std::vector<float> values = hardValues(3);
  for (const Format format : {Format::fp16, Format::bf16, Format::e4m3, Format::e5m2}) {
    const TensorStatistics statistics = test::counted(values, format);
    for (int shift = -20; shift <= 60; ++shift) {
      CastCounts counts;
      for (const float value : values) {
        const float scaled = std::ldexp(value, shift);
        countCast(counts, scaled, roundTo(format, scaled));
      }
      EXPECT_EQ(statistics.underflowsAt(shift, format), counts.underflow) << shift;
      EXPECT_EQ(statistics.overflowsAt(shift, format), counts.overflow) << shift;
    }
  }
}

TEST(TensorStatistics, OfFp32ValuesSayWhatFp16WouldDoToThem) {
  const std::vector<float> values = hardValues(4);
  const TensorStatistics statistics = test::counted(values, Format::fp32);
  for (const int shift : {-3, 0, 16, 32}) {
    CastCounts counts;
    for (const float value : values) {
      const float scaled = std::ldexp(value, shift);
      countCast(counts, scaled, roundTo(Format::fp16, scaled));
    }
    EXPECT_EQ(statistics.underflowsAt(shift, Format::fp16), counts.underflow) << shift;
    EXPECT_EQ(statistics.overflowsAt(shift, Format::fp16), counts.overflow) << shift;
  }
}

TEST(TensorStatistics, PartsAddUpToTheWhole) {
  const std::vector<float> values = hardValues(5);
  TensorStatistics whole;
  TensorStatistics parts;
  TensorStatistics part;
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i]);
    part.add(values[i]);
    if (i % 97 != 0) continue;
    parts += part;
    part = {};
  }
  parts += part;
  EXPECT_TRUE(parts == whole);
}

}  // namespace
}  // namespace scalescope
