#include "core/diagnosis/weights_watch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/diagnosis/culprit.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

/// An applied step that leaves `nan` of ten weights not finite; without weights: of gradients
/// alone.
ScaledStatistics counted(std::int64_t step, std::uint64_t nan, bool withWeights = true) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"layers.0.output", TensorRole::activation, Format::fp32});
  tensors->push_back({"layers.0.weight", TensorRole::weight, Format::fp32});
  TensorSummary output;
  output.elements = 20;
  output.nans = nan > 0 ? 20 : 0;
  TensorSummary weight;
  weight.elements = withWeights ? 10 : 0;
  weight.nans = withWeights ? nan : 0;
  return {{0, step, tensors, {output, weight}}, 1.0};
}

StepRecord appliedStep(std::int64_t step, bool foundInf) {
  StepRecord record;
  record.step = step;
  record.foundInf = foundInf;
  if (foundInf) record.loss = NAN;
  record.applied = true;
  return record;
}

TEST(WeightsWatch, TheUpdateThatBreaksThemIsKept) {
  WeightsWatch watch;
  for (std::int64_t step = 0; step < 6; ++step) {
    const auto statistics = counted(step, step < 3 ? 0 : 4);
    watch.apply(appliedStep(step, step >= 3), &statistics);
  }
  ASSERT_TRUE(watch.broken());
  EXPECT_EQ(watch.broken()->first.record.step, 3);
  EXPECT_TRUE(watch.broken()->byItsUpdate);
}

TEST(WeightsWatch, StepsThatWereNotCountedMayHaveBrokenThem) {
  WeightsWatch watch;
  const auto fine = counted(0, 0), gradients = counted(3, 0, false), bad = counted(5, 4);
  watch.apply(appliedStep(0, false), &fine);
  watch.apply(appliedStep(1, false), nullptr);
  EXPECT_FALSE(watch.badUpdate());
  watch.apply(appliedStep(3, true), &gradients);
  EXPECT_EQ(watch.badUpdate(), 3);
  EXPECT_FALSE(watch.broken());
  watch.apply(appliedStep(5, true), &bad);
  ASSERT_TRUE(watch.broken());
  EXPECT_EQ(watch.broken()->first.record.step, 5);
  EXPECT_FALSE(watch.broken()->byItsUpdate);
  EXPECT_EQ(watch.broken()->badUpdate, 3);
  EXPECT_EQ(watch.broken()->finite, 0);
}

// Else its own forward pass would not have been finite.
TEST(WeightsWatch, AStepWithAFiniteLossBrokeThemItself) {
  WeightsWatch watch;
  const auto fine = counted(0, 0), bad = counted(5, 4);
  StepRecord step = appliedStep(5, false);
  step.loss = 0.5;
  watch.apply(appliedStep(0, false), &fine);
  watch.apply(appliedStep(1, false), nullptr);
  watch.apply(step, &bad);
  EXPECT_TRUE(watch.broken()->byItsUpdate);
}

// None before it had gradients that were not finite.
TEST(WeightsWatch, TheFirstStepWithBadGradientsBrokeThemItself) {
  WeightsWatch watch;
  const auto fine = counted(0, 0), bad = counted(5, 4);
  watch.apply(appliedStep(0, false), &fine);
  watch.apply(appliedStep(1, false), nullptr);
  watch.apply(appliedStep(5, true), &bad);
  EXPECT_TRUE(watch.broken()->byItsUpdate);
  EXPECT_EQ(watch.broken()->badUpdate, 5);
}

TEST(WeightsWatch, FiniteWeightsEndIt) {
  WeightsWatch watch;
  const auto bad = counted(0, 4), fine = counted(1, 0);
  watch.apply(appliedStep(0, true), &bad);
  watch.apply(appliedStep(1, false), &fine);
  EXPECT_FALSE(watch.broken());
  EXPECT_FALSE(watch.badUpdate());
}

class BrokenWeightsOf : public testing::Test {
 protected:
  std::string sentence() { return firstCulprit(config_, 0, evidence_).sentence; }
  void SetUp() override {
    evidence_.step = appliedStep(9, true);
    evidence_.at = counted(9, 4).record;
    evidence_.before = counted(8, 4);
    evidence_.weightsOfBefore = true;
  }
  ExperimentConfig config_ = test::configWith();
  OverflowEvidence evidence_;
};

TEST_F(BrokenWeightsOf, TheSentenceNamesTheStepThatDidIt) {
  evidence_.broken = {counted(3, 4), true, 2, 3};
  EXPECT_NE(sentence().find("Step 3 was applied although its gradients were not finite"),
            std::string::npos)
      << sentence();
  evidence_.broken = {counted(3, 4), true, 2, std::nullopt};
  EXPECT_NE(sentence().find("The update of step 3 made 4 values"), std::string::npos) << sentence();
}

TEST_F(BrokenWeightsOf, OfStepsThatWereNotCountedItSaysNoMoreThanIsKnown) {
  evidence_.broken = {counted(5, 4), false, 0, 3};
  EXPECT_EQ(sentence().find("Step 3 was applied although its gradients were not finite"), 0U)
      << sentence();
  evidence_.broken = {counted(5, 4), false, 1, std::nullopt};
  EXPECT_EQ(sentence().find("Between steps 1 and 5 an update"), 0U) << sentence();
  evidence_.broken = {counted(5, 4), false, std::nullopt, std::nullopt};
  EXPECT_EQ(sentence().find("After step 5 at the latest"), 0U) << sentence();
}

TEST_F(BrokenWeightsOf, WhatNonFiniteGradientsUpdatedIsNotFinite) {
  evidence_.before.reset();
  evidence_.weightsOfBefore = false;
  evidence_.step.step = 4;
  evidence_.at.step = 4;
  evidence_.badUpdate = 3;
  EXPECT_EQ(sentence().find("Step 3 was applied although its gradients were not finite"), 0U)
      << sentence();
  EXPECT_NE(sentence().find("layers.0.output"), std::string::npos) << sentence();
}

}  // namespace
}  // namespace scalescope
