#include "core/train/what_if.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/numerics/counted.h"
#include "core/train/fixtures.h"

// What a step would lose at another loss scale, held against steps that were run at it.
namespace scalescope {
namespace {

using test::Batches;
using test::configWith;
using test::trainerOf;

constexpr const char* kLinearChain = R"({"input": [1, 8, 8], "layers": [{"type": "flatten"},
    {"type": "linear", "out": 24}, {"type": "linear", "out": 12}, {"type": "linear", "out": 4}]})";

ExperimentConfig chainRun(const std::string& policy, const std::string& network = kLinearChain) {
  return configWith(
      R"({"runs": [{"name": "a", "precision": ")" + policy + R"(", "scaler": {"kind": "none"}}]})",
      network);
}

/// The first step of a run, computed with this loss scale; its pixels are `dimmed` times what they
/// are in the data set, and with them the first layer's weight gradients.
struct MeasuredStep {
  MeasuredStep(const ExperimentConfig& config, double scale, float dimmed = 1.0F)
      : trainer(trainerOf(config)), batches(config) {
    trainer->setScale(static_cast<float>(scale));
    batches.load(0);
    for (float& pixel : batches.pixels) pixel *= dimmed;
    trainer->load(batches.pixels, batches.labels);
    trainer->begin({.statistics = true});
    row = trainer->end();
    record = trainer->statistics();
    step = countedStep(record, row.scale, "test");
  }

  std::unique_ptr<Trainer> trainer;
  Batches batches;
  StepRecord row;
  StatisticsRecord record;
  CountedStep step;
};

class WhatIfOfEveryPolicy : public testing::TestWithParam<std::string> {};

TEST_P(WhatIfOfEveryPolicy, AtTheScaleUsedReproducesWhatWasCounted) {
  for (const char* network : {kLinearChain, test::kEveryLayer}) {
    for (const double scale : {1.0, 1000.0, 0x1p24}) {
      const MeasuredStep measured(chainRun(GetParam(), network), scale);
      const WhatIf same = whatIf(measured.step, scale);
      std::uint64_t underflow = 0;
      for (std::size_t i = 0; i < same.tensors.size(); ++i) {
        SCOPED_TRACE((*measured.step.tensors)[i].name);
        EXPECT_EQ(same.tensors[i].elements, measured.record.summaries[i].elements);
        if (!same.tensors[i].exact) continue;
        EXPECT_EQ(same.tensors[i].underflow, measured.record.summaries[i].underflow);
        EXPECT_EQ(same.tensors[i].overflow, measured.record.summaries[i].overflow);
        underflow += same.tensors[i].underflow;
      }
      const bool rounds = info(same.tensors.front().format).bytes < 4 && same.all.exact;
      if (!rounds) {
        EXPECT_EQ(same.gradients.format, Format::fp32);
        continue;
      }
      EXPECT_EQ(same.all.underflow, underflow);
      EXPECT_EQ(same.all.underflow, static_cast<std::uint64_t>(measured.row.underflow));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, WhatIfOfEveryPolicy, test::everyPolicy(), test::policyWord);

class WhatIfOfAHalfPolicy : public testing::TestWithParam<std::string> {};

/// What all policies, networks and scales together have covered.
struct Covered {
  int exact = 0, underflowing = 0, overflowing = 0, approximate = 0;
};

void compare(const ExperimentConfig& config, const MeasuredStep& from, double scale, float dimmed,
             Covered& covered) {
  const MeasuredStep there(config, scale, dimmed);
  const WhatIf told = whatIf(from.step, scale);
  ASSERT_EQ(told.tensors.size(), there.record.summaries.size());
  for (std::size_t i = 0; i < told.tensors.size(); ++i) {
    const TensorInfo& tensor = (*from.step.tensors)[i];
    const TensorSummary& run = there.record.summaries[i];
    // Weights and updates are of after the step, which may be skipped at one scale alone.
    if (tensor.role == TensorRole::weight || tensor.role == TensorRole::update) continue;
    const CastLoss& loss = told.tensors[i];
    SCOPED_TRACE(tensor.name + " from " + std::to_string(from.step.scale) + " to " +
                 std::to_string(scale));
    if (!loss.exact) {
      ++covered.approximate;
      continue;
    }
    EXPECT_EQ(loss.elements, run.elements);
    EXPECT_EQ(loss.underflow, run.underflow);
    EXPECT_EQ(loss.overflow, run.overflow);
    covered.exact += movesWithScale(tensor) ? 1 : 0;
    covered.underflowing += movesWithScale(tensor) && loss.underflow > 0 ? 1 : 0;
    covered.overflowing += movesWithScale(tensor) && loss.overflow > 0 ? 1 : 0;
  }
}

TEST_P(WhatIfOfAHalfPolicy, AgreesToTheLastCountWithAStepRunAtThatScale) {
  Covered covered;
  const char* const networks[] = {kLinearChain, test::kEveryLayer};
  for (const char* network : networks) {
    const ExperimentConfig config = chainRun(GetParam(), network);
    for (const float dimmed : {1.0F, 0x1p-14F}) {
      for (const double used : {0x1p6, 0x1p12}) {
        const MeasuredStep from(config, used, dimmed);
        for (const double scale : {0x1p-4, 1.0, 0x1p5, 0x1p12, 0x1p19, 0x1p21, 0x1p24}) {
          compare(config, from, scale, dimmed, covered);
        }
      }
    }
  }
  EXPECT_GT(covered.exact, 50);
  if (GetParam() == "bf16-mixed") return;  // has the range of FP32: nothing is lost
  EXPECT_GT(covered.underflowing, 0);
  EXPECT_GT(covered.overflowing, 0);
  EXPECT_GT(covered.approximate, 0);
}

// From a scale that loses nothing upstream, a chain of linear layers has no tensor that is not told
// exactly.
TEST_P(WhatIfOfAHalfPolicy, OfALinearChainIsExactWhereNothingWasLostUpstream) {
  const ExperimentConfig config = chainRun(GetParam());
  const MeasuredStep from(config, 0x1p10);
  for (const double scale : {0x1p8, 0x1p12, 0x1p14}) {
    const WhatIf told = whatIf(from.step, scale);
    EXPECT_TRUE(told.gradients.exact) << scale;
    Covered covered;
    compare(config, from, scale, 1.0F, covered);
    EXPECT_EQ(covered.approximate, 0) << scale;
  }
}

// Where values were lost upstream the histograms still tell nearly all.
TEST_P(WhatIfOfAHalfPolicy, IsCloseWhereItIsNotExact) {
  const ExperimentConfig config = chainRun(GetParam(), test::kEveryLayer);
  for (const double used : {0x1p-6, 0x1p4}) {
    const MeasuredStep from(config, used);
    for (const double scale : {0x1p-8, 0x1p-2, 0x1p8}) {
      const WhatIf told = whatIf(from.step, scale);
      const WhatIf run = whatIf(MeasuredStep(config, scale).step, scale);
      EXPECT_NEAR(told.gradients.underflowShare(), run.gradients.underflowShare(), 0.02)
          << used << " to " << scale;
    }
  }
}

/// Gradient values that are zero after their casts.
std::uint64_t zerosOf(const MeasuredStep& measured) {
  std::uint64_t zeros = 0;
  for (std::size_t i = 0; i < measured.record.summaries.size(); ++i) {
    const TensorSummary& summary = measured.record.summaries[i];
    if (movesWithScale((*measured.step.tensors)[i])) zeros += summary.zeros + summary.underflow;
  }
  return zeros;
}

// What vanishes in one layer is zero already in the layers behind it: a run counts its underflow
// once, and zeros from there on. Told are the values that are lost, wherever.
TEST(WhatIf, TellsHowManyGradientsAreLostThroughADeepNetwork) {
  std::string layers;
  for (int i = 0; i < 14; ++i) layers += R"({"type": "linear", "out": 16}, {"type": "relu"}, )";
  const ExperimentConfig config =
      chainRun("fp16-mixed", R"({"input": [1, 8, 8], "layers": [{"type": "flatten"}, )" + layers +
                                 R"({"type": "linear", "out": 4}]})");
  const MeasuredStep from(config, 0x1p16);
  double mostLost = 0.0;
  for (const double scale : {0x1p10, 0x1p4, 1.0, 0x1p-6}) {
    const MeasuredStep there(config, scale);
    const CastLoss told = whatIf(from.step, scale).gradients;
    const double lost =
        static_cast<double>(zerosOf(there) - zerosOf(from)) / static_cast<double>(told.elements);
    EXPECT_NEAR(told.underflowShare(), lost, 0.03) << scale;
    mostLost = std::max(mostLost, lost);
  }
  EXPECT_GT(mostLost, 0.3) << "the scales lose little: nothing is compared";
}

INSTANTIATE_TEST_SUITE_P(Policies, WhatIfOfAHalfPolicy,
                         testing::Values("fp16-pure", "fp16-mixed", "fp16-autocast", "bf16-mixed"),
                         test::policyWord);

TEST(WhatIf, OfAnFp32RunIsWhatFp16WouldMakeOfItsValues) {
  const MeasuredStep measured(chainRun("fp32", kLinearChain), 1.0);
  for (const double scale : {1.0, 0x1p16, 0x1p32}) {
    const WhatIf told = whatIf(measured.step, scale);
    EXPECT_FALSE(told.all.exact);
    int compared = 0;
    for (const auto& [name, tensor] : measured.trainer->network().tensorsInOrder()) {
      for (std::size_t i = 0; i < told.tensors.size(); ++i) {
        if ((*measured.step.tensors)[i].name != name) continue;
        const bool moves = movesWithScale((*measured.step.tensors)[i]);
        std::vector<float> values(static_cast<std::size_t>(elementCount(tensor->shape())));
        measured.trainer->backend().read(*tensor, values);
        CastCounts counts;
        for (const float value : values) {
          const float moved = moves ? value * static_cast<float>(scale) : value;
          countCast(counts, moved, roundTo(Format::fp16, moved));
        }
        EXPECT_EQ(told.tensors[i].format, Format::fp16);
        EXPECT_EQ(told.tensors[i].underflow, counts.underflow) << name << " at " << scale;
        EXPECT_EQ(told.tensors[i].overflow, counts.overflow) << name << " at " << scale;
        ++compared;
      }
    }
    EXPECT_GE(compared, 15);
  }
}

/// A step with one gradient of these values and an activation that would overflow anywhere.
CountedStep stepOf(const std::vector<float>& gradient, double scale = 1.0) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"layers.0.output", TensorRole::activation, Format::fp16});
  tensors->push_back({"layers.0.weight.grad", TensorRole::gradient, Format::fp16});
  return {tensors,
          {test::counted({1e30F, 1e-30F}, Format::fp16), test::counted(gradient, Format::fp16)},
          {{2, 1, 1, 1}, {}},
          scale};
}

TEST(WhatIf, MovesGradientsAlone) {
  const CountedStep step = stepOf({1.0F, 0x1p-26F});
  const WhatIf told = whatIf(step, 0x1p16);
  EXPECT_EQ(told.tensors[0].overflow, 1U);
  EXPECT_EQ(told.tensors[0].underflow, 1U);
  EXPECT_EQ(told.gradients.overflow, 1U);
  EXPECT_EQ(told.gradients.underflow, 0U);
  EXPECT_EQ(whatIf(step, 1.0).gradients.underflow, 1U);
  EXPECT_EQ(told.all.elements, 4U);
  EXPECT_DOUBLE_EQ(told.gradients.overflowShare(), 0.5);
}

TEST(WhatIf, TakesTheNearestPowerOfTwoTimesTheScaleUsed) {
  const CountedStep step = stepOf({64.0F}, 1000.0);
  EXPECT_TRUE(whatIf(step, 1000.0).gradients.exact);
  EXPECT_TRUE(whatIf(step, 4000.0).gradients.exact);
  EXPECT_FALSE(whatIf(step, 1024.0).gradients.exact);
  EXPECT_EQ(whatIf(step, 0x1p19).gradients.overflow, 0U);
  EXPECT_EQ(whatIf(step, 0x1p20).gradients.overflow, 1U);
}

TEST(WhatIf, AScaleThatLeftNothingTellsOfNoOther) {
  for (const double scale : {0.0, std::numeric_limits<double>::infinity()}) {
    const CountedStep step = stepOf({0.0F}, scale);
    EXPECT_FALSE(canRescale(step));
    EXPECT_EQ(whatIf(step, scale).gradients.underflow, 0U);
    EXPECT_THROW(whatIf(step, 1.0), Error);
  }
  EXPECT_THROW(whatIf(stepOf({1.0F}), 0.0), Error);
  EXPECT_TRUE(canRescale(stepOf({1.0F})));
}

TEST(WhatIf, ValuesThatWereNotFiniteAreNotKnownAtAnotherScale) {
  const CountedStep step = stepOf({1.0F, std::numeric_limits<float>::infinity()});
  EXPECT_TRUE(whatIf(step, 1.0).gradients.exact);
  EXPECT_FALSE(whatIf(step, 0.5).gradients.exact);
}

TEST(ScaleAdvice, FindsTheLargestSafeScaleAndTheOnesThatLoseLeast) {
  const ScaleAdvice nothing = adviseScale(stepOf({1.0F, 0x1p-20F, 0x1p10F}));
  EXPECT_EQ(nothing.largestSafe, 5);  // 2^15 is finite, 2^16 is not
  EXPECT_EQ(nothing.bestFrom, 0);
  EXPECT_EQ(nothing.bestTo, 5);
  EXPECT_EQ(nothing.bestLoss, 0U);

  const ScaleAdvice one = adviseScale(stepOf({0x1p-33F, 0x1p10F, 0x1p10F}));
  EXPECT_EQ(one.largestSafe, 5);
  EXPECT_EQ(one.bestFrom, 0);  // 2^-33 is lost below 2^9, two values above 2^5
  EXPECT_EQ(one.bestTo, 5);
  EXPECT_EQ(one.bestLoss, 1U);
  ASSERT_EQ(one.gradients.size(), 33U);
  EXPECT_EQ(one.gradients[6].overflow, 2U);
  EXPECT_EQ(one.gradients[9].underflow, 0U);
}

TEST(ScaleAdvice, SaysOfHowManyGradientsNothingIsLeft) {
  EXPECT_EQ(adviseScale(stepOf({1.0F, 0.0F})).zeroTensors, 0);
  EXPECT_EQ(adviseScale(stepOf({0.0F, 0.0F})).zeroTensors, 1);
}

TEST(ScaleAdvice, SaysWhenGradientsHideHowLargeTheyWouldBe) {
  EXPECT_FALSE(adviseScale(stepOf({1.0F, 0x1p10F})).hidden);
  const ScaleAdvice advice = adviseScale(stepOf({1.0F, std::numeric_limits<float>::infinity()}));
  EXPECT_TRUE(advice.hidden);
  EXPECT_FALSE(advice.untold);
}

TEST(WhatIf, OfAnotherProgramInfinitiesOverflowedAtTheScaleUsed) {
  const float infinity = std::numeric_limits<float>::infinity();
  CountedStep step = stepOf({1.0F, infinity}, 1024.0);
  EXPECT_EQ(whatIf(step, 1024.0).gradients.overflow, 0U);
  step.afterCast = true;
  EXPECT_EQ(whatIf(step, 1024.0).gradients.overflow, 1U);
  EXPECT_EQ(whatIf(step, 2048.0).gradients.overflow, 1U);
  EXPECT_EQ(whatIf(step, 512.0).gradients.overflow, 0U) << "nobody knows";
  const ScaleAdvice advice = adviseScale(step);
  EXPECT_EQ(advice.largestSafe, 9);
  EXPECT_TRUE(advice.hidden);
  step.statistics[0] = test::counted({infinity}, Format::fp16);  // the forward pass was not finite
  EXPECT_EQ(whatIf(step, 1024.0).gradients.overflow, 0U);
  EXPECT_TRUE(adviseScale(step).untold);
}

TEST(ScaleAdvice, SaysWhenNoGradientIsFinite) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(adviseScale(stepOf({nan, std::numeric_limits<float>::infinity()})).untold);
}

TEST(ScaleAdvice, SaysWhenNoScaleIsSafeAndWhenEveryOneIs) {
  EXPECT_EQ(adviseScale(stepOf({0x1p20F})).largestSafe, std::nullopt);
  const ScaleAdvice zeros = adviseScale(stepOf({0.0F, 0.0F}));
  EXPECT_EQ(zeros.largestSafe, kMostScale);
  EXPECT_EQ(zeros.bestTo, kMostScale);
}

TEST(CountedStep, RefusesADamagedHistogram) {
  MeasuredStep measured(chainRun("fp16-mixed"), 1.0);
  measured.record.summaries.front().histogram = "\xff";
  EXPECT_THROW(countedStep(measured.record, 1.0, "runs.sqlite"), Error);
}

// The amax of an FP8 operand follows the loss scale, and its own scale cancels it.
TEST(WhatIf, Fp8OperandsStayWhereTheirScalesTakeThem) {
  const MeasuredStep measured(chainRun("fp8-hybrid"), 1.0);
  CountedStep step = measured.step;
  const WhatIf followed = whatIf(step, 0x1p20);
  step.fp8FollowsAmax = false;
  const WhatIf moved = whatIf(step, 0x1p20);
  int operands = 0;
  for (std::size_t i = 0; i < followed.tensors.size(); ++i) {
    const TensorInfo& tensor = (*step.tensors)[i];
    if (!isFp8(tensor.format) || !movesWithScale(tensor)) continue;
    ++operands;
    EXPECT_EQ(followed.tensors[i].overflow, measured.record.summaries[i].overflow);
    EXPECT_FALSE(followed.tensors[i].exact);
    EXPECT_GT(moved.tensors[i].overflow, 0U);
  }
  EXPECT_GT(operands, 0);
}

}  // namespace
}  // namespace scalescope
