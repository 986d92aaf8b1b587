#include "core/diagnosis/culprit_fixture.h"

namespace scalescope {
namespace {

/// A value that was set in the output of step 8.
PlantedFault plantedOutput(double value) {
  Injection injection;
  injection.step = 8;
  injection.tensor = "layers.0.output";
  injection.kind = Injection::Kind::set;
  injection.value = value;
  return {"", injection};
}

bool tells(const Culprit& culprit, const std::string& words) {
  return culprit.sentence.find(words) != std::string::npos;
}

TEST_F(CulpritOf, APlantedValueIsNotSmallerThanItself) {
  for (const double value : {123456.7, 123456.8, 1e20, 1e30}) {
    evidence_.injections = {plantedOutput(value)};
    EXPECT_EQ(culprit(recordOf(8, static_cast<float>(value), 1.0F)).cause, Cause::injected)
        << value;
  }
  evidence_.injections = {plantedOutput(70000.0)};
  EXPECT_EQ(culprit(recordOf(8, 140000.0F, 1.0F)).cause, Cause::explodingActivation)
      << "another value is larger";
}

TEST_F(CulpritOf, WhatIsNotFiniteReachesNoMagnitude) {
  evidence_.injections = {plantedOutput(INFINITY)};
  StatisticsRecord at = recordOf(8, 2.0F, 1.0F);
  at.summaries[1].infinities = 1;
  const Culprit found = culprit(at);
  EXPECT_EQ(found.cause, Cause::injected);
  EXPECT_TRUE(tells(found, "whose finite values reached 2")) << found.sentence;
}

TEST_F(CulpritOf, AFaultThatPassedIsNoMeasureOfTheNextStep) {
  evidence_.before = {recordOf(7, 0.002F, 30000.0F), 65536.0};
  evidence_.start = {recordOf(0, 90000.0F, 30000.0F), 65536.0};
  EXPECT_EQ(culprit(recordOf(8, 80000.0F, 1.0F)).cause, Cause::explodingActivation);
  Injection shrinks = *plantedOutput(0.001).injection;
  shrinks.kind = Injection::Kind::multiply;
  evidence_.earlierFault = PlantedFault{"", shrinks};
  evidence_.faultStep = 7;
  const Culprit found = culprit(recordOf(8, 80000.0F, 1.0F));
  EXPECT_EQ(found.cause, Cause::formatTooNarrow) << found.sentence;
  EXPECT_FALSE(tells(found, "in step 7,")) << found.sentence;
}

TEST_F(CulpritOf, AGrowthThatOneStepBackWouldHoldIsNoExplosion) {
  evidence_.before = {recordOf(7, 2.0F, 100.0F), 65536.0};  // 700 times as small
  evidence_.skip = SkipKind::grown;
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::scaleTooHigh);
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 140000.0F)).cause, Cause::explodingGradient);
  evidence_.firstLoss = 1.0;
  evidence_.step.loss = 5.0;
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::explodingGradient);
}

TEST_F(CulpritOf, AnActivationOfARunWhoseLossRanAwayHasExploded) {
  evidence_.before = {recordOf(7, 60000.0F, 30000.0F), 65536.0};
  EXPECT_EQ(culprit(recordOf(8, 80000.0F, 1.0F)).cause, Cause::formatTooNarrow);
  evidence_.firstLoss = 0.2;
  evidence_.lossBefore = 388.0;
  const Culprit found = culprit(recordOf(8, 80000.0F, 1.0F));
  EXPECT_EQ(found.cause, Cause::explodingActivation);
  EXPECT_TRUE(tells(found, "The loss had come to 388 before this step, from 0.2 at the start."))
      << found.sentence;
}

TEST_F(CulpritOf, AGradientInFp8IsTimesTheLossScale) {
  evidence_.step.foundInf = false;
  evidence_.step.applied = true;
  config_.runs[1].fp8Scaling = Fp8Scaling::none;
  StatisticsRecord at = withFormat(recordOf(8, 2.0F, 80000.0F), 2, Format::e5m2);
  Culprit found = culprit(at);
  EXPECT_EQ(found.cause, Cause::clipped);
  EXPECT_TRUE(tells(found, "they are times 65536, and would fit at 2^15")) << found.sentence;
  evidence_.step.scale = 1.0;
  found = culprit(at);
  EXPECT_TRUE(tells(found, "Nothing scales them")) << found.sentence;
}

TEST_F(CulpritOf, APlantedLossScaleIsTheScalesDoing) {
  Injection injection;
  injection.step = 8;
  injection.kind = Injection::Kind::scale;
  injection.value = 65536.0;
  evidence_.injections = {{"", injection}};
  Culprit found = culprit(recordOf(8, 2.0F, 70000.0F));
  EXPECT_EQ(found.cause, Cause::injected);
  EXPECT_TRUE(found.scaleWasPlanted);
  EXPECT_TRUE(found.expected) << "a dynamic scale comes down from it";
  injection.kind = Injection::Kind::multiply;
  injection.tensor = "layers.0.output";
  injection.value = 1000.0;
  evidence_.injections.push_back({"", injection});
  found = culprit(recordOf(8, 2.0F, 70000.0F));
  EXPECT_FALSE(found.scaleWasPlanted);
  EXPECT_FALSE(found.expected);
}

TEST_F(CulpritOf, ALargeUpdateAfterAFaultIsNotTheLearningRates) {
  const TensorInfo weight{"layers.0.weight", TensorRole::weight, Format::fp32};
  const TensorInfo update{"layers.0.weight.update", TensorRole::update, Format::fp32};
  const StatisticsRecord before =
      withTensor(withTensor(recordOf(7, 2.0F, 100.0F), weight, 2.0F), update, 1.8F);
  evidence_.before = {before, 65536.0};
  const StatisticsRecord at = recordOf(8, 2.0F, 140000.0F);
  Culprit found = culprit(at);
  EXPECT_TRUE(tells(found, "the largest weight that it left in layers.0.weight: the learning rate"))
      << found.sentence;
  evidence_.earlierFault = plantedOutput(1e6);
  evidence_.faultStep = 5;
  found = culprit(at);
  EXPECT_FALSE(tells(found, "learning rate")) << found.sentence;
  EXPECT_TRUE(tells(found, "A fault had been planted in step 5")) << found.sentence;
}

}  // namespace
}  // namespace scalescope
