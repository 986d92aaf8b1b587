#include "core/train/trainer.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/train/fixtures.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

using test::Batches;
using test::configWith;
using test::sameNumbers;
using test::sameWeights;
using test::trainerOf;

std::string oneRun(const std::string& precision, const std::string& scaler = "") {
  return R"({"runs": [{"name": "run", "precision": ")" + precision + "\"" +
         (scaler.empty() ? "" : ", \"scaler\": " + scaler) + "}]}";
}

class EveryPolicy : public testing::TestWithParam<std::string> {};

TEST_P(EveryPolicy, TrainsToTheSameBitsTwice) {
  const ExperimentConfig config = configWith(oneRun(GetParam()));
  Batches batches(config);
  const auto first = trainerOf(config);
  const auto second = trainerOf(config);
  for (int i = 0; i < 8; ++i) {
    const StepRecord a = batches.step(*first);
    const StepRecord b = batches.step(*second);
    EXPECT_TRUE(sameNumbers(a, b)) << "step " << i << ": " << a.loss << ", " << b.loss;
  }
  EXPECT_TRUE(sameWeights(first->weights(), second->weights()));
}

TEST_P(EveryPolicy, Learns) {
  const ExperimentConfig config = configWith(oneRun(GetParam()));
  Batches batches(config);
  const auto trainer = trainerOf(config);
  const double before = batches.step(*trainer).loss;
  double after = before;
  for (int i = 0; i < 60; ++i) after = batches.step(*trainer).loss;
  EXPECT_LT(after, before / 2);
}

INSTANTIATE_TEST_SUITE_P(Policies, EveryPolicy, test::everyPolicy(), test::policyWord);

TEST(Trainer, RecordsWhatAStepIs) {
  const ExperimentConfig config = configWith(oneRun("fp32"));
  Batches batches(config);
  const auto trainer = trainerOf(config);
  batches.step(*trainer);
  const StepRecord record = batches.step(*trainer);
  EXPECT_EQ(record.step, 1);
  EXPECT_EQ(record.samples, 16);
  EXPECT_EQ(record.scale, 1.0);
  EXPECT_EQ(record.castElements, 0);  // FP32 rounds nothing
  EXPECT_EQ(record.underflow, 0);
  EXPECT_TRUE(record.applied);
  EXPECT_GT(record.gradNorm, 0.0);
  EXPECT_EQ(record.learningRate, 0.05);
  EXPECT_EQ(trainer->stepsDone(), 2);
  EXPECT_EQ(trainer->stepsApplied(), 2);
}

TEST(Trainer, StartsFromExportedWeightsWithTheirRunningStatistics) {
  const ExperimentConfig config = configWith();
  Batches batches(config);
  const auto first = trainerOf(config);
  for (int i = 0; i < 5; ++i) batches.step(*first);
  Safetensors file;
  file.tensors = first->weights();
  const test::ScratchDirectory folder;
  ExperimentConfig again = config;
  again.init.file = folder.path("weights.safetensors");
  writeSafetensors(file, *again.init.file);
  const auto second = trainerOf(again);
  EXPECT_TRUE(sameWeights(first->weights(), second->weights()));
  EXPECT_EQ(first->evaluate(batches.pixels, batches.labels, 8).loss,
            second->evaluate(batches.pixels, batches.labels, 8).loss);
}

TEST(Trainer, OverflowSkipsTheStep) {
  const ExperimentConfig config =
      configWith(oneRun("fp16-mixed", R"({"kind": "static", "scale": 16777216})"));
  Batches batches(config);
  const auto trainer = trainerOf(config);
  const auto before = trainer->network().readParameters();
  for (int i = 0; i < 3; ++i) {
    const StepRecord record = batches.step(*trainer);
    EXPECT_TRUE(record.foundInf);
    EXPECT_FALSE(record.applied);
    EXPECT_GT(record.overflow, 0);
    EXPECT_FALSE(std::isfinite(record.gradNorm));
    EXPECT_TRUE(std::isfinite(record.loss));
  }
  EXPECT_TRUE(sameWeights(before, trainer->network().readParameters()));
  EXPECT_EQ(trainer->stepsDone(), 3);
  EXPECT_EQ(trainer->stepsApplied(), 0);
}

TEST(Trainer, DynamicScaleBacksOffUntilStepsAreApplied) {
  const ExperimentConfig config =
      configWith(oneRun("fp16-mixed", R"({"kind": "dynamic", "init": 16777216, "interval": 4})"));
  Batches batches(config);
  const auto trainer = trainerOf(config);
  double scale = 0x1p24;
  int clean = 0;
  int skipped = 0;
  int grown = 0;
  for (int i = 0; i < 40; ++i) {
    const StepRecord record = batches.step(*trainer);
    ASSERT_EQ(record.scale, scale) << "step " << i;
    ASSERT_EQ(record.applied, !record.foundInf);
    skipped += record.foundInf;
    clean = record.foundInf ? 0 : clean + 1;
    if (record.foundInf) scale /= 2;
    if (clean == 4) {
      clean = 0;
      ++grown;
      scale *= 2;
    }
  }
  EXPECT_GT(skipped, 1);
  EXPECT_GT(grown, 1);
  EXPECT_EQ(trainer->stepsApplied(), 40 - skipped);
}

TEST(Trainer, ScheduleAdvancesOnAppliedStepsOnly) {
  const ExperimentConfig config = configWith(R"({
    "schedule": {"type": "step", "every": 2, "factor": 0.5},
    "runs": [{"name": "run", "precision": "fp16-mixed",
              "scaler": {"kind": "dynamic", "init": 16777216, "interval": 1000}}]})");
  Batches batches(config);
  const auto trainer = trainerOf(config);
  std::int64_t applied = 0;
  bool skippedOnce = false;
  for (int i = 0; i < 25; ++i) {
    const StepRecord record = batches.step(*trainer);
    EXPECT_DOUBLE_EQ(record.learningRate, 0.05 * std::pow(0.5, static_cast<double>(applied / 2)));
    applied += record.applied;
    skippedOnce = skippedOnce || !record.applied;
  }
  EXPECT_TRUE(skippedOnce);
  EXPECT_GT(applied, 2);
}

TEST(Trainer, NothingIsAppliedAfterANan) {
  for (const char* precision : {"fp32", "fp16-pure", "fp16-mixed"}) {
    const ExperimentConfig config = configWith(oneRun(precision, R"({"kind": "none"})"));
    Batches batches(config);
    const auto trainer = trainerOf(config);
    batches.step(*trainer);
    const auto before = trainer->network().readParameters();
    batches.load(1);
    batches.pixels[5] = std::numeric_limits<float>::quiet_NaN();
    const StepRecord record = trainer->step(batches.pixels, batches.labels);
    EXPECT_TRUE(std::isnan(record.loss)) << precision;
    EXPECT_TRUE(record.foundInf);
    EXPECT_FALSE(record.applied);
    EXPECT_GT(record.overflow, 0) << "non-finite gradients count under every policy";
    EXPECT_EQ(trainer->firstNonFinite(), "input");
    EXPECT_TRUE(sameWeights(before, trainer->network().readParameters()));
  }
}

TEST(Trainer, AGradientThatOverflowsIsCountedOnce) {
  // One linear layer on one feature: with this scale only the bias gradient's sum leaves the
  // format.
  const ExperimentConfig config = configWith(
      R"({"batch_size": 4, "loss": "mse", "runs": [{"name": "run", "precision": "fp16-mixed",
          "scaler": {"kind": "static", "scale": 131072}}]})",
      R"({"input": [1, 1, 1], "layers": [{"type": "flatten"}, {"type": "linear", "out": 1}]})");
  auto trainer = std::make_unique<Trainer>(
      test::makeBackendUnderTest(), config, 0,
      std::vector<HostTensor>{{"layers.1.weight", {1, 1}, {0.0F}}, {"layers.1.bias", {1}, {0.0F}}});
  const std::vector<std::int32_t> labels(4, 0);
  // Each logit's gradient is 2·(0 − 1)·2^17 / 4 = −65536, which overflows: 4 of them, then the sums
  // −inf (bias) and −inf (weight, pixels 1) are not finite without overflowing at their own cast.
  const std::vector<float> ones(4, 1.0F);
  EXPECT_EQ(trainer->step(ones, labels).overflow, 4 + 2);
  // At half the scale the logits' gradients are −32768 and fit; the two sums, −131072, do not: they
  // overflow at their cast, and are the same two elements that unscaling finds.
  trainer->setScale(65536.0F);
  EXPECT_EQ(trainer->step(ones, labels).overflow, 2);
  trainer->setScale(16384.0F);
  const StepRecord clean = trainer->step(ones, labels);
  EXPECT_EQ(clean.overflow, 0);
  EXPECT_NEAR(clean.gradNorm, std::sqrt(8.0), 1e-6);  // both sums are −2
}

TEST(Trainer, GradNormIsBeforeClipping) {
  const ExperimentConfig plain = configWith(oneRun("fp32"));
  ExperimentConfig clipped = plain;
  clipped.clip = ClipConfig{ClipBy::norm, 1e-3, ClipWhen::afterUnscale};
  Batches batches(plain);
  const auto a = trainerOf(plain);
  const auto b = trainerOf(clipped);
  EXPECT_EQ(batches.step(*a).gradNorm, batches.step(*b).gradNorm);
  EXPECT_FALSE(sameWeights(a->weights(), b->weights()));
}

TEST(Trainer, ARunsOwnOptimizerAndClippingAreAsIfTheyWereTheExperiments) {
  const ExperimentConfig first = configWith(R"({"runs": [{"name": "a",
      "optimizer": {"type": "adam", "lr": 0.01, "eps": 1e-4},
      "clip": {"by": "norm", "max": 0.01}}]})");
  ExperimentConfig second = first;
  second.optimizer = *second.runs[0].optimizer;
  second.clip = second.runs[0].clip;
  second.runs[0].optimizer.reset();
  second.runs[0].clip.reset();
  const auto a = trainerOf(first);
  const auto b = trainerOf(second);
  const auto plain = trainerOf(configWith(R"({"runs": [{"name": "a"}]})"));
  Batches batches(first);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(sameNumbers(batches.step(*a), batches.step(*b)));
    batches.step(*plain);
  }
  EXPECT_TRUE(sameWeights(a->weights(), b->weights()));
  EXPECT_FALSE(sameWeights(a->weights(), plain->weights()));
}

TEST(Trainer, LossScaleLeavesPowersOfTwoExact) {
  // In FP32 a scale of 2^10 only moves exponents: the run must not differ in a bit.
  const ExperimentConfig plain = configWith(oneRun("fp32"));
  const ExperimentConfig scaled =
      configWith(oneRun("fp32", R"({"kind": "static", "scale": 1024})"));
  Batches batches(plain);
  const auto a = trainerOf(plain);
  const auto b = trainerOf(scaled);
  for (int i = 0; i < 4; ++i) {
    batches.step(*a);
    batches.step(*b);
  }
  EXPECT_TRUE(sameWeights(a->weights(), b->weights()));
}

TEST(Trainer, EvaluationLeavesTrainingAlone) {
  const ExperimentConfig config = configWith(oneRun("fp16-mixed"));
  Batches batches(config);
  const auto a = trainerOf(config);
  const auto b = trainerOf(config);
  for (int i = 0; i < 4; ++i) {
    batches.load(40 + i);
    b->evaluate(batches.pixels, batches.labels, 5);
    EXPECT_TRUE(sameNumbers(batches.step(*a), batches.step(*b)));
  }
  EXPECT_TRUE(sameWeights(a->weights(), b->weights()));
}

TEST(Trainer, EvaluationCountsRealSamplesOnly) {
  const ExperimentConfig config = configWith(oneRun("fp32"));
  Batches batches(config);
  const auto trainer = trainerOf(config);
  batches.load(0);
  const LossResult whole = trainer->evaluate(batches.pixels, batches.labels, 8);
  const LossResult first = trainer->evaluate(batches.pixels, batches.labels, 3);
  std::fill(batches.pixels.begin() + 3 * 64, batches.pixels.end(), 0.0F);
  const LossResult padded = trainer->evaluate(batches.pixels, batches.labels, 3);
  EXPECT_NEAR(first.loss, padded.loss, 1e-9);
  EXPECT_EQ(first.correct, padded.correct);
  EXPECT_LT(first.loss, whole.loss);
  EXPECT_LE(first.correct, 3);
}

TEST(Trainer, MemoryIsSmallerInHalves) {
  const ExperimentConfig config = configWith(R"({"batch_size": 64})", R"({"input": [1, 8, 8],
      "layers": [{"type": "conv2d", "out": 32, "kernel": 3, "padding": 1}, {"type": "relu"},
                 {"type": "conv2d", "out": 32, "kernel": 3, "padding": 1}, {"type": "relu"},
                 {"type": "conv2d", "out": 32, "kernel": 3, "padding": 1}, {"type": "relu"},
                 {"type": "flatten"}, {"type": "linear", "out": 4}]})");
  EXPECT_LT(trainerOf(config, 1)->backend().memoryPeak(),
            trainerOf(config, 0)->backend().memoryPeak());
}

}  // namespace
}  // namespace scalescope
