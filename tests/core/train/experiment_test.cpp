#include "core/train/experiment.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/backend/forwarding_backend.h"
#include "core/refusal.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using test::configWith;
using test::expectWords;
using test::factoryUnderTest;
using test::madeUpDataset;
using test::Recorder;
using test::refusalOf;
using test::sameNumbers;
using test::sameWeights;

void finish(Experiment& experiment) {
  while (!experiment.finished()) experiment.advance();
  experiment.finish(RunState::finished);
}

std::vector<StepRecord> trained(const ExperimentConfig& config, int run,
                                std::shared_ptr<const Dataset> dataset = madeUpDataset()) {
  Recorder recorder;
  Experiment experiment(config, std::move(dataset), factoryUnderTest(), recorder.listener());
  finish(experiment);
  return recorder.all<StepRecord>(run);
}

TEST(Experiment, RunsAreInLockstepOnTheSameBatches) {
  // Two runs of the same setting must be the same run: same weights, same batches, same dropout.
  const ExperimentConfig config = configWith(
      R"({"runs": [{"name": "a", "precision": "fp16-mixed"}, {"name": "b", "precision": "fp16-mixed"}]})");
  Recorder recorder;
  Experiment experiment(config, madeUpDataset(), factoryUnderTest(), recorder.listener());
  EXPECT_TRUE(sameWeights(experiment.trainer(0).weights(), experiment.trainer(1).weights()));
  finish(experiment);
  const auto a = recorder.all<StepRecord>(0);
  const auto b = recorder.all<StepRecord>(1);
  ASSERT_EQ(a.size(), 12U);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(sameNumbers(a[i], b[i]));
  EXPECT_TRUE(sameWeights(experiment.trainer(0).weights(), experiment.trainer(1).weights()));
  const auto all = recorder.all<StepRecord>();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].run, static_cast<int>(i % 2));
    EXPECT_EQ(all[i].step, static_cast<std::int64_t>(i / 2));
  }
}

/// Writes down what an experiment asks of a run's back end.
class Logging final : public test::ForwardingBackend {
 public:
  Logging(std::unique_ptr<Backend> real, std::vector<std::string>& log)
      : ForwardingBackend(std::move(real)), log_(log) {}
  bool keep(const SampleSet&) override { return false; }
  void load(std::span<const float> pixels, std::span<const std::int32_t> labels) override {
    log_.emplace_back("load");
    ForwardingBackend::load(pixels, labels);
  }
  void run(Pass pass, const std::function<void()>& work) override {
    log_.emplace_back("run");
    ForwardingBackend::run(pass, work);
  }
  std::unique_ptr<ParameterUpdate> update(std::vector<Parameter*> parameters,
                                          const StepRules& rules, const CastSites& sites) override {
    return std::make_unique<Update>(ForwardingBackend::update(std::move(parameters), rules, sites),
                                    log_);
  }

 private:
  struct Update final : ParameterUpdate {
    Update(std::unique_ptr<ParameterUpdate> r, std::vector<std::string>& l)
        : real(std::move(r)), log(l) {}
    void unscale() override { real->unscale(); }
    void decide() override { real->decide(); }
    void apply() override { real->apply(); }
    StepOutcome outcome() override {
      if (log.back() != "outcome") log.emplace_back("outcome");  // again, once it is applied
      return real->outcome();
    }
    void refreshOperands() override { real->refreshOperands(); }
    std::vector<std::pair<std::string, TensorPtr>> state() const override { return real->state(); }
    std::unique_ptr<ParameterUpdate> real;
    std::vector<std::string>& log;
  };
  std::vector<std::string>& log_;
};

TEST(Experiment, BringsTheNextBatchWhileAStepIsUnderWay) {
  std::vector<std::string> log;
  const ExperimentConfig config =
      configWith(R"({"steps": 3, "runs": [{"name": "a", "precision": "fp32"}]})");
  const BackendFactory factory = [&] {
    return std::make_unique<Logging>(test::makeBackendUnderTest(), log);
  };
  Experiment experiment(config, madeUpDataset(), factory, [](const Record&) {});
  while (!experiment.finished()) experiment.advance();
  EXPECT_EQ(log, (std::vector<std::string>{"load", "run", "load", "outcome", "run", "load",
                                           "outcome", "run", "outcome"}));
}

TEST(Experiment, IsTheSameTwiceAndDependsOnTheSeed) {
  const auto first = trained(configWith(), 1);
  const auto second = trained(configWith(), 1);
  const auto other = trained(configWith(R"({"seed": 4})"), 1);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_TRUE(sameNumbers(first[i], second[i]));
  EXPECT_NE(first.back().loss, other.back().loss);
}

TEST(Experiment, ARunDoesNotDependOnItsNeighbours) {
  const auto beside = trained(configWith(), 1);
  const auto alone =
      trained(configWith(R"({"runs": [{"name": "fp16", "precision": "fp16-mixed"}]})"), 0);
  ASSERT_EQ(beside.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(sameNumbers(beside[i], alone[i]));
}

TEST(Experiment, TellsStatesInOrder) {
  Recorder recorder;
  Experiment experiment(configWith(), madeUpDataset(), factoryUnderTest(), recorder.listener());
  experiment.advance();
  experiment.pause();
  experiment.pause();
  experiment.advance();
  experiment.finish(RunState::stopped);
  using enum RunState;
  EXPECT_EQ(recorder.states(0), (std::vector{ready, running, paused, running, stopped}));
  EXPECT_EQ(recorder.all<StateRecord>(0).back().step, 2);
  EXPECT_GT(recorder.all<StateRecord>(0).back().memoryPeak, 0U);
  EXPECT_TRUE(experiment.finished());
  const auto checkpoints = recorder.all<CheckpointRecord>();
  ASSERT_EQ(checkpoints.size(), 2U);
  EXPECT_EQ(checkpoints[0].step, 2);
}

TEST(Experiment, ResumesToTheSameBits) {
  const ExperimentConfig config = configWith(R"({"steps": 14})");
  Recorder straight;
  Experiment whole(config, madeUpDataset(), factoryUnderTest(), straight.listener());
  finish(whole);

  Recorder before;
  Experiment first(config, madeUpDataset(), factoryUnderTest(), before.listener());
  for (int i = 0; i < 6; ++i) first.advance();
  first.finish(RunState::stopped);
  Recorder after;
  Experiment second(config, madeUpDataset(), factoryUnderTest(), after.listener());
  for (const auto& checkpoint : before.all<CheckpointRecord>()) {
    second.resume(checkpoint.run, checkpoint.data, "checkpoint");
  }
  second.setElapsed(100.0);
  EXPECT_EQ(second.stepsDone(), 6);
  finish(second);
  for (int run = 0; run < 2; ++run) {
    const auto expected = straight.all<StepRecord>(run);
    const auto rest = after.all<StepRecord>(run);
    ASSERT_EQ(rest.size(), 8U);
    for (std::size_t i = 0; i < rest.size(); ++i)
      EXPECT_TRUE(sameNumbers(rest[i], expected[i + 6]));
    EXPECT_TRUE(sameWeights(whole.trainer(run).weights(), second.trainer(run).weights()));
    EXPECT_GT(rest.front().wallTime, 100.0);
  }
}

TEST(Experiment, RunsMustResumeFromTheSameStep) {
  Recorder recorder;
  Experiment first(configWith(), madeUpDataset(), factoryUnderTest(), recorder.listener());
  first.advance();
  first.checkpoint();
  Experiment second(configWith(), madeUpDataset(), factoryUnderTest(), [](const Record&) {});
  second.resume(0, recorder.all<CheckpointRecord>(0).front().data, "checkpoint");
  EXPECT_THROW(second.advance(), Error);
}

TEST(Experiment, CheckpointsAreNotRepeated) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 6})"), madeUpDataset(), factoryUnderTest(),
                        recorder.listener());
  experiment.checkpointEvery = 3;
  finish(experiment);
  std::vector<std::int64_t> steps;
  for (const auto& checkpoint : recorder.all<CheckpointRecord>(0)) steps.push_back(checkpoint.step);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{3, 6}));
}

TEST(Experiment, EvaluatesWhenDueOnEverySample) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 7, "eval_every": 3})"), madeUpDataset(),
                        factoryUnderTest(), recorder.listener());
  finish(experiment);
  std::vector<std::int64_t> steps;
  for (const auto& evaluation : recorder.all<EvaluationRecord>(1)) {
    steps.push_back(evaluation.step);
    EXPECT_EQ(evaluation.samples, 8 * evaluation.step) << "of training";
    // A share of 21 samples, the last batch of which holds 5 of 8: padding must not be among them.
    const double answers = evaluation.accuracy * 21.0;
    EXPECT_NEAR(answers, std::round(answers), 1e-9);
    EXPECT_TRUE(std::isfinite(evaluation.loss));
  }
  EXPECT_EQ(steps, (std::vector<std::int64_t>{3, 6, 7}));
  EXPECT_EQ(recorder.events(EventKind::evaluation, 1).size(), 3U);
}

TEST(Experiment, EvaluationIsTheMeanOverSingleSamples) {
  Recorder recorder;
  const auto dataset = madeUpDataset();
  Experiment batched(configWith(), dataset, factoryUnderTest(), recorder.listener());
  batched.evaluate();
  Recorder single;
  Experiment one(configWith(R"({"batch_size": 1})"), dataset, factoryUnderTest(),
                 single.listener());
  one.evaluate();
  const auto a = recorder.all<EvaluationRecord>(0).front();
  const auto b = single.all<EvaluationRecord>(0).front();
  EXPECT_NEAR(a.loss, b.loss, 1e-5);
  EXPECT_EQ(a.accuracy, b.accuracy);
}

TEST(Experiment, ABrokenOffEvaluationLeavesNoRecord) {
  Recorder recorder;
  Experiment experiment(configWith(), madeUpDataset(), factoryUnderTest(), recorder.listener());
  const std::atomic<bool> cancel{true};
  experiment.evaluate(&cancel);
  EXPECT_TRUE(recorder.all<EvaluationRecord>().empty());
}

TEST(Experiment, WithoutTestSetThereIsNoEvaluation) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 2, "eval_every": 1})"),
                        madeUpDataset({1, 8, 8}, 4, 64, 0), factoryUnderTest(),
                        recorder.listener());
  finish(experiment);
  EXPECT_TRUE(recorder.all<EvaluationRecord>().empty());
}

TEST(Experiment, OverflowAndScaleChangeAreEvents) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 30, "runs": [{"name": "fp32"},
    {"name": "fp16", "precision": "fp16-mixed",
     "scaler": {"kind": "dynamic", "init": 16777216, "interval": 5}}]})"),
                        madeUpDataset(), factoryUnderTest(), recorder.listener());
  finish(experiment);
  std::size_t skipped = 0;
  for (const auto& step : recorder.all<StepRecord>(1)) skipped += step.foundInf;
  EXPECT_GT(skipped, 0U);
  EXPECT_EQ(recorder.events(EventKind::overflow, 1).size(), skipped);
  EXPECT_TRUE(recorder.events(EventKind::overflow, 0).empty());
  std::size_t down = 0;
  std::size_t up = 0;
  for (const auto& event : recorder.events(EventKind::scaleChange, 1)) {
    down += event.message.find("backed off") != std::string::npos;
    up += event.message.find("grew") != std::string::npos;
  }
  EXPECT_EQ(down, skipped);
  EXPECT_GT(up, 0U);
}

TEST(Experiment, CollapseIsToldOnceWithItsTensor) {
  auto dataset = std::make_shared<Dataset>(*madeUpDataset());
  auto& values = std::get<std::vector<float>>(dataset->train.values);
  for (auto& value : values) value = std::numeric_limits<float>::infinity();
  Recorder recorder;
  Experiment experiment(
      configWith(R"({"steps": 200, "runs": [{"name": "fp16", "precision": "fp16-mixed"}]})"),
      dataset, factoryUnderTest(), recorder.listener());
  finish(experiment);
  const auto collapses = recorder.events(EventKind::collapse);
  ASSERT_EQ(collapses.size(), 1U);
  EXPECT_EQ(collapses[0].message,
            "collapsed: lowering the scale cannot help; first non-finite tensor: input");
  // From 2^16 the scale is 2^-128, whose inverse is infinite, after 144 halvings; 0 after 166.
  EXPECT_EQ(collapses[0].step, 143);
  EXPECT_EQ(collapses[0].value, 0x1p-128);
  const auto steps = recorder.all<StepRecord>();
  EXPECT_EQ(steps[165].scale, 0x1p-149);
  EXPECT_EQ(steps[166].scale, 0.0);
  for (const auto& step : steps) EXPECT_FALSE(step.applied);
}

TEST(Experiment, ARunThatFailsEndsAlone) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"runs": [{"name": "fp32"},
    {"name": "fp16", "precision": "fp16-mixed",
     "scaler": {"kind": "dynamic", "preset": "deepspeed", "init": 134217728, "floor": 67108864}}]})"),
                        madeUpDataset(), factoryUnderTest(), recorder.listener());
  finish(experiment);
  EXPECT_EQ(recorder.states(0).back(), RunState::finished);
  EXPECT_EQ(recorder.states(1).back(), RunState::failed);
  expectWords(recorder.all<StateRecord>(1).back().message, {"floor", "2^26"});
  EXPECT_EQ(recorder.all<StepRecord>(0).size(), 12U);
  EXPECT_LT(recorder.all<StepRecord>(1).size(), 12U);
  EXPECT_EQ(recorder.all<CheckpointRecord>(1).size(), 1U);  // its last weights are kept
}

TEST(Experiment, EndsWhenEveryRunFailed) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"runs": [{"name": "fp16", "precision": "fp16-mixed",
     "scaler": {"kind": "dynamic", "preset": "deepspeed", "init": 134217728, "floor": 67108864}}]})"),
                        madeUpDataset(), factoryUnderTest(), recorder.listener());
  finish(experiment);
  EXPECT_LT(experiment.stepsDone(), 12);
  EXPECT_EQ(recorder.states(0).back(), RunState::failed);
}

TEST(Experiment, ScaleIsSetByHand) {
  Recorder recorder;
  Experiment experiment(configWith(), madeUpDataset(), factoryUnderTest(), recorder.listener());
  experiment.advance();
  experiment.setScale(1, 128.0F);
  experiment.advance();
  EXPECT_EQ(recorder.all<StepRecord>(1).back().scale, 128.0);
  const auto events = recorder.events(EventKind::scaleChange, 1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].value, 128.0);
  expectWords(events[0].message, {"by hand", "65536", "128"});
  expectWords(refusalOf([&] { experiment.setScale(1, -1.0F); }), {"positive", "-1"});
  expectWords(refusalOf([&] { experiment.setScale(7, 1.0F); }), {"no run 7"});
}

TEST(Experiment, WallTimeLeavesPausesOut) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 3, "runs": [{"name": "fp32"}]})"), madeUpDataset(),
                        factoryUnderTest(), recorder.listener());
  experiment.setElapsed(5.0);
  finish(experiment);
  // The clock stands still between two steps: the time from one record to the next can be no less
  // than the step itself, and the first step starts where the stored experiment ended.
  double last = 5.0;
  for (const auto& step : recorder.all<StepRecord>()) {
    EXPECT_GE(step.wallTime, last + step.stepMs / 1000.0 - 1e-9);
    last = step.wallTime;
  }
}

TEST(Experiment, RefusesDataThatDoesNotFit) {
  const auto make = [](std::shared_ptr<const Dataset> dataset) {
    return refusalOf(
        [&] { Experiment(configWith(), dataset, factoryUnderTest(), [](const Record&) {}); });
  };
  expectWords(make(madeUpDataset({3, 8, 8})), {"[3, 8, 8]", "[1, 8, 8]"});
  expectWords(make(madeUpDataset({1, 8, 8}, 9)), {"9 classes"});
  expectWords(make(madeUpDataset({1, 8, 8}, 4, 0)), {"no training samples"});
}

}  // namespace
}  // namespace scalescope
