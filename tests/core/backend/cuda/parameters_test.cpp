#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/backend/cuda/kernels/gradient.h"
#include "core/backend/cuda/kernels/update.h"

namespace scalescope::cuda {
namespace {

std::vector<float> randomValues(std::size_t count, int seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

Layout plain(std::size_t count) {
  const auto n = static_cast<std::int64_t>(count);
  return {1, n, 1, n};
}

struct Unscaled {
  std::vector<std::vector<float>> gradients;
  UnscaleSum total;
};

Unscaled unscale(const std::vector<std::vector<float>>& scaled, float lossScale, int blocks) {
  Unscaled result;
  std::vector<GradientSlot> slots;
  for (const auto& each : scaled) result.gradients.emplace_back(each.size());
  for (std::size_t i = 0; i < scaled.size(); ++i) {
    slots.push_back(
        {scaled[i].data(), result.gradients[i].data(), plain(scaled[i].size()), Format::fp32});
  }
  std::vector<UnscaleSum> sums(static_cast<std::size_t>(blocks));
  runOnHost(Grid{blocks, kThreads},
            Reduction<UnscaleBody>{
                {slots.data(), static_cast<int>(slots.size()), &lossScale, sums.data()}});
  runOnHost(Grid{1, kThreads}, Reduction<UnscaleTotalBody>{{sums.data(), blocks, &result.total}});
  return result;
}

TEST(UnscaleKernel, UnscalesAllParametersAndSumsTheirSquares) {
  const std::vector<std::vector<float>> scaled{randomValues(3000, 1), randomValues(7, 2), {}};
  const Unscaled result = unscale(scaled, 0x1p3F, 11);
  double squares = 0.0;
  for (std::size_t s = 0; s < scaled.size(); ++s) {
    for (std::size_t i = 0; i < scaled[s].size(); ++i) {
      const float expected = scaled[s][i] * 0x1p-3F;
      ASSERT_EQ(result.gradients[s][i], expected);
      squares += static_cast<double>(expected) * static_cast<double>(expected);
    }
  }
  EXPECT_NEAR(result.total.squares, squares, 1e-12 * squares);
  EXPECT_EQ(result.total.nonFinite, 0U);
}

TEST(UnscaleKernel, SumsToTheSameBitsAtEveryRun) {
  const std::vector<std::vector<float>> scaled{randomValues(100000, 3)};
  const double first = unscale(scaled, 1.0F, 64).total.squares;
  EXPECT_EQ(unscale(scaled, 1.0F, 64).total.squares, first);
}

TEST(UnscaleKernel, CountsWhatIsNotFinite) {
  std::vector<float> values = randomValues(1000, 4);
  values[3] = INFINITY;
  values[500] = NAN;
  values[999] = 3e38F;
  EXPECT_EQ(unscale({values}, 1.0F, 3).total.nonFinite, 2U);
  EXPECT_EQ(unscale({values}, 0.25F, 3).total.nonFinite, 3U) << "unscaling overflows one more";
  EXPECT_EQ(unscale({{1.0F, 0.0F}}, 0.0F, 1).total.nonFinite, 2U) << "a collapsed scale";
}

/// One parameter that an update changes, and what it keeps for the optimizer.
struct Trained {
  std::vector<float> value, gradient, first, second;
  std::vector<std::uint16_t> operand;
  DeviceCounts casts{};

  Trained(std::size_t count, int seed)
      : value(randomValues(count, seed)),
        gradient(randomValues(count, seed + 1)),
        first(count),
        second(count),
        operand(count) {
    value[0] = 1e6F;   // overflows in FP16
    value[1] = 1e-9F;  // underflows
    gradient[1] = 0.0F;
    gradient[2] = 1e-30F;  // is lost
  }
  UpdateSlot slot(bool adam) {
    return {value.data(),   gradient.data(), first.data(),        adam ? second.data() : nullptr,
            operand.data(), &casts,          plain(value.size()), Format::fp32,
            Format::fp16};
  }
};

unsigned long long update(std::vector<Trained>& all, const StepDecision& decision) {
  std::vector<UpdateSlot> slots;
  std::int64_t largest = 0;
  for (Trained& each : all) {
    slots.push_back(each.slot(decision.constants.type != OptimizerType::sgd));
    largest = std::max(largest, slots.back().layout.count());
  }
  unsigned long long lost = 0;
  const int count = static_cast<int>(slots.size());
  runOnHost(gridOverSlots(largest, count),
            Reduction<UpdateBody>{{slots.data(), count, &decision, &lost}});
  return lost;
}

StepDecision decisionFor(OptimizerType type) {
  StepDecision decision{};
  decision.constants.type = type;
  decision.constants.lr = 0.1F;
  decision.constants.momentum = type == OptimizerType::sgd ? 0.9F : 0.0F;
  decision.constants.stepSize = 0.1F;
  decision.constants.biasCorrection2Sqrt = 0.03F;
  decision.clip = {0.5F, 0.75F};
  decision.applied = true;
  return decision;
}

TEST(UpdateKernel, UpdatesEveryElementByTheRuleAndCastsIt) {
  for (const OptimizerType type : {OptimizerType::sgd, OptimizerType::adam}) {
    const StepDecision decision = decisionFor(type);
    std::vector<Trained> all{Trained(5000, 1), Trained(9, 7)};
    const std::vector<Trained> before = all;
    const unsigned long long lost = update(all, decision);
    unsigned long long expectedLost = 0;
    for (std::size_t p = 0; p < all.size(); ++p) {
      CastCounts casts;
      for (std::size_t i = 0; i < all[p].value.size(); ++i) {
        float value = before[p].value[i];
        float one = 0.0F;
        float two = 0.0F;
        const float gradient = std::clamp(before[p].gradient[i] * 0.5F, -0.75F, 0.75F);
        if (type == OptimizerType::sgd) {
          updateSgd(decision.constants, Format::fp32, value, gradient, one);
        } else {
          updateAdam(decision.constants, Format::fp32, value, gradient, one, two);
        }
        ASSERT_EQ(all[p].value[i], value);
        ASSERT_EQ(all[p].first[i], one);
        ASSERT_EQ(all[p].operand[i], toHalfBits(value));
        if (type != OptimizerType::sgd) {
          ASSERT_EQ(all[p].second[i], two);
        }
        countCast(casts, value, roundTo(Format::fp16, value));
        expectedLost += one != 0.0F && value == before[p].value[i];
      }
      EXPECT_EQ(all[p].casts.elements, casts.elements);
      EXPECT_EQ(all[p].casts.overflow, casts.overflow);
      EXPECT_EQ(all[p].casts.underflow, casts.underflow);
      EXPECT_GT(casts.overflow, 0U);
    }
    EXPECT_EQ(lost, expectedLost);
  }
}

TEST(UpdateKernel, ASkippedStepChangesNothing) {
  StepDecision decision = decisionFor(OptimizerType::adam);
  decision.applied = false;
  std::vector<Trained> all{Trained(300, 1)};
  const std::vector<Trained> before = all;
  EXPECT_EQ(update(all, decision), 0U);
  EXPECT_EQ(all[0].value, before[0].value);
  EXPECT_EQ(all[0].first, before[0].first);
  EXPECT_EQ(all[0].operand, before[0].operand);
  EXPECT_EQ(all[0].casts.elements, 0U);
}

}  // namespace
}  // namespace scalescope::cuda
