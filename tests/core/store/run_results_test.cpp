#include "core/store/run_results.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scalescope {
namespace {

RunInfo run(double loss, std::int64_t steps, std::int64_t skipped) {
  RunInfo info;
  info.hasFinalLoss = true;
  info.finalLoss = loss;
  info.steps = steps;
  info.skipped = skipped;
  return info;
}

const RunResult& resultNamed(std::string_view title) {
  for (const RunResult& each : runResults())
    if (each.title.english == title) return each;
  throw std::out_of_range(std::string(title));
}

TEST(RunResults, TheBestIsTheLeastLossThatIsFinite) {
  EXPECT_EQ(bestRuns(resultNamed("Final loss"), {run(0.5, 9, 0), run(0.25, 9, 0), run(NAN, 9, 0)}),
            (std::vector<bool>{false, true, false}));
}

TEST(RunResults, ARunThatSkippedEveryStepIsNotTheBest) {
  EXPECT_EQ(bestRuns(resultNamed("Final loss"), {run(0.5, 9, 1), run(0.25, 9, 9), run(0.7, 9, 0)}),
            (std::vector<bool>{true, false, false}));
  EXPECT_EQ(bestRuns(resultNamed("Final loss"), {run(0.25, 9, 9), run(0.25, 9, 0), run(0.7, 9, 0)}),
            (std::vector<bool>{false, true, false}));
}

TEST(RunResults, NothingIsBestWhereAllAreWrittenAlike) {
  EXPECT_EQ(bestRuns(resultNamed("Final loss"), {run(0.25, 9, 0), run(0.2500000001, 9, 0)}),
            (std::vector<bool>{false, false}));
}

TEST(RunResults, WhatIsWrittenAlikeAndIsNotIsToldApart) {
  RunInfo quick = run(0.5, 9, 0), slow = quick;
  quick.wallTime = 12.34;
  slow.wallTime = 12.31 * 1.003;  // both "12.3 s", but one is "+0.1 %"
  const RunResult& time = resultNamed("Time");
  EXPECT_EQ(time.text(quick.wallTime), time.text(slow.wallTime));
  EXPECT_EQ(bestRuns(time, {slow, quick}), (std::vector<bool>{false, true}));
}

TEST(RunResults, SkipsThatALogDoesNotTellAreNotNone) {
  RunInfo told = run(1.0, 10, 5);
  EXPECT_EQ(resultNamed("Skipped steps").value(told), 0.5);
  told.notMeasured = {"applied", "found_inf"};
  EXPECT_EQ(resultNamed("Skipped steps").value(told), std::nullopt);
}

}  // namespace
}  // namespace scalescope
