#include "ui/runs/comparison.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scalescope {
namespace {

RunInfo run(double loss, double accuracy, const std::string& lr) {
  RunInfo info;
  info.name = "r";
  info.hasFinalLoss = info.hasAccuracy = true;
  info.finalLoss = loss;
  info.accuracy = accuracy;
  info.steps = 200;
  info.skipped = 10;
  info.memoryPeak = 2'000'000;
  info.configuration =
      R"({"optimizer": {"lr": )" + lr + R"(}, "seed": 1, "runs": [{"name": "r"}]})";
  return info;
}

const ComparisonRow& rowOf(const std::vector<ComparisonRow>& rows, const QString& what) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const ComparisonRow& row) { return row.what == what; });
  if (found == rows.end()) throw std::out_of_range(what.toStdString());
  return *found;
}

TEST(Comparisons, TellResultsBesideTheBaselineAndWhichIsBest) {
  const auto rows =
      compareRuns({run(0.5, 0.8, "0.1"), run(0.25, 0.9, "0.1"), run(NAN, 0.9, "0.2")});
  const ComparisonRow& loss = rowOf(rows, "Final loss");
  EXPECT_EQ(loss.cells, (std::vector<QString>{"0.5", "0.25 (−50.0 %)", "NaN"}));
  EXPECT_EQ(loss.best, (std::vector<bool>{false, true, false}));
  const ComparisonRow& accuracy = rowOf(rows, "Accuracy");
  EXPECT_EQ(accuracy.cells[1], "90.00 % (+10.00 points)");
  EXPECT_EQ(accuracy.best, (std::vector<bool>{false, true, true}));
  // All the same: none is better.
  EXPECT_EQ(rowOf(rows, "Skipped steps").cells[0], "5.00 %");
  EXPECT_EQ(rowOf(rows, "Memory").best, std::vector<bool>(3, false));
  EXPECT_THROW(rowOf(rows, "Time"), std::out_of_range) << "none has one";
}

TEST(Comparisons, WhatIsWrittenAlikeIsNoBetter) {
  const auto rows = compareRuns({run(0.25, 0.9, "0.1"), run(0.2500000001, 0.90000001, "0.1")});
  const ComparisonRow& loss = rowOf(rows, "Final loss");
  EXPECT_EQ(loss.cells, (std::vector<QString>{"0.25", "0.25"}));
  EXPECT_EQ(loss.best, (std::vector<bool>{false, false}));
  EXPECT_EQ(rowOf(rows, "Accuracy").cells[1], "90.00 %");
}

TEST(Comparisons, NameWhatIsConfiguredDifferentlyAnywhere) {
  const auto rows = compareRuns({run(1, 1, "0.1"), run(1, 1, "0.1"), run(1, 1, "0.2")});
  EXPECT_EQ(rowOf(rows, "/optimizer/lr").cells, (std::vector<QString>{"0.1", "0.1", "0.2"}));
  EXPECT_THROW(rowOf(rows, "/seed"), std::out_of_range);
  RunInfo other = run(1, 1, "0.1");
  other.configuration.clear();
  other.details = R"({"arch": "resnet18"})";
  EXPECT_EQ(rowOf(compareRuns({run(1, 1, "0.1"), other}), "/arch").cells,
            (std::vector<QString>{"–", "resnet18"}));
  EXPECT_TRUE(compareRuns({}).empty());
}

}  // namespace
}  // namespace scalescope
