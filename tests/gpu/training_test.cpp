#include <gtest/gtest.h>

#include "core/backend/reference.h"
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

/// The same training in double precision.
class DoubleArticle {
 public:
  explicit DoubleArticle(Stack& stack) {
    std::size_t i = 0;
    for (Parameter& p : stack.parameters()) {
      Array value(p.value->shape());
      value.values.assign(stack.initial()[i].begin(), stack.initial()[i].end());
      ++i;
      values_.push_back(value);
      momentum_.emplace_back(p.value->shape());
    }
  }

  double step(const MadeUpBatch& batch) {
    Array x({kBatch, 1, 28, 28});
    x.values.assign(batch.pixels.begin(), batch.pixels.end());
    const Array c1 = reference::conv2d(x, values_[0], values_[1], {32, 3, 1, 0, 1});
    const Array a1 = reference::relu(c1);
    const Array c2 = reference::conv2d(a1, values_[2], values_[3], {64, 3, 1, 0, 1});
    const Array a2 = reference::relu(c2);
    Array pooled = reference::pool2d(a2, {true, 7, 7, 0});
    const Shape image = pooled.shape;
    pooled.shape = {kBatch, 576};
    const Array l1 = reference::linear(pooled, values_[4], values_[5]);
    const Array a3 = reference::relu(l1);
    const Array logits = reference::linear(a3, values_[6], values_[7]);
    const auto g4 = reference::linearBackward(
        a3, values_[6], reference::lossBackward(logits, batch.labels, LossKind::crossEntropy));
    const auto g3 =
        reference::linearBackward(pooled, values_[4], reference::reluBackward(l1, g4.input));
    Array dPool = g3.input;
    dPool.shape = image;
    const Array dA2 = reference::pool2dBackward(a2, dPool, {true, 7, 7, 0});
    const auto g2 = reference::conv2dBackward(a1, values_[2], reference::reluBackward(c2, dA2),
                                              {64, 3, 1, 0, 1});
    const auto g1 = reference::conv2dBackward(x, values_[0], reference::reluBackward(c1, g2.input),
                                              {32, 3, 1, 0, 1});
    apply({&g1.weight, &g1.bias, &g2.weight, &g2.bias, &g3.weight, &g3.bias, &g4.weight, &g4.bias});
    return reference::loss(logits, batch.labels, LossKind::crossEntropy);
  }

 private:
  void apply(const std::vector<const Array*>& gradients) {
    for (std::size_t p = 0; p < values_.size(); ++p) {
      for (std::int64_t i = 0; i < values_[p].size(); ++i) {
        momentum_[p][i] = kMomentum * momentum_[p][i] + (*gradients[p])[i];
        values_[p][i] -= kRate * momentum_[p][i];
      }
    }
  }
  std::vector<Array> values_, momentum_;
};

TEST(GpuTraining, StaysAsCloseToDoublePrecisionAsFp32Can) {
  Stack stack = stackFor(Format::fp32);
  DoubleArticle exact(stack);
  const std::vector<StepOutcome> outcomes = train(stack);
  for (int i = 0; i < kSteps; ++i) {
    const double expected = exact.step(batchOf(i));
    // A rounding error a step, amplified by what the steps before have left of it.
    EXPECT_NEAR(outcomes[static_cast<std::size_t>(i)].loss.loss, expected,
                2e-6 * (i + 1) * expected)
        << "step " << i;
  }
}

TEST(GpuTraining, HasTheSameBitsAtEveryRun) {
  for (const Format half : {Format::fp32, Format::fp16, Format::bf16}) {
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
