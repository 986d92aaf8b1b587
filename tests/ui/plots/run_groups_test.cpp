#include "ui/plots/run_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ui/plots/plot_content.h"

namespace scalescope {
namespace {

class RunGroups : public testing::Test {
 protected:
  RunGroups() {
    model_.settings.smoothing = 0.0;
    add("a", 1.0, 100);
    add("b", 10.0, 100);
    add("a", 2.0, 100);
    add("a", 6.0, 50);
  }

  void add(const QString& group, double loss, int steps) {
    PlotRun& run = model_.add(++last_, {QString::number(last_), Qt::blue, Qt::cyan});
    run.group = group;
    for (int step = 0; step < steps; ++step) {
      StepRecord record;
      record.step = step;
      record.loss = loss;
      run.series.append(record);
    }
  }

  PlotModel model_;
  RunKey last_ = 0;
};

TEST_F(RunGroups, AreInTheOrderOfTheirFirstRuns) {
  const auto groups = groupsOf(model_);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].look.name, "a");
  EXPECT_EQ(groups[0].runs.size(), 3U);
  EXPECT_EQ(groups[1].look.name, "b");
  model_.find(2)->visible = false;
  EXPECT_EQ(groupsOf(model_).size(), 1U);
}

TEST_F(RunGroups, HaveMeanAndDeviationOfTheRunsThatAreThere) {
  const auto values = valuesOf(model_, groupsOf(model_)[0], PlotKind::loss, {10.0, 80.0, 200.0});
  EXPECT_EQ(values[0].runs, 3);
  EXPECT_DOUBLE_EQ(values[0].mean, 3.0);
  EXPECT_DOUBLE_EQ(values[0].deviation, std::sqrt(7.0));  // of 1, 2 and 6
  EXPECT_EQ(values[1].runs, 2);
  EXPECT_DOUBLE_EQ(values[1].mean, 1.5);
  EXPECT_EQ(values[2].runs, 0);
}

TEST_F(RunGroups, LeaveOutWhatIsNotFinite) {
  StepRecord record;
  record.step = 100;
  record.loss = NAN;
  model_.find(1)->series.append(record);
  record.loss = 4.0;
  model_.find(3)->series.append(record);
  const auto values = valuesOf(model_, groupsOf(model_)[0], PlotKind::loss, {100.0});
  EXPECT_EQ(values[0].runs, 1);
  EXPECT_EQ(values[0].mean, 4.0);
  EXPECT_EQ(values[0].deviation, 0.0);
}

TEST_F(RunGroups, OnALogarithmicAxisHaveGeometricMeans) {
  model_.settings.logAxis[indexOf(PlotKind::loss)] = true;
  model_.find(1)->visible = false;  // of group "a" 2 and 6 are left
  const auto values = valuesOf(model_, groupsOf(model_)[1], PlotKind::loss, {10.0});
  EXPECT_NEAR(values[0].mean, 0.5 * std::log10(12.0), 1e-12);
  EXPECT_NEAR(values[0].deviation, std::log10(3.0) / std::sqrt(2.0), 1e-12);
}

TEST_F(RunGroups, TellTheScaleOfRunsThatHaveOne) {
  StepRecord record;
  record.step = 100;
  record.scale = 1024.0;
  model_.find(1)->series.append(record);
  const auto values = valuesOf(model_, groupsOf(model_)[0], PlotKind::lossScale, {100.0});
  EXPECT_EQ(values[0].runs, 1);
  EXPECT_EQ(values[0].mean, 10.0);  // of its logarithm
}

TEST_F(RunGroups, HaveColoursOfTheirOwnUnlessTheyKeepThoseOfTheirRuns) {
  const auto own = groupsOf(model_);
  EXPECT_NE(own[0].look.light, own[1].look.light);
  model_.settings.groupsKeepColours = true;
  EXPECT_EQ(groupsOf(model_)[0].look.light, QColor(Qt::blue));
}

TEST_F(RunGroups, AreDrawnAsALineAndABand) {
  model_.settings.grouped = true;
  const PlotContent content =
      samplePlot(model_, PlotKind::loss, PlotTheme(), XRange{0.0, 99.0}, 300);
  ASSERT_EQ(content.curves.size(), 2U);
  ASSERT_EQ(content.bands.size(), 1U);  // one run has no band
  EXPECT_EQ(content.curves[0].points.front().y, 3.0);
  EXPECT_NEAR(content.bands[0].points.front().high, 3.0 + std::sqrt(7.0), 1e-9);
}

TEST_F(RunGroups, LoseNoSpikeOfAStep) {
  PlotModel spiky;
  spiky.settings = model_.settings;
  spiky.settings.grouped = true;
  for (RunKey key = 1; key <= 2; ++key) {
    PlotRun& run = spiky.add(key, {QString::number(key), Qt::blue, Qt::cyan});
    run.group = "a";
    for (int step = 0; step < 20'000; ++step) {
      StepRecord record;
      record.step = step;
      record.loss = key == 1 && step == 4427 ? 9.0 : 1.0;
      run.series.append(record);
    }
  }
  const XRange all{0.0, 20'000.0};
  const RunGroup group = groupsOf(spiky)[0];
  EXPECT_EQ(placesOf(spiky, group, all, all, 100'000).size(), 20'000U);
  EXPECT_EQ(placesOf(spiky, group, all, all, 500).size(), 500U);
  EXPECT_EQ(placesOf(spiky, group, all, {100.0, 200.0}, 500).size(), 103U);
  const PlotContent content = samplePlot(spiky, PlotKind::loss, PlotTheme(), all, 300);
  ASSERT_EQ(content.curves.size(), 1U);
  double highest = 0.0;
  for (const PlotPoint& point : content.curves[0].points) highest = std::max(highest, point.y);
  EXPECT_EQ(highest, 5.0);
  EXPECT_LE(content.curves[0].points.size(), 600U);
}

// As between experiments on a clock's axis.
TEST_F(RunGroups, HaveNoLineWhereNoRunIs) {
  PlotModel apart;
  apart.settings = model_.settings;
  apart.settings.grouped = true;
  RunKey key = 0;
  for (const int from : {0, 0, 600, 600}) {
    PlotRun& run = apart.add(++key, {QString::number(key), Qt::blue, Qt::cyan});
    run.group = "a";
    for (int step = from; step < from + 300; ++step) {
      StepRecord record;
      record.step = step;
      record.loss = from == 0 ? 1.0 : 2.0;
      run.series.append(record);
    }
  }
  const PlotContent content =
      samplePlot(apart, PlotKind::loss, PlotTheme(), XRange{0.0, 900.0}, 600);
  ASSERT_EQ(content.curves.size(), 2U);
  EXPECT_EQ(content.bands.size(), 2U);
  EXPECT_LT(content.curves[0].points.back().x, 305.0);
  EXPECT_GT(content.curves[1].points.front().x, 595.0);
}

TEST_F(RunGroups, OfAreFewPointsInACrowd) {
  for (int run = 0; run < 300; ++run) add("c", 1.0 + run, 2000);
  const PlotContent content =
      samplePlot(model_, PlotKind::loss, PlotTheme(), XRange{0.0, 2000.0}, 800);
  std::size_t points = 0;
  for (const PlotCurve& curve : content.curves) {
    EXPECT_TRUE(curve.crowded);
    points += curve.points.size();
  }
  EXPECT_EQ(content.curves.size(), 304U);
  EXPECT_LT(points, 60'000U);
}

}  // namespace
}  // namespace scalescope
