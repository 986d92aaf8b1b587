#include "core/store/run_results.h"

#include <SQLiteCpp/Database.h>

#include <cmath>

#include "core/store/store_samples.h"

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
  const RunResult& time = resultNamed("Wall time");
  EXPECT_EQ(time.text(quick.wallTime), time.text(slow.wallTime));
  EXPECT_EQ(bestRuns(time, {slow, quick}), (std::vector<bool>(2, false)))
      << "it is that of all runs of an experiment, more or fewer";
  quick.stepMs = 12.34;
  slow.stepMs = 12.31 * 1.003;
  const RunResult& step = resultNamed("Time per step");
  EXPECT_EQ(step.text(*quick.stepMs), step.text(*slow.stepMs));
  EXPECT_EQ(bestRuns(step, {slow, quick}), (std::vector<bool>{false, true}));
}

class StepTime : public test::StoreTest {
 protected:
  std::optional<double> measured(std::int64_t id) const {
    const StoreReader reader(path_);
    RunInfo info = reader.run(id);
    measureStepTime(reader, info);
    return info.stepMs;
  }
};

TEST_F(StepTime, IsTheMedianOfStepsSpreadOverTheRun) {
  StoreWriter(path_).begin(test::sampleConfig(), test::sampleBackend());
  SQLite::Database(path_, SQLite::OPEN_READWRITE)
      .exec(
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
          "INSERT INTO steps (run_id, step, step_ms) "
          "SELECT 2, i, iif(i = 0, 900.0, 2.0 + 0.001 * i) FROM n");
  ASSERT_TRUE(measured(2));
  EXPECT_NEAR(*measured(2), 2.5, 0.01) << "the first step sets up";
  EXPECT_EQ(measured(1), std::nullopt) << "it has no steps";
}

TEST_F(StepTime, StepsWithStatisticsAreNoMoreThanTheirShareOfALongRun) {
  StoreWriter(path_).begin(test::sampleConfig(), test::sampleBackend());
  SQLite::Database(path_, SQLite::OPEN_READWRITE)
      .exec(
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
          "INSERT INTO steps (run_id, step, step_ms) SELECT 2, i, iif(i % 10 = 0, 9.0, 1.0) FROM "
          "n");
  EXPECT_EQ(measured(2), 1.0);
}

TEST(RunResults, SkipsThatALogDoesNotTellAreNotNone) {
  RunInfo told = run(1.0, 10, 5);
  EXPECT_EQ(resultNamed("Skipped steps").value(told), 0.5);
  told.notMeasured = {"applied", "found_inf"};
  EXPECT_EQ(resultNamed("Skipped steps").value(told), std::nullopt);
}

}  // namespace
}  // namespace scalescope
