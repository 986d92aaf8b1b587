#include "ui/plots/series_pyramid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "ui/plots/polyline.h"

namespace scalescope {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

Extent plainExtent(const SeriesPyramid& series, std::size_t begin, std::size_t end) {
  Extent extent;
  for (std::size_t i = begin; i < end; ++i) {
    const auto value = static_cast<float>(series.value(i));
    if (std::isfinite(value)) extent.include(value, static_cast<std::uint32_t>(i));
  }
  return extent;
}

void expectSame(const Extent& a, const Extent& b) {
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
  EXPECT_EQ(a.lowAt, b.lowAt);
  EXPECT_EQ(a.highAt, b.highAt);
}

std::vector<double> randomValues(std::size_t count, unsigned seed, double nonFiniteShare) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> chance(0.0, 1.0);
  std::normal_distribution<double> value(0.0, 1.0);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    if (chance(random) < nonFiniteShare) {
      values.push_back(chance(random) < 0.5 ? nan : inf);
    } else {
      // Rare spikes of either sign, a thousand times as high as the rest.
      values.push_back(value(random) * (chance(random) < 0.001 ? 1000.0 : 1.0));
    }
  }
  return values;
}

SeriesPyramid pyramidOf(const std::vector<double>& values) {
  SeriesPyramid series;
  for (const double value : values) series.append(value);
  return series;
}

std::vector<double> counting(std::size_t count) {
  std::vector<double> x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i);
  return x;
}

TEST(SeriesPyramid, ExtentOfAnyStretchIsThatOfItsValues) {
  const SeriesPyramid series = pyramidOf(randomValues(5000, 1, 0.05));
  std::mt19937 random(2);
  for (int trial = 0; trial < 3000; ++trial) {
    const std::size_t a = random() % (series.size() + 1);
    const std::size_t b = random() % (series.size() + 1);
    expectSame(series.extent(std::min(a, b), std::max(a, b)),
               plainExtent(series, std::min(a, b), std::max(a, b)));
  }
}

TEST(SeriesPyramid, EveryPrefixWhileAppendingIsRight) {
  SeriesPyramid series;
  for (const double value : randomValues(1200, 3, 0.1)) {
    series.append(value);
    expectSame(series.extent(0, series.size()), plainExtent(series, 0, series.size()));
  }
}

TEST(SeriesPyramid, TruncatedAndRefilledEqualsBuiltAnew) {
  const std::vector<double> values = randomValues(4000, 4, 0.05);
  for (const std::size_t cut : {0U, 1U, 15U, 16U, 17U, 63U, 64U, 65U, 1024U, 3999U}) {
    SeriesPyramid series = pyramidOf(randomValues(4000, 5, 0.2));
    series.truncate(0);
    for (const double value : values) series.append(value);
    series.truncate(cut);
    for (std::size_t i = cut; i < values.size(); ++i) series.append(values[i]);
    const SeriesPyramid fresh = pyramidOf(values);
    ASSERT_EQ(series.size(), fresh.size());
    EXPECT_TRUE(std::equal(series.nonFinite().begin(), series.nonFinite().end(),
                           fresh.nonFinite().begin(), fresh.nonFinite().end()));
    for (std::size_t begin = 0; begin < values.size(); begin += 97) {
      expectSame(series.extent(begin, values.size()), fresh.extent(begin, values.size()));
    }
  }
}

TEST(SeriesPyramid, RemembersWhatIsNotFinite) {
  const SeriesPyramid series = pyramidOf({1.0, nan, 2.0, inf, -inf, 3.0});
  EXPECT_EQ(std::vector<std::uint32_t>(series.nonFinite().begin(), series.nonFinite().end()),
            (std::vector<std::uint32_t>{1, 3, 4}));
  EXPECT_TRUE(series.extent(3, 5).empty());
  EXPECT_TRUE(series.extent(2, 2).empty());
}

TEST(SeriesPyramid, WhatWasNotMeasuredIsNoNan) {
  SeriesPyramid series;
  EXPECT_FALSE(series.lastMeasured(0) && !series.size());
  for (std::size_t i = 0; i < 100; ++i) {
    if (i % 10 == 3) {
      series.append(i == 53 ? nan : static_cast<double>(i));
    } else {
      series.appendAbsent();
    }
  }
  EXPECT_EQ(series.nonFinite().size(), 1U);
  EXPECT_TRUE(series.hasNonFinite(50, 60));
  EXPECT_FALSE(series.hasNonFinite(60, 100));
  EXPECT_TRUE(std::isnan(series.value(0)));
  EXPECT_FALSE(series.measured(0));
  EXPECT_TRUE(series.measured(53));
  EXPECT_EQ(series.lastMeasured(2), std::nullopt);
  EXPECT_EQ(series.lastMeasured(99), 93U);
  EXPECT_EQ(series.extent(0, 100).high, 93.0F);
  series.truncate(93);
  EXPECT_EQ(series.lastMeasured(92), 83U);
  series.truncate(3);
  EXPECT_EQ(series.lastMeasured(2), std::nullopt);
  series.append(1.0);
  EXPECT_EQ(series.lastMeasured(3), 3U);
}

TEST(Polyline, LeadsAcrossWhatWasNotMeasured) {
  SeriesPyramid series;
  const std::vector<double> x = counting(1000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % 100 == 50) {
      series.append(static_cast<double>(i));
    } else {
      series.appendAbsent();
    }
  }
  for (const std::size_t points : {2000U, 50U}) {
    std::vector<PlotPoint> line;
    polyline(x, series, 0.0, 999.0, points, line);
    ASSERT_EQ(line.size(), 10U) << points;
    for (const PlotPoint& point : line) EXPECT_EQ(point.x, point.y);
  }
}

/// Everything a picture must show of a stretch: the points of the line that lie in it span exactly
/// what its values span.
void expectNoSpikeHidden(const std::vector<double>& x, const std::vector<double>& values,
                         double from, double to, std::size_t maxPoints) {
  const SeriesPyramid series = pyramidOf(values);
  std::vector<PlotPoint> line;
  polyline(x, series, from, to, maxPoints, line);
  const IndexRange range = visibleRange(x, from, to);
  if (range.size() > maxPoints) {
    EXPECT_LE(line.size(), maxPoints);
  }

  // Each value lies between the lowest and the highest point near it, and each point is a value.
  std::size_t next = 0;
  const double reach = 2.0 * std::ceil(static_cast<double>(range.size()) /
                                       (static_cast<double>(maxPoints) / 2.0 - 2.0));
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const double value = series.value(i);
    if (!std::isfinite(value)) continue;
    const double at = static_cast<double>(i);
    while (next < line.size() && line[next].x < at - reach) ++next;
    double low = inf;
    double high = -inf;
    for (std::size_t k = next; k < line.size() && line[k].x <= at + reach; ++k) {
      if (std::isnan(line[k].y)) continue;
      low = std::min(low, line[k].y);
      high = std::max(high, line[k].y);
    }
    ASSERT_LE(low, value) << "at " << i;
    ASSERT_GE(high, value) << "at " << i;
  }
  for (std::size_t k = 0; k < line.size(); ++k) {
    ASSERT_FALSE(std::isinf(line[k].y));
    if (k > 0) {
      ASSERT_LE(line[k - 1].x, line[k].x);
    }
    if (std::isnan(line[k].y)) continue;
    ASSERT_EQ(series.value(static_cast<std::size_t>(line[k].x)), line[k].y);
  }
}

TEST(Polyline, HidesNoSpikeOfRandomSeries) {
  std::mt19937 random(6);
  for (unsigned trial = 0; trial < 60; ++trial) {
    const std::size_t count = 1 + random() % 20000;
    const std::vector<double> x = counting(count);
    const double a = static_cast<double>(random() % (count + 1));
    const double b = static_cast<double>(random() % (count + 1));
    expectNoSpikeHidden(x, randomValues(count, 100 + trial, trial % 3 == 0 ? 0.3 : 0.0),
                        std::min(a, b), std::max(a, b), 16 + random() % 1000);
  }
}

TEST(Polyline, HidesNoSpikeWhereverItStands) {
  constexpr std::size_t count = 3000;
  const std::vector<double> x = counting(count);
  for (std::size_t at = 0; at < count; at += 7) {
    for (const double spike : {1e6, -1e6}) {
      std::vector<double> values(count, 1.0);
      values[at] = spike;
      std::vector<PlotPoint> line;
      polyline(x, pyramidOf(values), 0.0, count, 64, line);
      ASSERT_LE(line.size(), 64U);
      const auto shown = std::any_of(line.begin(), line.end(), [&](const PlotPoint& point) {
        return point.y == spike && point.x == static_cast<double>(at);
      });
      ASSERT_TRUE(shown) << "spike " << spike << " at " << at;
    }
  }
}

TEST(Polyline, HidesNeitherOfTwoSpikesSideBySide) {
  const std::vector<double> x = counting(4096);
  for (std::size_t at = 0; at + 1 < x.size(); at += 61) {
    std::vector<double> values(x.size(), 0.0);
    values[at] = 5.0;
    values[at + 1] = -5.0;
    expectNoSpikeHidden(x, values, 0.0, 4096.0, 100);
  }
}

TEST(Polyline, BreaksWhereValuesAreNotFinite) {
  const std::vector<double> x = counting(7);
  std::vector<PlotPoint> line;
  polyline(x, pyramidOf({1.0, 2.0, nan, nan, 3.0, inf, 4.0}), 0.0, 6.0, 100, line);
  std::vector<double> y;
  for (const PlotPoint& point : line) y.push_back(std::isnan(point.y) ? -1.0 : point.y);
  // Lone values are doubled, so that a line can show them.
  EXPECT_EQ(y, (std::vector<double>{1.0, 2.0, -1.0, 3.0, 3.0, -1.0, 4.0, 4.0}));
}

TEST(Polyline, NothingFiniteGivesNothing) {
  const std::vector<double> x = counting(1000);
  std::vector<PlotPoint> line{{1.0, 1.0}};
  polyline(x, pyramidOf(std::vector<double>(1000, nan)), 0.0, 1000.0, 50, line);
  EXPECT_TRUE(line.empty());
  polyline({}, SeriesPyramid(), 0.0, 1.0, 50, line);
  EXPECT_TRUE(line.empty());
}

TEST(Polyline, EntersAndLeavesThePicture) {
  const std::vector<double> x{0.0, 10.0, 20.0, 30.0};
  std::vector<PlotPoint> line;
  polyline(x, pyramidOf({0.0, 1.0, 2.0, 3.0}), 12.0, 18.0, 100, line);
  ASSERT_EQ(line.size(), 2U);
  EXPECT_EQ(line[0].x, 10.0);
  EXPECT_EQ(line[1].x, 20.0);
}

TEST(Polyline, StretchesStayPutWhileValuesAreAppended) {
  const std::vector<double> values = randomValues(10000, 8, 0.0);
  const std::vector<double> x = counting(values.size());
  const auto lineOf = [&](std::size_t count) {
    std::vector<PlotPoint> line;
    const std::vector<double> part(values.begin(),
                                   values.begin() + static_cast<std::ptrdiff_t>(count));
    polyline(std::span(x).first(count), pyramidOf(part), 0.0, 1e9, 400, line);
    return line;
  };
  const auto before = lineOf(9000);
  const auto after = lineOf(9010);
  for (std::size_t i = 0; i + 4 < before.size(); ++i) {
    ASSERT_EQ(before[i].x, after[i].x);
    ASSERT_EQ(before[i].y, after[i].y);
  }
}

TEST(NearestIndex, TakesTheNearer) {
  const std::vector<double> x{0.0, 1.0, 3.0};
  EXPECT_EQ(nearestIndex(x, -5.0), 0U);
  EXPECT_EQ(nearestIndex(x, 0.4), 0U);
  EXPECT_EQ(nearestIndex(x, 0.6), 1U);
  EXPECT_EQ(nearestIndex(x, 2.1), 2U);
  EXPECT_EQ(nearestIndex(x, 99.0), 2U);
}

TEST(Thinned, KeepsAtMostOneInEachColumnAndNoneOutside) {
  const std::vector<double> x = counting(100000);
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < x.size(); ++i) all.push_back(i);
  std::vector<std::uint32_t> kept;
  thinned(x, all, 1000.0, 51000.0, 100, kept);
  EXPECT_GE(kept.size(), 100U);
  EXPECT_LE(kept.size(), 101U);
  EXPECT_GE(kept.front(), 1000U);
  EXPECT_LE(kept.back(), 51000U);
  thinned(x, std::vector<std::uint32_t>{5, 6, 70000}, 0.0, 99999.0, 10, kept);
  EXPECT_EQ(kept, (std::vector<std::uint32_t>{5, 70000}));
}

}  // namespace
}  // namespace scalescope
