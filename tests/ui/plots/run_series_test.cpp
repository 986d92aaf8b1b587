#include "ui/plots/run_series.h"

#include <gtest/gtest.h>

#include "ui/plots/fake_runs.h"
#include "ui/plots/smoothed_series.h"

namespace scalescope {
namespace {

using namespace testing_plots;

RunSeries seriesOf(const std::vector<StepRecord>& steps) {
  RunSeries series;
  for (const StepRecord& record : steps) series.append(record);
  return series;
}

void expectSame(const RunSeries& a, const RunSeries& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const XAxis axis : {XAxis::step, XAxis::wallTime, XAxis::samples}) {
    EXPECT_TRUE(std::equal(a.x(axis).begin(), a.x(axis).end(), b.x(axis).begin()));
  }
  EXPECT_TRUE(
      std::equal(a.skipped().begin(), a.skipped().end(), b.skipped().begin(), b.skipped().end()));
  for (const PlotKind kind : allPlotKinds) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double left = a.column(kind).value(i);
      const double right = b.column(kind).value(i);
      ASSERT_TRUE(left == right || (std::isnan(left) && std::isnan(right)));
    }
  }
}

TEST(RunSeries, KeepsWhatRecordsSay) {
  const auto steps = fakeSteps(Fake::fp16Mixed, 500);
  const RunSeries series = seriesOf(steps);
  ASSERT_EQ(series.size(), steps.size());
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(series.x(XAxis::samples)[i], static_cast<double>(steps[i].samples));
    EXPECT_EQ(series.column(PlotKind::loss).value(i),
              static_cast<double>(static_cast<float>(steps[i].loss)));
    EXPECT_EQ(series.column(PlotKind::lossScale).value(i), steps[i].scale);
    EXPECT_EQ(series.column(PlotKind::overflow).value(i), static_cast<double>(steps[i].overflow));
    if (!steps[i].applied) {
      ASSERT_LT(skipped, series.skipped().size());
      EXPECT_EQ(series.skipped()[skipped++], i);
    }
  }
  EXPECT_GT(skipped, 0U);
  EXPECT_EQ(skipped, series.skipped().size());
  EXPECT_TRUE(series.scaled());
  EXPECT_FALSE(seriesOf(fakeSteps(Fake::fp32, 20)).scaled());
}

TEST(RunSeries, WhatWasNotMeasuredHasNoValue) {
  RunSeries series;
  StepRecord step;
  step.absent = absentScale | absentUnderflow;
  step.loss = nan;
  series.append(step);
  StepBlock block;
  block.first = 1;
  block.last = 64;
  block.absent = absentStepMs;
  series.append(block);
  ASSERT_EQ(series.size(), 3U);
  EXPECT_EQ(series.column(PlotKind::loss).nonFinite().size(), 1U);
  EXPECT_FALSE(series.column(PlotKind::lossScale).measured(0));
  EXPECT_FALSE(series.column(PlotKind::underflowShare).measured(0));
  EXPECT_TRUE(series.column(PlotKind::lossScale).measured(1));
  EXPECT_FALSE(series.column(PlotKind::stepTime).measured(2));
  EXPECT_TRUE(series.column(PlotKind::stepTime).nonFinite().empty());
}

TEST(RunSeries, WithoutSamplesOrTimeItHasNoPlaceOnTheirAxes) {
  StepRecord record;
  record.absent = absentSamples | absentTime;
  RunSeries series = seriesOf({record});
  EXPECT_TRUE(series.tells(XAxis::step));
  for (const XAxis axis : {XAxis::samples, XAxis::wallTime, XAxis::clock})
    EXPECT_FALSE(series.tells(axis));
  record.step = 1;
  record.absent = absentSamples;
  series.append(record);
  EXPECT_TRUE(series.tells(XAxis::wallTime));
  EXPECT_FALSE(series.tells(XAxis::samples));
  series.setStarted(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(series.tells(XAxis::clock));
}

TEST(RunSeries, RepeatedStepsTakeTheRunBack) {
  const auto steps = fakeSteps(Fake::fp16Mixed, 400);
  RunSeries series = seriesOf(steps);
  // Resumed from step 150, with other values that a second resumption puts right.
  for (std::size_t i = 150; i < 300; ++i) {
    StepRecord other = steps[i];
    other.loss = -1.0;
    other.applied = false;
    series.append(other);
  }
  EXPECT_EQ(series.size(), 300U);
  EXPECT_EQ(series.column(PlotKind::loss).value(150), -1.0);
  EXPECT_EQ(series.generation(), 1U);
  for (std::size_t i = 150; i < steps.size(); ++i) series.append(steps[i]);
  expectSame(series, seriesOf(steps));
}

TEST(RunSeries, AClockThatIsSetBackDoesNotBreakTheOrder) {
  RunSeries series;
  for (int i = 0; i < 10; ++i) {
    StepRecord record;
    record.step = i;
    record.wallTime = i == 5 ? 0.0 : i;
    series.append(record);
  }
  const auto x = series.x(XAxis::wallTime);
  EXPECT_TRUE(std::is_sorted(x.begin(), x.end()));
}

TEST(SmoothedSeries, IsTheMovingAverageHoweverItIsFed) {
  SeriesPyramid raw;
  for (const StepRecord& record : fakeSteps(Fake::fp16Pure, 300)) raw.append(record.loss);
  SmoothedSeries whole;
  EXPECT_EQ(whole.update(raw, 0, 0.9, 1000), 300U);
  SmoothedSeries pieces;
  while (pieces.update(raw, 0, 0.9, 7) > 0) {
  }
  ASSERT_EQ(pieces.values().size(), raw.size());

  // Written out as weights: values k steps back count 0.9ᵏ.
  for (std::size_t i = 0; i < raw.size(); i += 13) {
    EXPECT_EQ(std::isfinite(raw.value(i)), std::isfinite(whole.values().value(i)));
    if (!std::isfinite(raw.value(i))) continue;
    double sum = 0.0;
    double weights = 0.0;
    double weight = 1.0;
    for (std::size_t k = i + 1; k-- > 0;) {
      if (!std::isfinite(raw.value(k))) continue;
      sum += weight * raw.value(k);
      weights += weight;
      weight *= 0.9;
    }
    EXPECT_NEAR(whole.values().value(i), sum / weights, 1e-5 * std::abs(sum / weights));
    EXPECT_EQ(whole.values().value(i), pieces.values().value(i));
  }
}

TEST(SmoothedSeries, StartsAgainForAnotherBetaOrARunTakenBack) {
  SeriesPyramid raw;
  for (int i = 0; i < 100; ++i) raw.append(i);
  SmoothedSeries smoothed;
  smoothed.update(raw, 0, 0.5, 1000);
  EXPECT_EQ(smoothed.update(raw, 0, 0.5, 1000), 0U);
  EXPECT_EQ(smoothed.update(raw, 0, 0.9, 1000), 100U);
  EXPECT_EQ(smoothed.update(raw, 1, 0.9, 1000), 100U);
}

}  // namespace
}  // namespace scalescope
