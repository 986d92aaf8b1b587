#include <gtest/gtest.h>

#include "core/numerics/counted.h"
#include "core/train/fixtures.h"

// Steps that wait with their update, and what is counted of a step that overflowed.
namespace scalescope {
namespace {

using test::Batches;
using test::configWith;
using test::madeUpDataset;
using test::Recorder;
using test::trainerOf;

ExperimentConfig heldRun(const std::string& policy) {
  return configWith(R"({"runs": [{"name": "a", "precision": ")" + policy + "\"}]}",
                    test::kEveryLayer);
}

class HoldOfEveryPolicy : public testing::TestWithParam<std::string> {};

StepRecord heldStep(Trainer& trainer, Batches& batches, const StepOptions& options) {
  batches.load(trainer.stepsDone());
  trainer.load(batches.pixels, batches.labels);
  trainer.begin(options);
  return trainer.end();
}

// Held, done again and completed, a step comes to the bits of one that was never held: batch
// normalisation, dropout and the optimizer included.
TEST_P(HoldOfEveryPolicy, ChangesNothing) {
  const ExperimentConfig config = heldRun(GetParam());
  const auto held = trainerOf(config);
  const auto plain = trainerOf(config);
  Batches batches(config);
  for (int i = 0; i < 5; ++i) {
    const StepRecord first = heldStep(*held, batches, {.hold = Hold::always});
    ASSERT_TRUE(held->held());
    EXPECT_FALSE(first.applied);
    EXPECT_EQ(first.step, i);
    for (int again = 0; again < i % 3; ++again) {
      const StepRecord second =
          heldStep(*held, batches, {.statistics = again == 1, .hold = Hold::always});
      EXPECT_TRUE(test::sameNumbers(first, second));
    }
    const StepRecord whole = held->complete();
    EXPECT_FALSE(held->held());
    EXPECT_TRUE(test::sameNumbers(whole, batches.step(*plain))) << "step " << i;
  }
  EXPECT_TRUE(test::sameWeights(held->weights(), plain->weights()));
  EXPECT_EQ(held->stepsDone(), plain->stepsDone());
}

INSTANTIATE_TEST_SUITE_P(Policies, HoldOfEveryPolicy, test::everyPolicy(), test::policyWord);

// A step that waited counts its weights when it is completed, and once.
TEST(Hold, CountsTheWeightsThatTheStepLeaves) {
  const ExperimentConfig config = heldRun("fp16-mixed");
  for (const float scale : {256.0F, 0x1p30F}) {
    const auto trainer = trainerOf(config);
    Batches batches(config);
    trainer->setScale(scale);
    heldStep(*trainer, batches, {.statistics = true, .hold = Hold::always});
    ASSERT_TRUE(trainer->held());
    for (const CastSite& site : trainer->network().sites().all()) {
      if (site.role != TensorRole::weight) continue;
      EXPECT_EQ(site.statistics->elements, 0U) << site.tensor;
    }
    EXPECT_EQ(trainer->complete().applied, scale == 256.0F);
    for (Parameter* parameter : trainer->network().parameters()) {
      std::vector<float> values(static_cast<std::size_t>(elementCount(parameter->value->shape())));
      trainer->backend().read(*parameter->value, values);
      const CastSite* site = trainer->network().sites().find(parameter->name);
      ASSERT_NE(site, nullptr);
      EXPECT_TRUE(*site->statistics == test::counted(values, site->format)) << parameter->name;
    }
  }
}

TEST(Hold, OnOverflowAlone) {
  const auto trainer = trainerOf(heldRun("fp16-mixed"));
  Batches batches(heldRun("fp16-mixed"));
  trainer->setScale(1.0F);
  heldStep(*trainer, batches, {.hold = Hold::onOverflow});
  EXPECT_FALSE(trainer->held());
  trainer->setScale(0x1p30F);
  const StepRecord record = heldStep(*trainer, batches, {.hold = Hold::onOverflow});
  EXPECT_TRUE(record.foundInf);
  ASSERT_TRUE(trainer->held());
  EXPECT_EQ(trainer->scale(), 0x1p30F);
  EXPECT_EQ(trainer->lastDecision().nextScale, 0x1p29F) << "what would be";
  EXPECT_FALSE(trainer->complete().applied);
  EXPECT_EQ(trainer->scale(), 0x1p29F);
}

TEST(Hold, AnotherScaleGoesForTheStepThatIsDoneAgain) {
  const auto trainer = trainerOf(heldRun("fp16-mixed"));
  Batches batches(heldRun("fp16-mixed"));
  trainer->setScale(0x1p30F);
  EXPECT_TRUE(heldStep(*trainer, batches, {.hold = Hold::always}).foundInf);
  trainer->setScale(256.0F);
  const StepRecord again = heldStep(*trainer, batches, {.hold = Hold::always});
  EXPECT_FALSE(again.foundInf);
  EXPECT_EQ(again.scale, 256.0);
  EXPECT_TRUE(trainer->complete().applied);
}

constexpr const char* kOverflowing = R"({"steps": 12, "statistics_every": 5, "runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "fp16", "precision": "fp16-mixed",
     "scaler": {"kind": "scripted", "scales": [[0, 16], [3, 1073741824], [4, 16], [7, 1e30], [8, 16]]}},
    {"name": "bf16", "precision": "bf16-mixed"}]})";

std::vector<std::int64_t> stepsOf(const std::vector<StatisticsRecord>& records) {
  std::vector<std::int64_t> steps;
  for (const auto& record : records) steps.push_back(record.step);
  return steps;
}

// Between the steps that are due, a step that overflowed is counted too, and with it the FP32 run;
// where the update waits anyway, so are all other runs in that step.
TEST(ExperimentStatistics, AreOfEveryStepThatOverflows) {
  Recorder recorder;
  Experiment experiment(configWith(kOverflowing), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener());
  while (!experiment.finished()) experiment.advance();
  const std::vector<std::int64_t> all{0, 3, 5, 7, 10}, due{0, 5, 10};
  EXPECT_EQ(stepsOf(recorder.all<StatisticsRecord>(0)), all);
  EXPECT_EQ(stepsOf(recorder.all<StatisticsRecord>(1)), all);
  const bool waits = experiment.trainer(0).backend().info().kind == "cpu";
  EXPECT_EQ(stepsOf(recorder.all<StatisticsRecord>(2)), waits ? all : due);
  for (const StatisticsRecord& record : recorder.all<StatisticsRecord>()) {
    ASSERT_EQ(record.summaries.size(), record.tensors->size());
    std::uint64_t overflow = 0;
    std::uint64_t underflow = 0;
    for (const TensorSummary& summary : record.summaries) {
      overflow += summary.overflow;
      underflow += summary.underflow;
    }
    const StepRecord step =
        recorder.all<StepRecord>(record.run).at(static_cast<std::size_t>(record.step));
    EXPECT_EQ(static_cast<std::int64_t>(underflow), step.underflow);
    EXPECT_EQ(overflow > 0 || step.foundInf, step.overflow > 0);
    EXPECT_EQ(step.applied, record.run != 1 || (record.step != 3 && record.step != 7));
  }
}

TEST(ExperimentStatistics, ChangeNoNumber) {
  std::vector<std::vector<StepRecord>> steps;
  for (const char* every : {"0", "1", "5"}) {
    Recorder recorder;
    ExperimentConfig config = configWith(kOverflowing);
    config.statisticsEvery = std::stoi(every);
    Experiment experiment(config, madeUpDataset(), test::factoryUnderTest(), recorder.listener());
    while (!experiment.finished()) experiment.advance();
    steps.push_back(recorder.all<StepRecord>(1));
    const auto counted = stepsOf(recorder.all<StatisticsRecord>(1));
    if (config.statisticsEvery == 0) {
      EXPECT_EQ(counted, (std::vector<std::int64_t>{3, 7}));
    } else {
      EXPECT_EQ(counted.size(), config.statisticsEvery == 1 ? 12U : 5U);
    }
  }
  for (std::size_t i = 0; i < steps[0].size(); ++i) {
    EXPECT_TRUE(test::sameNumbers(steps[0][i], steps[1][i])) << i;
    EXPECT_TRUE(test::sameNumbers(steps[0][i], steps[2][i])) << i;
  }
}

TEST(ExperimentStatistics, AreInOrderOfComputation) {
  const auto trainer = trainerOf(heldRun("fp16-mixed"));
  Batches batches(heldRun("fp16-mixed"));
  heldStep(*trainer, batches, {.statistics = true});
  const StatisticsRecord record = trainer->statistics();
  EXPECT_EQ(record.step, 0);
  const auto placeOf = [&](const std::string& name) {
    for (std::size_t i = 0; i < record.tensors->size(); ++i) {
      if ((*record.tensors)[i].name == name) return static_cast<int>(i);
    }
    ADD_FAILURE() << "no " << name;
    return -1;
  };
  const std::vector<std::string> expected{"input",
                                          "layers.0.output",
                                          "loss.input.grad",
                                          "layers.0.weight.grad",
                                          "layers.0.weight.update",
                                          "layers.0.weight"};
  for (std::size_t i = 1; i < expected.size(); ++i) {
    EXPECT_LT(placeOf(expected[i - 1]), placeOf(expected[i])) << expected[i];
  }
  EXPECT_EQ(record.tensors->size(), trainer->network().sites().all().size());
}

}  // namespace
}  // namespace scalescope
