#include "core/lessons/judge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/lessons/fixtures.h"

namespace scalescope {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Ten steps of two runs: the second skips steps 0 and 1 while its scale falls from 8 to 2, and has
/// a NaN loss at step 9.
LessonRecords tenSteps() {
  LessonRecords records(2);
  for (std::int64_t s = 0; s < 10; ++s) {
    StepRecord step;
    step.step = s;
    step.loss = 2.0 - 0.1 * static_cast<double>(s);
    step.castElements = 100;
    records.take(Record(step));
    step.run = 1;
    step.scale = s == 0 ? 8.0 : s == 1 ? 4.0 : 2.0;
    step.applied = s >= 2;
    step.overflow = step.applied ? 0 : 3;
    step.underflow = 25;
    step.lostUpdates = step.applied ? 3 : 0;
    step.gradNorm = step.applied ? 0.5 : std::numeric_limits<double>::infinity();
    if (s == 9) step.loss = kNan;
    records.take(Record(step));
  }
  records.take(Record(EvaluationRecord{1, 5, 1.5, 0.6, 100, 0.0}));
  records.take(Record(EvaluationRecord{1, 10, 1.25, 0.7, 100, 0.0}));
  records.take(Record(EventRecord{1, 3, EventKind::collapse, 0.0, ""}));
  records.take(Record(EventRecord{-1, 3, EventKind::breakpoint, 0.0, ""}));
  return records;
}

double measured(const Quantity& quantity) {
  return measure(quantity, test::lessonWith().configuration, tenSteps()).value_or(-1.0);
}

TEST(Measure, IsTakenOverItsStepsAlone) {
  EXPECT_NEAR(measured({0, Measure::loss, 0, 10}), 1.55, 1e-12);
  EXPECT_NEAR(measured({0, Measure::loss, 2, 4}), 1.75, 1e-12);
  EXPECT_TRUE(std::isnan(measured({1, Measure::loss, 0, 10})));
  EXPECT_TRUE(std::isfinite(measured({1, Measure::loss, 0, 9})));
  EXPECT_EQ(measured({1, Measure::skippedSteps, 0, 10}), 2.0);
  EXPECT_EQ(measured({1, Measure::skippedSteps, 1, 10}), 1.0);
  EXPECT_EQ(measured({1, Measure::overflows, 0, 10}), 6.0);
  EXPECT_EQ(measured({1, Measure::underflowShare, 3, 7}), 0.25);
  EXPECT_EQ(measured({0, Measure::underflowShare, 3, 7}), 0.0);
  EXPECT_EQ(measured({1, Measure::scale, 0, 2}), 4.0);
  EXPECT_EQ(measured({1, Measure::lowestScale, 0, 10}), 2.0);
  EXPECT_EQ(measured({1, Measure::highestScale, 0, 10}), 8.0);
  EXPECT_EQ(measured({1, Measure::collapses, 0, 10}), 1.0);
  EXPECT_EQ(measured({1, Measure::collapses, 4, 10}), 0.0);
}

TEST(Measure, LeavesOutWhatIsNotFiniteOfGradientNorms) {
  EXPECT_EQ(measured({1, Measure::gradientNorm, 0, 10}), 0.5);
}

TEST(Measure, SharesLostUpdatesAmongAllWeightsOfAppliedSteps) {
  // 2 · 3 weights and 3 biases; 8 of the ten steps were applied.
  EXPECT_DOUBLE_EQ(measured({1, Measure::lostUpdateShare, 0, 10}), 24.0 / (9.0 * 8.0));
}

TEST(Measure, TakesTheLastEvaluationUpToTheEndOfTheRange) {
  EXPECT_EQ(measured({1, Measure::accuracy, 0, 10}), 0.7);
  EXPECT_EQ(measured({1, Measure::accuracy, 0, 9}), 0.6);
  EXPECT_EQ(measured({1, Measure::evalLoss, 0, 10}), 1.25);
  EXPECT_FALSE(measure({1, Measure::accuracy, 0, 4}, test::lessonWith().configuration, tenSteps()));
  EXPECT_FALSE(
      measure({0, Measure::evalLoss, 0, 10}, test::lessonWith().configuration, tenSteps()));
}

Judgement judged(const char* outcome) {
  const std::string patch = R"({"outcome": [)" + std::string(outcome) + "]}";
  return judge(test::lessonWith(patch.c_str()), tenSteps()).front();
}

TEST(Judgement, ComparesWithAValue) {
  const Judgement above = judged(
      R"({"text": "a", "run": "fp16", "measure": "skipped-steps", "is": "above", "value": 1})");
  EXPECT_TRUE(above.holds);
  EXPECT_EQ(above.measured, 2.0);
  EXPECT_EQ(above.bound, 1.0);
  EXPECT_FALSE(
      judged(
          R"({"text": "a", "run": "fp16", "measure": "skipped-steps", "is": "above", "value": 2})")
          .holds);
  EXPECT_TRUE(
      judged(
          R"({"text": "a", "run": "fp16", "measure": "skipped-steps", "is": "equal", "value": 2})")
          .holds);
  EXPECT_TRUE(
      judged(
          R"({"text": "a", "run": "fp16", "measure": "skipped-steps", "is": "below", "value": 3})")
          .holds);
}

TEST(Judgement, ComparesWithAnotherQuantityTimesAndPlus) {
  const Judgement judgement = judged(
      R"({"text": "a", "run": "fp16", "measure": "highest-scale", "is": "above",
          "than": {"measure": "lowest-scale"}, "times": 3, "plus": 1})");
  EXPECT_EQ(judgement.bound, 7.0);
  EXPECT_TRUE(judgement.holds);
}

TEST(Judgement, NanIsNeitherAboveNorBelowButNotFinite) {
  const char* const kNever[] = {R"("is": "above", "value": 0)", R"("is": "below", "value": 9)",
                                R"("is": "finite")"};
  for (const char* never : kNever) {
    const std::string outcome =
        R"({"text": "a", "run": "fp16", "measure": "loss", )" + std::string(never) + "}";
    EXPECT_FALSE(judged(outcome.c_str()).holds) << never;
  }
  const Judgement judgement =
      judged(R"({"text": "a", "run": "fp16", "measure": "loss", "is": "not-finite"})");
  EXPECT_TRUE(judgement.holds);
  EXPECT_FALSE(judgement.bound);
}

TEST(Judgement, WhatWasNotMeasuredNeverHolds) {
  const Judgement own =
      judged(R"({"text": "a", "run": "fp32", "measure": "accuracy", "is": "not-finite"})");
  EXPECT_FALSE(own.holds);
  EXPECT_FALSE(own.measured);
  const Judgement other = judged(
      R"({"text": "a", "run": "fp16", "measure": "accuracy", "is": "above", "than": {"run": "fp32"}})");
  EXPECT_FALSE(other.holds);
  EXPECT_FALSE(other.bound);
}

}  // namespace
}  // namespace scalescope
