#include "ui/plots/axis_ticks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ui/plots/number_text.h"
#include "ui/plots/plot_kind.h"

namespace scalescope {
namespace {

TEST(AxisTicks, StepsAreRound) {
  EXPECT_DOUBLE_EQ(niceStep(10.0, 5), 2.0);
  EXPECT_DOUBLE_EQ(niceStep(1000.0, 4), 500.0);
  EXPECT_DOUBLE_EQ(niceStep(0.3, 3), 0.1);
  EXPECT_DOUBLE_EQ(niceSeconds(100.0, 4), 30.0);
  EXPECT_DOUBLE_EQ(niceSeconds(3600.0, 4), 900.0);
  EXPECT_DOUBLE_EQ(niceSeconds(40000.0, 5), 3.0 * 3600.0);
  EXPECT_EQ(niceSeconds(2.0 * 365.0 * 86400.0, 5), 200.0 * 86400.0);
}

TEST(AxisTicks, LieInTheAxisAscendAndAreNotTooMany) {
  for (const ValueScale scale :
       {ValueScale::linear, ValueScale::log10, ValueScale::log2, ValueScale::log1p}) {
    for (const double from : {-40.0, -3.0, -0.4, 0.0, 0.1, 5.0}) {
      if (scale == ValueScale::log1p && from < 0.0) continue;
      for (const double span : {0.05, 0.5, 1.0, 2.5, 7.0, 60.0}) {
        for (const int count : {2, 4, 8}) {
          const auto values = roundValues(scale, from, from + span, count);
          EXPECT_LE(values.size(), static_cast<std::size_t>(3 * count + 4));
          EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
          for (const double value : values) {
            EXPECT_GE(toAxis(scale, value), from - 1e-6);
            EXPECT_LE(toAxis(scale, value), from + span + 1e-6);
          }
        }
      }
    }
  }
}

TEST(AxisTicks, LossScalesAreWholePowersOfTwo) {
  EXPECT_EQ(roundValues(ValueScale::log2, 12.4, 16.4, 5),
            (std::vector<double>{8192.0, 16384.0, 32768.0, 65536.0}));
}

TEST(AxisTicks, CountsBeginAtZero) {
  const auto values = roundValues(ValueScale::log1p, 0.0, 5.0, 6);
  ASSERT_FALSE(values.empty());
  EXPECT_EQ(values.front(), 0.0);
  EXPECT_TRUE(std::find(values.begin(), values.end(), 1000.0) != values.end());
}

TEST(AxisTicks, CountsInALowPlotHaveZeroAndTheLargestDecade) {
  for (const int count : {1, 2}) {
    EXPECT_EQ(roundValues(ValueScale::log1p, 0.0, std::log10(47783.0), count),
              (std::vector<double>{0.0, 10'000.0}));
  }
}

TEST(ValueScale, BackAndForthIsTheSame) {
  for (const ValueScale scale :
       {ValueScale::linear, ValueScale::log10, ValueScale::log2, ValueScale::log1p}) {
    for (const double value : {1e-6, 0.5, 1.0, 3.0, 65504.0}) {
      EXPECT_NEAR(fromAxis(scale, toAxis(scale, value)), value, 1e-9 * (1.0 + value));
    }
  }
  EXPECT_TRUE(std::isnan(toAxis(ValueScale::log2, 0.0)));
  EXPECT_TRUE(std::isnan(toAxis(ValueScale::log10, -1.0)));
  EXPECT_TRUE(std::isnan(toAxis(ValueScale::linear, std::numeric_limits<double>::infinity())));
  EXPECT_EQ(toAxis(ValueScale::log1p, 0.0), 0.0);
}

TEST(NumberText, IsPlainWherePlainIsShort) {
  EXPECT_EQ(numberText(0.0, 4), QStringLiteral("0"));
  EXPECT_EQ(numberText(2.5, 4), QStringLiteral("2.5"));
  EXPECT_EQ(numberText(0.30000000000000004, 4), QStringLiteral("0.3"));
  EXPECT_EQ(numberText(-12.0, 4), QStringLiteral("−12"));
  EXPECT_EQ(numberText(65504.0, 5), QStringLiteral("65504"));
  EXPECT_EQ(numberText(1e9, 4), QStringLiteral("10⁹"));
  EXPECT_EQ(numberText(3.2e-7, 4), QStringLiteral("3.2·10⁻⁷"));
  EXPECT_EQ(numberText(0.99999, 3), QStringLiteral("1"));
  EXPECT_EQ(powerOfTwoText(65536.0), QStringLiteral("2¹⁶"));
  EXPECT_EQ(powerOfTwoText(0.25), QStringLiteral("2⁻²"));
  EXPECT_EQ(powerOfTwoText(1000.0), QStringLiteral("1000"));
  EXPECT_EQ(powerOfTwoText(0.0), QStringLiteral("0"));
  EXPECT_EQ(percentText(0.0152, 3), QStringLiteral("1.52%"));
  EXPECT_EQ(shortCountText(1500000.0), QStringLiteral("1.5M"));
  EXPECT_EQ(shortCountText(20000.0), QStringLiteral("20k"));
  EXPECT_EQ(shortCountText(500.0), QStringLiteral("500"));
  EXPECT_EQ(nonFiniteText(-std::numeric_limits<double>::infinity()), QStringLiteral("−inf"));
}

TEST(DurationText, GrowsWithTheTime) {
  EXPECT_EQ(durationText(0.25), QStringLiteral("0.25 s"));
  EXPECT_EQ(durationText(7.0), QStringLiteral("0:07"));
  EXPECT_EQ(durationText(760.0), QStringLiteral("12:40"));
  EXPECT_EQ(durationText(11100.0), QStringLiteral("3:05:00"));
  EXPECT_EQ(secondsText(1.769), QStringLiteral("1.769 s"));
  EXPECT_EQ(secondsText(61.9), QStringLiteral("1:01"));
  EXPECT_EQ(clockText(1.7e9, 86400.0).size(), 10) << "a date with its year";
  EXPECT_TRUE(clockText(1.7e9 + 0.25, 0.5).endsWith(".250"));
}

TEST(AxisTicks, ALowPlotHasTwo) {
  EXPECT_EQ(roundValues(ValueScale::log2, 16.4, 24.6, 2),
            (std::vector<double>{std::exp2(20), std::exp2(24)}));
  EXPECT_GE(roundValues(ValueScale::linear, 0.7, 1.4, 2).size(), 2U);
  EXPECT_GE(roundValues(ValueScale::log10, -0.9, 0.9, 1).size(), 2U);
}

}  // namespace
}  // namespace scalescope
