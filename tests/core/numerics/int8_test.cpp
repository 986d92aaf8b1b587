#include "core/numerics/int8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/numerics/round.h"
#include "core/numerics/scaled_cast.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope {
namespace {

/// The integer by the library's rounding, which is to nearest even in the default mode.
float byTheLibrary(float value) {
  if (std::isnan(value)) return value;
  return std::clamp(std::nearbyint(value), -127.0F, 127.0F);
}

/// Around every integer and every tie, what is next to them, and the ends of FP32.
std::vector<float> hardValues() {
  std::vector<float> values{0.0F,
                            0x1p-149F,
                            0x1p-126F,
                            1e30F,
                            std::numeric_limits<float>::max(),
                            std::numeric_limits<float>::infinity()};
  for (int i = 0; i <= 2 * 130; ++i) {
    const float tie = static_cast<float>(i) / 2.0F;
    values.insert(values.end(), {tie, std::nextafter(tie, 0.0F), std::nextafter(tie, 1e9F)});
  }
  for (int i = 0; i < 4000; ++i)
    values.push_back(std::ldexp(1.0F + 0.001F * static_cast<float>(i), i % 40 - 30));
  const std::size_t positive = values.size();
  for (std::size_t i = 0; i < positive; ++i) values.push_back(-values[i]);
  return values;
}

TEST(Int8, RoundsToNearestEvenAndClips) {
  for (const float value : hardValues()) {
    const float kept = toInt8(value);
    ASSERT_EQ(kept, byTheLibrary(value)) << std::hexfloat << value;
    ASSERT_EQ(std::signbit(kept), std::signbit(value)) << std::hexfloat << value;
    ASSERT_EQ(roundTo(Format::int8, value), kept);
    ASSERT_EQ(toInt8(kept), kept);
  }
  EXPECT_TRUE(std::isnan(toInt8(std::nanf(""))));
}

TEST(Int8, CastsAreCountedByWhatTheyKeep) {
  std::vector<float> values = hardValues();
  values.push_back(std::nanf(""));
  for (const float scale : {1.0F, 0.3F, 127.0F / 3.7F, 0x1p-100F, 0x1.fffffep99F}) {
    CastCounts counts;
    CastCounts expected;
    for (const float value : values) {
      const float kept = castScaled(Format::int8, value, scale, counts);
      const float integer = byTheLibrary(value * scale);
      const bool same = std::isnan(value) ? std::isnan(kept) : kept == integer * (1.0F / scale);
      ASSERT_TRUE(same) << std::hexfloat << value;
      const bool clips = !std::isnan(value) && std::nearbyint(std::abs(value * scale)) > 127.0F;
      ASSERT_EQ(isClipped(Format::int8, value, scale), clips) << std::hexfloat << value;
      ++expected.elements;
      expected.overflow += clips && std::isfinite(value);
      expected.underflow += value != 0.0F && integer == 0.0F;
      expected.nonFinite += std::isnan(value);
      keepLargest(expected, value * scale);
    }
    EXPECT_EQ(counts, expected) << scale;
  }
}

// A histogram of the scaled values says what the cast counts.
TEST(Int8, StatisticsForetellTheCast) {
  TensorStatistics statistics;
  statistics.format = Format::int8;
  CastCounts counts;
  for (const float value : hardValues()) {
    constexpr float kScale = 0.7F;
    statistics.add(value * kScale);
    castScaled(Format::int8, value, kScale, counts);
  }
  EXPECT_EQ(statistics.underflowsAt(0, Format::int8), counts.underflow);
  EXPECT_EQ(statistics.overflowsAt(0, Format::int8), counts.overflow);
  EXPECT_EQ(statistics.subnormals, 0U);
}

}  // namespace
}  // namespace scalescope
