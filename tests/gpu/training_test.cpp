#include <gtest/gtest.h>

#include "core/backend/double_article.h"
#include "core/backend/under_test.h"
#include "stack.h"

// The article's network over 40 steps: as close to double precision as FP32 can be, and the same
// bits at every run.
namespace scalescope::gpu {
namespace {

using reference::Array;

constexpr std::int64_t kBatch = 16;
constexpr int kSteps = 40;
constexpr double kRate = 0.01;
constexpr double kMomentum = 0.9;

StepRules rules(bool scales) {
  StepRules r;
  r.optimizer.lr = kRate;
  r.optimizer.momentum = kMomentum;
  r.experimentSteps = kSteps;
  if (scales) {
    r.scaler.kind = ScalerKind::dynamic;
    r.scaler.interval = 8;
  }
  return r;
}

Stack stackFor(Format half) {
  Stack stack(test::makeBackendUnderTest(), articleNetwork(), kBatch, half,
              rules(half == Format::fp16), 7);
  StepState state;
  state.scaler.scale = half == Format::fp16 ? 16777216.0F : 1.0F;
  stack.backend().setStepState(state);
  return stack;
}

MadeUpBatch batchOf(int step) {
  return {articleNetwork().input, kBatch, static_cast<std::uint64_t>(step % 8) * 1000};
}

std::vector<StepOutcome> train(Stack& stack) {
  std::vector<StepOutcome> outcomes;
  for (int i = 0; i < kSteps; ++i) {
    const MadeUpBatch batch = batchOf(i);
    stack.begin(batch.pixels, batch.labels);
    outcomes.push_back(stack.end());
  }
  return outcomes;
}

reference::DoubleArticle doubleOf(Stack& stack) {
  std::vector<Array> values;
  for (Parameter& p : stack.parameters()) {
    const std::vector<float>& initial = stack.initial()[values.size()];
    Array& value = values.emplace_back(p.value->shape());
    value.values.assign(initial.begin(), initial.end());
  }
  return {std::move(values), kRate, kMomentum};
}

TEST(GpuTraining, StaysAsCloseToDoublePrecisionAsFp32Can) {
  Stack stack = stackFor(Format::fp32);
  reference::DoubleArticle exact = doubleOf(stack);
  const std::vector<StepOutcome> outcomes = train(stack);
  for (int i = 0; i < kSteps; ++i) {
    const MadeUpBatch batch = batchOf(i);
    Array x({kBatch, 1, 28, 28});
    x.values.assign(batch.pixels.begin(), batch.pixels.end());
    const double expected = exact.step(x, batch.labels);
    // A rounding error a step, amplified by what the steps before have left of it.
    EXPECT_NEAR(outcomes[static_cast<std::size_t>(i)].loss.loss, expected,
                2e-6 * (i + 1) * expected)
        << "step " << i;
  }
}

TEST(GpuTraining, HasTheSameBitsAtEveryRun) {
  for (const Format half : {Format::fp32, Format::tf32, Format::fp16, Format::bf16}) {
    Stack first = stackFor(half);
    Stack second = stackFor(half);
    const std::vector<StepOutcome> a = train(first);
    const std::vector<StepOutcome> b = train(second);
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_EQ(a[i].loss.loss, b[i].loss.loss) << info(half).name << ", step " << i;
      ASSERT_EQ(a[i].decision.gradients.norm == b[i].decision.gradients.norm ||
                    a[i].decision.gradients.nonFinite > 0,
                true);
      ASSERT_EQ(a[i].decision.lossScale, b[i].decision.lossScale);
    }
  }
}

TEST(GpuTraining, SkipsAndScalesHalves) {
  Stack stack = stackFor(Format::fp16);
  const std::vector<StepOutcome> outcomes = train(stack);
  EXPECT_FALSE(outcomes.front().decision.applied) << "a scale of 2^24 overflows";
  EXPECT_TRUE(outcomes.back().decision.applied);
  EXPECT_LT(outcomes.back().loss.loss, outcomes.front().loss.loss);
  for (std::size_t i = 1; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].decision.lossScale, outcomes[i - 1].decision.nextScale);
  }
}

}  // namespace
}  // namespace scalescope::gpu
