#include <gtest/gtest.h>

#include "core/train/fixtures.h"

// Breakpoints: an experiment pauses before an update is applied, and what is changed there goes for
// that step.
namespace scalescope {
namespace {

using test::configWith;
using test::madeUpDataset;
using test::Recorder;

constexpr const char* kTwoRuns = R"({"steps": 8, "statistics_every": 0, "runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "fp16", "precision": "fp16-mixed",
     "scaler": {"kind": "scripted", "scales": [[0, 16], [3, 1073741824], [4, 16]]}}]})";

struct Paused : testing::Test {
  Recorder recorder;
  Experiment experiment{configWith(kTwoRuns), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener()};

  void advanceTo(std::int64_t steps) {
    while (experiment.stepsDone() < steps && !experiment.held()) experiment.advance();
  }
  std::vector<StepRecord> whole() {
    Recorder other;
    Experiment plain(configWith(kTwoRuns), madeUpDataset(), test::factoryUnderTest(),
                     other.listener());
    while (!plain.finished()) plain.advance();
    return other.all<StepRecord>(1);
  }
};

TEST_F(Paused, BeforeTheUpdateThatOverflowed) {
  experiment.setBreakpoints({.overflow = true});
  advanceTo(8);
  ASSERT_TRUE(experiment.held());
  EXPECT_EQ(experiment.stepsDone(), 3);
  EXPECT_EQ(recorder.all<StepRecord>(1).size(), 3U);
  const auto events = recorder.events(EventKind::breakpoint);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].step, 3);
  EXPECT_EQ(events[0].run, 1);
  EXPECT_EQ(recorder.states(1).back(), RunState::paused);
  for (const int run : {0, 1}) {
    ASSERT_EQ(recorder.all<StatisticsRecord>(run).size(), 1U) << "of both, to look at";
    EXPECT_EQ(recorder.all<StatisticsRecord>(run)[0].step, 3);
  }
  experiment.advance();
  EXPECT_FALSE(experiment.held());
  EXPECT_EQ(experiment.stepsDone(), 4);
  EXPECT_FALSE(recorder.all<StepRecord>(1).back().applied);
}

TEST_F(Paused, AndNothingChangedGoesOnToTheSameBits) {
  experiment.setBreakpoints({.overflow = true, .step = 5});
  while (!experiment.finished()) experiment.advance();
  const auto steps = recorder.all<StepRecord>(1);
  const auto expected = whole();
  ASSERT_EQ(steps.size(), expected.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_TRUE(test::sameNumbers(steps[i], expected[i])) << i;
  }
  EXPECT_EQ(recorder.events(EventKind::breakpoint, 1).size(), 2U);
}

TEST_F(Paused, ThereIsACheckpointToForkFrom) {
  experiment.setBreakpoints({.overflow = true});
  advanceTo(8);
  const auto checkpoints = recorder.all<CheckpointRecord>(1);
  ASSERT_EQ(checkpoints.size(), 1U);
  EXPECT_EQ(checkpoints[0].step, 3);
  Recorder other;
  Experiment again(configWith(kTwoRuns), madeUpDataset(), test::factoryUnderTest(),
                   other.listener());
  for (const int run : {0, 1}) {
    again.resume(run, recorder.all<CheckpointRecord>(run)[0].data, "checkpoint");
  }
  while (!again.finished()) again.advance();
  const auto expected = whole();
  const auto steps = other.all<StepRecord>(1);
  ASSERT_EQ(steps.size(), 5U);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_TRUE(test::sameNumbers(steps[i], expected[i + 3])) << i;
  }
}

TEST_F(Paused, AnotherScaleGoesForTheHeldStep) {
  experiment.setBreakpoints({.overflow = true});
  advanceTo(8);
  experiment.setScale(1, 64.0F);
  experiment.advance();
  const StepRecord step = recorder.all<StepRecord>(1).back();
  EXPECT_EQ(step.step, 3);
  EXPECT_EQ(step.scale, 64.0);
  EXPECT_TRUE(step.applied);
  const auto changes = recorder.events(EventKind::scaleChange, 1);
  EXPECT_EQ(parseJson(changes.at(changes.size() - 2).action, "action")["scale"], 64.0);
}

TEST_F(Paused, AStepGoesToTheNextUpdate) {
  experiment.setBreakpoints({.overflow = true});
  advanceTo(8);
  experiment.advanceToHold();
  EXPECT_TRUE(experiment.held());
  EXPECT_EQ(experiment.stepsDone(), 4);
  EXPECT_EQ(recorder.all<StatisticsRecord>(1).back().step, 4);
  experiment.advance();
  EXPECT_FALSE(experiment.held());
}

TEST_F(Paused, AndStoppedItsStepHasNotBeen) {
  experiment.setBreakpoints({.step = 3});
  advanceTo(8);
  experiment.evaluate();
  experiment.finish(RunState::stopped);
  const auto checkpoints = recorder.all<CheckpointRecord>(1);
  ASSERT_EQ(checkpoints.size(), 1U);
  EXPECT_EQ(checkpoints[0].step, 3);

  Recorder second;
  Experiment resumed(configWith(kTwoRuns), madeUpDataset(), test::factoryUnderTest(),
                     second.listener());
  for (const auto& each : recorder.all<CheckpointRecord>())
    resumed.resume(each.run, each.data, "x");
  while (!resumed.finished()) resumed.advance();
  const auto expected = whole();
  const auto steps = second.all<StepRecord>(1);
  ASSERT_EQ(steps.size(), 5U);
  for (const auto& step : steps) {
    EXPECT_TRUE(test::sameNumbers(step, expected[static_cast<std::size_t>(step.step)]))
        << step.step;
  }
}

TEST_F(Paused, WhenTheLossLeavesTheFp32Runs) {
  experiment.setBreakpoints({.divergence = 1e-9});
  advanceTo(8);
  ASSERT_TRUE(experiment.held());
  for (const auto& event : recorder.events(EventKind::breakpoint)) EXPECT_EQ(event.run, 1);
}

}  // namespace
}  // namespace scalescope
