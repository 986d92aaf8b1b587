#include "core/train/run_edit.h"

#include <gtest/gtest.h>

#include "core/refusal.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using test::configWith;
using test::expectWords;
using test::madeUpDataset;
using test::Recorder;
using test::refusalOf;

RunEdit parsed(const std::string& text) {
  const Json json = parseJson(text, "test");
  return parseRunEdit(JsonReader(json, "test"), configWith().network);
}

TEST(RunEdit, RoundTrips) {
  for (const char* text : {R"({"lr":0.25})", R"({"clip":null})",
                           R"({"lr":0.5,"clip":{"by":"norm","max":2.0,"when":"before-unscale"}})",
                           R"({"layers":{"0":{"compute":"fp32"},"6":{}}})"}) {
    EXPECT_EQ(toJson(parsed(text)).dump(), text);
  }
  EXPECT_TRUE(parsed("{}").empty());
}

TEST(RunEdit, RefusesWhatIsNone) {
  expectWords(refusalOf([] { parsed(R"({"lr": -1})"); }), {"/lr", "from 0"});
  expectWords(refusalOf([] { parsed(R"({"layers": {"77": {}}})"); }),
              {"/layers/77", "from 0 to 9"});
  expectWords(refusalOf([] { parsed(R"({"party": 1})"); }), {"party"});
}

TEST(RunEdit, LaterOnesWin) {
  const RunEdit edit =
      merged(parsed(R"({"lr": 1, "clip": null, "layers": {"0": {"compute": "fp32"}}})"),
             parsed(R"({"lr": 2, "layers": {"6": {"compute": "fp32"}}})"));
  EXPECT_EQ(edit.learningRate, 2.0);
  EXPECT_TRUE(edit.clip.has_value());
  EXPECT_EQ(edit.layers.size(), 2U);
}

/// Trains with `edit` made to run 1 once `at` steps are done, while the step is held or between
/// two.
std::vector<StepRecord> trainedWith(Recorder& recorder, const std::string& edit, std::int64_t at,
                                    bool held) {
  Experiment experiment(configWith(), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener());
  if (held) experiment.setBreakpoints({.step = at});
  while (experiment.stepsDone() < at || (held && !experiment.held())) experiment.advance();
  experiment.edit(1, parsed(edit));
  while (!experiment.finished()) experiment.advance();
  experiment.finish(RunState::finished);
  return recorder.all<StepRecord>(1);
}

void expectSame(const std::vector<StepRecord>& a, const std::vector<StepRecord>& b,
                std::size_t from = 0) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = from; i < a.size(); ++i) EXPECT_TRUE(test::sameNumbers(a[i], b[i])) << i;
}

TEST(ExperimentEdit, FromTheFirstStepIsThatConfiguration) {
  const auto configured = [](const std::string& patch) {
    Recorder recorder;
    Experiment experiment(configWith(patch), madeUpDataset(), test::factoryUnderTest(),
                          recorder.listener());
    while (!experiment.finished()) experiment.advance();
    return recorder.all<StepRecord>(1);
  };
  for (const bool held : {false, true}) {
    Recorder recorders[3];
    expectSame(trainedWith(recorders[0], R"({"lr": 0.01})", 0, held),
               configured(R"({"optimizer": {"lr": 0.01}})"));
    expectSame(trainedWith(recorders[1], R"({"clip": {"by": "norm", "max": 0.1}})", 0, held),
               configured(R"({"clip": {"by": "norm", "max": 0.1}})"));
    expectSame(trainedWith(recorders[2], R"({"layers": {"6": {"compute": "fp32"}}})", 0, held),
               configured(R"({"runs": [{"name": "fp32"}, {"name": "fp16", "precision": "fp16-mixed",
                           "layers": {"6": {"compute": "fp32"}}}]})"));
  }
}

TEST(ExperimentEdit, IsAnEventThatCanBeDoneAgain) {
  Recorder recorder;
  const auto steps = trainedWith(recorder, R"({"lr": 0.01})", 5, false);
  EXPECT_EQ(steps[4].learningRate, 0.05);
  EXPECT_EQ(steps[5].learningRate, 0.01);
  EXPECT_EQ(recorder.all<StepRecord>(0)[5].learningRate, 0.05);
  const auto events = recorder.events(EventKind::edit);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].run, 1);
  EXPECT_EQ(events[0].step, 5);
  EXPECT_EQ(parsed(events[0].action).learningRate, 0.01);
}

TEST(ExperimentEdit, StaysWhenTrainingGoesOn) {
  Recorder whole;
  const auto expected = trainedWith(
      whole, R"({"lr": 0.01, "layers": {"6": {"compute": "fp32"}, "0": {"compute": "fp32"}}})", 3,
      false);
  Recorder first;
  std::vector<CheckpointRecord> checkpoints;
  {
    Experiment experiment(configWith(), madeUpDataset(), test::factoryUnderTest(),
                          first.listener());
    while (experiment.stepsDone() < 3) experiment.advance();
    experiment.edit(1, parsed(R"({"lr": 0.01, "layers": {"6": {"compute": "fp32"}}})"));
    experiment.edit(1, parsed(R"({"layers": {"0": {"compute": "fp32"}}})"));
    while (experiment.stepsDone() < 7) experiment.advance();
    experiment.finish(RunState::stopped);
    checkpoints = first.all<CheckpointRecord>();
  }
  Recorder second;
  Experiment resumed(configWith(), madeUpDataset(), test::factoryUnderTest(), second.listener());
  for (const auto& each : checkpoints) resumed.resume(each.run, each.data, "checkpoint");
  while (!resumed.finished()) resumed.advance();
  auto steps = first.all<StepRecord>(1);
  for (const StepRecord& step : second.all<StepRecord>(1)) steps.push_back(step);
  expectSame(steps, expected);
}

TEST(ExperimentEdit, RefusedChangesNothing) {
  Recorder recorder;
  Experiment experiment(configWith(), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener());
  experiment.advance();
  RunEdit bad;
  bad.layers[0].weight = Format::fp16;
  bad.layers[0].compute = Format::bf16;
  expectWords(refusalOf([&] { experiment.edit(1, bad); }), {"layer 0"});
  EXPECT_TRUE(recorder.events(EventKind::edit).empty());
  while (!experiment.finished()) experiment.advance();
  Recorder plain;
  expectSame(trainedWith(plain, "{}", 0, false), recorder.all<StepRecord>(1));
}

}  // namespace
}  // namespace scalescope
