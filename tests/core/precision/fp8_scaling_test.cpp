#include "core/precision/fp8_scaling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace scalescope {
namespace {

constexpr Format kFp8[] = {Format::e4m3, Format::e5m2};

// The largest power of two that clips nothing: at twice the scale, amax would be clipped.
TEST(Fp8Scale, FillsTheFormatsRange) {
  for (const Format format : kFp8) {
    const double largest = static_cast<double>(info(format).largest);
    for (int exponent = -84; exponent <= 90; ++exponent) {
      for (const float factor : {1.0F, 1.25F, 1.75F, 1.7500001F, 1.9999999F}) {
        const float amax = std::ldexp(factor, exponent);
        const auto scale = static_cast<double>(fp8Scale(format, amax));
        ASSERT_EQ(scale, std::ldexp(1.0, std::ilogb(scale)));
        ASSERT_LE(static_cast<double>(amax) * scale, largest) << std::hexfloat << amax;
        ASSERT_GT(static_cast<double>(amax) * 2 * scale, largest) << std::hexfloat << amax;
      }
    }
  }
}

TEST(Fp8Scale, StaysWhereFp32HoldsWhatItScales) {
  for (const Format format : kFp8) {
    EXPECT_EQ(fp8Scale(format, 0.0F), 1.0F);
    EXPECT_EQ(fp8Scale(format, info(format).largest), 1.0F);
    EXPECT_EQ(fp8Scale(format, 0x1p-149F), 0x1p100F);
    EXPECT_EQ(fp8Scale(format, 0x1p-100F), 0x1p100F);
    EXPECT_EQ(fp8Scale(format, std::numeric_limits<float>::max()),
              format == Format::e4m3 ? 0x1p-100F : 0x1p-100F);
  }
}

TEST(DelayedScale, LooksBackOnTheLargestOfSixteenPasses) {
  AmaxHistory history{};
  EXPECT_EQ(delayedScale(Format::e4m3, history, 7.0F), fp8Scale(Format::e4m3, 7.0F));
  remember(history, 56.0F);
  EXPECT_EQ(delayedScale(Format::e4m3, history, 7.0F), 8.0F);
  for (int i = 0; i < kAmaxHistory - 1; ++i) remember(history, 7.0F);
  EXPECT_EQ(delayedScale(Format::e4m3, history, 1e6F), 8.0F);
  remember(history, 7.0F);
  EXPECT_EQ(delayedScale(Format::e4m3, history, 1e6F), 64.0F);
  EXPECT_TRUE(
      std::all_of(std::begin(history), std::end(history), [](float a) { return a == 7.0F; }));
}

TEST(DelayedScale, OfNothingButZerosIsThisPassesOwn) {
  AmaxHistory history{};
  for (int i = 0; i < 3; ++i) remember(history, 0.0F);
  EXPECT_EQ(delayedScale(Format::e5m2, history, 0.0F), 1.0F);
  EXPECT_EQ(delayedScale(Format::e5m2, history, 1.75F), 0x1p15F);
}

TEST(Int8Scale, TakesAmaxToTheLargestInteger) {
  for (int exponent = -93; exponent <= 100; ++exponent) {
    for (const float factor : {1.0F, 1.1F, 1.5F, 1.9999999F}) {
      const float amax = std::ldexp(factor, exponent);
      const float scaled = amax * int8Scale(amax);
      ASSERT_GT(scaled, 126.999F) << std::hexfloat << amax;
      ASSERT_LT(scaled, 127.001F) << std::hexfloat << amax;
    }
  }
  EXPECT_EQ(int8Scale(0.0F), 1.0F);
  EXPECT_EQ(int8Scale(0x1p-149F), 0x1p100F);
  EXPECT_EQ(int8Scale(std::numeric_limits<float>::max()), 0x1p-100F);
}

TEST(DelayedScale, OfInt8IsAnyNumber) {
  AmaxHistory history{};
  EXPECT_EQ(delayedScale(Format::int8, history, 3.0F), 127.0F / 3.0F);
  remember(history, 5.0F);
  EXPECT_EQ(delayedScale(Format::int8, history, 3.0F), 127.0F / 5.0F);
}

}  // namespace
}  // namespace scalescope
