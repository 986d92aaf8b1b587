#include "core/backend/cuda/kernels/step.h"

#include <gtest/gtest.h>

#include <vector>

// How a step decides over itself on the device, and how it tells the host.
namespace scalescope::cuda {
namespace {

DeviceStep dynamicStep() {
  DeviceStep step{};
  step.rules.scaler.kind = ScalerKind::dynamic;
  step.rules.scaler.interval = 2;
  step.rules.optimizer.lr = 0.25;
  step.state.scaler.scale = 1024.0F;
  return step;
}

void decide(DeviceStep& step, double squares, unsigned long long nonFinite) {
  step.gradients = {squares, nonFinite};
  step.lostUpdates = 99;
  runOnHost(Grid{1, 1}, DecideBody{&step, nullptr, 0});
}

TEST(DecideKernel, DecidesAsTheRuleDoes) {
  DeviceStep step = dynamicStep();
  StepState expected = step.state;
  for (const unsigned long long nonFinite : {0ULL, 0ULL, 3ULL, 0ULL}) {
    decide(step, 9.0, nonFinite);
    const StepDecision decision = decideStep(step.rules, expected, {nonFinite, 3.0, 0});
    EXPECT_EQ(step.state, expected);
    EXPECT_EQ(step.decision.applied, decision.applied);
    EXPECT_EQ(step.decision.change, decision.change);
    EXPECT_EQ(step.decision.nextScale, decision.nextScale);
    EXPECT_EQ(step.decision.constants.lr, decision.constants.lr);
    EXPECT_EQ(step.decision.gradients.norm, 3.0);
    EXPECT_EQ(step.lostUpdates, 0U);
  }
  EXPECT_EQ(step.state.scaler.scale, 1024.0F) << "it grew once and backed off once";
}

TEST(DecideKernel, HoldsAStepThatOverflowed) {
  DeviceStep step = dynamicStep();
  step.state.hold = Hold::onOverflow;
  const StepState before = step.state;
  const DeviceCounts counts[] = {{9, 0, 4, 0, 0}, {9, 1, 0, 1, 0}};
  runOnHost(Grid{1, 1}, DecideBody{&step, counts, 1});
  EXPECT_FALSE(step.decision.held);
  step.state = before;
  runOnHost(Grid{1, 1}, DecideBody{&step, counts, 2});
  EXPECT_TRUE(step.decision.held);
  EXPECT_FALSE(step.decision.applied);
  EXPECT_EQ(step.decision.gradients.castOverflows, 1U);
  EXPECT_EQ(step.state, before);
}

TEST(ReportKernel, WritesTheRingInTurn) {
  constexpr int kSlots = 4;
  constexpr int kCapacity = 5;
  DeviceStep step = dynamicStep();
  std::vector<StepReport> ring(kSlots);
  std::vector<DeviceCounts> ringCounts(kSlots * kCapacity);
  for (unsigned long long number = 1; number <= 6; ++number) {
    step.loss = {static_cast<double>(number), 2 * number};
    step.lostUpdates = number;
    const std::vector<DeviceCounts> counts{{number, 0, 1, 0, 0}, {7, number, 0, 0, 0}};
    runOnHost(Grid{1, kThreads}, ReportBody{&step, counts.data(), 2, ring.data(), ringCounts.data(),
                                            kSlots, kCapacity});
    const std::size_t slot = (number - 1) % kSlots;
    EXPECT_EQ(ring[slot].number, number);
    EXPECT_EQ(ring[slot].loss.loss, static_cast<double>(number));
    EXPECT_EQ(ring[slot].loss.correct, 2 * number);
    EXPECT_EQ(ring[slot].lostUpdates, number);
    EXPECT_EQ(ringCounts[slot * kCapacity].elements, number);
    EXPECT_EQ(ringCounts[slot * kCapacity + 1].overflow, number);
  }
  EXPECT_EQ(ring[3].number, 4U) << "slots that are not written again stay";
}

}  // namespace
}  // namespace scalescope::cuda
