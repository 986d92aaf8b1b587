#include "core/diagnosis/culprit.h"

#include <gtest/gtest.h>

#include "core/diagnosis/culprit_fixture.h"
#include "core/diagnosis/overflow_watch.h"

namespace scalescope {
namespace {

TEST_F(CulpritOf, AGrownScaleIsNormal) {
  evidence_.skip = SkipKind::grown;
  const Culprit found = culprit(recordOf(8, 2.0F, 70000.0F));
  EXPECT_EQ(found.cause, Cause::scaleTooHigh);
  EXPECT_TRUE(found.expected);
  EXPECT_EQ(found.tensor, "layers.0.weight.grad");
  EXPECT_DOUBLE_EQ(found.largest.now, 70000.0 / 65536.0);
  EXPECT_DOUBLE_EQ(found.largest.asWas, 70000.0);
  EXPECT_NE(found.sentence.find("growth interval, which is 2000"), std::string::npos)
      << found.sentence;
}

TEST_F(CulpritOf, AStepThatWasAppliedIsNoSkip) {
  evidence_.skip = SkipKind::grown;
  evidence_.step.foundInf = false;
  evidence_.step.applied = true;
  const Culprit found = culprit(recordOf(8, 2.0F, 70000.0F));
  EXPECT_NE(found.sentence.find("the step was applied"), std::string::npos) << found.sentence;
  EXPECT_EQ(found.sentence.find("skip"), std::string::npos) << found.sentence;
}

TEST_F(CulpritOf, ScalesAreTakenOutBeforeGradientsAreCompared) {
  evidence_.before->scale = 1024.0;  // 29 unscaled: now it is only 1.07
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::scaleTooHigh);
  evidence_.before = {recordOf(7, 2.0F, 300.0F), 65536.0};
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::explodingGradient);
}

TEST_F(CulpritOf, WhatGrewOverSeveralStepsUnderFp32TooIsOrdinary) {
  evidence_.before = {recordOf(0, 2.0F, 7000.0F), 65536.0};
  evidence_.weightsOfBefore = false;  // ten steps lie between
  evidence_.reference = {recordOf(8, 2.0F, 1.07F), 1.0};
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::scaleTooHigh);
  evidence_.reference = {recordOf(8, 2.0F, 0.1F), 1.0};
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::explodingGradient);
  evidence_.reference = {recordOf(8, 2.0F, 1.07F), 1.0};
  evidence_.before = {recordOf(0, 2.0F, 700.0F), 65536.0};  // a hundred times, but so are FP32's
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::scaleTooHigh);
  evidence_.firstLoss = 1.0;
  evidence_.step.loss = 5.0;  // both explode
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 70000.0F)).cause, Cause::explodingGradient);
}

TEST_F(CulpritOf, TheForwardPassComesFirst) {
  const Culprit found = culprit(recordOf(8, 80000.0F, 70000.0F));
  EXPECT_EQ(found.cause, Cause::explodingActivation);
  EXPECT_EQ(found.tensor, "layers.0.output");
  EXPECT_EQ(found.place, (TensorPlace{0, "conv2d", StepPart::forward, "layers.0"}));
  EXPECT_DOUBLE_EQ(found.largest.growth().value(), 40000.0);
  EXPECT_FALSE(found.expected);
  EXPECT_NE(found.sentence.find("Lowering the loss scale cannot help"), std::string::npos);
}

TEST_F(CulpritOf, WhatWasAlwaysThisLargeNeedsAWiderFormat) {
  evidence_.before = {recordOf(7, 60000.0F, 30000.0F), 65536.0};
  EXPECT_EQ(culprit(recordOf(8, 80000.0F, 1.0F)).cause, Cause::formatTooNarrow);
}

TEST_F(CulpritOf, WhatFp32KeepsSmallHasExploded) {
  evidence_.before.reset();
  evidence_.applied = 7;
  evidence_.reference = {recordOf(8, 120.0F, 1.0F), 1.0};
  const Culprit found = culprit(recordOf(8, 80000.0F, 1.0F));
  EXPECT_EQ(found.cause, Cause::explodingActivation);
  EXPECT_NE(found.sentence.find("120 in the FP32 run"), std::string::npos) << found.sentence;
  evidence_.reference = {recordOf(8, 80000.0F, 1.0F), 1.0};
  EXPECT_EQ(culprit(recordOf(8, 80000.0F, 1.0F)).cause, Cause::formatTooNarrow);
}

// Which has moved on, while every update of this run was lost.
TEST_F(CulpritOf, BeforeAnyUpdateTheFp32RunIsNoMeasure) {
  evidence_.before.reset();
  evidence_.reference = {recordOf(8, 2.0F, 0.01F), 1.0};
  const StatisticsRecord at = recordOf(8, 2.0F, 70000.0F);
  EXPECT_EQ(culprit(at).cause, Cause::scaleTooHigh);
  evidence_.firstOfRun = true;
  EXPECT_EQ(culprit(at).cause, Cause::explodingGradient);
}

TEST_F(CulpritOf, WhatIsOnlyABoundIsToldAsOne) {
  evidence_.countedAfterCast = true;
  StatisticsRecord at = recordOf(8, 2.0F, 50000.0F);
  at.summaries[2].overflow = 0;
  at.summaries[2].infinities = 3;
  evidence_.before = {recordOf(7, 2.0F, 131.008F), 65536.0};
  const Culprit large = culprit(at);
  EXPECT_EQ(large.cause, Cause::explodingGradient) << large.sentence;
  evidence_.start = {recordOf(0, 2.0F, 60000.0F), 65536.0};  // then it is no larger than usual
  EXPECT_NE(culprit(at).sentence.find("at least 500 times as large as in step 7"),
            std::string::npos)
      << culprit(at).sentence;
  evidence_.before = {recordOf(7, 2.0F, 65504.0F * 2.0F), 65536.0};  // a sum of two
  EXPECT_NE(culprit(at).sentence.find("this batch's gradients are larger"), std::string::npos)
      << culprit(at).sentence;
}

TEST_F(CulpritOf, ALossThatIsNotFiniteIsNoScalesDoing) {
  evidence_.countedAfterCast = true;
  StatisticsRecord at = recordOf(8, 2.0F, 100.0F);
  at.summaries[2].infinities = 3;
  EXPECT_EQ(culprit(at).cause, Cause::scaleTooHigh);
  evidence_.step.loss = INFINITY;
  EXPECT_EQ(culprit(at).cause, Cause::lossNotFinite);
  at.summaries[2].infinities = 0;  // the loop went no further than the loss
  EXPECT_EQ(culprit(at).cause, Cause::lossNotFinite);
  evidence_.step.absent = absentLoss;
  EXPECT_EQ(culprit(at).cause, Cause::unknown);
}

TEST_F(CulpritOf, ALossFarAboveTheStartIsNotNormal) {
  const StatisticsRecord at = recordOf(8, 2.0F, 70000.0F);
  config_.runs[1].scaler = scalerPreset("pytorch");
  evidence_.firstLoss = 1.4;
  evidence_.step.loss = 5.0;
  EXPECT_TRUE(culprit(at).expected);
  evidence_.step.loss = 703.0;
  EXPECT_FALSE(culprit(at).expected);
  EXPECT_NE(culprit(at).sentence.find("The loss of this step is 703, 1.4 at the start"),
            std::string::npos)
      << culprit(at).sentence;
  evidence_.step.absent = absentLoss;
  EXPECT_TRUE(culprit(at).expected);
}

TEST_F(CulpritOf, AFloorThatIsTooHighIsNotNormal) {
  const StatisticsRecord at = recordOf(8, 2.0F, 70000.0F);  // 1.07 unscaled: 2^15 would hold it
  config_.runs[1].scaler = scalerPreset("pytorch");
  config_.runs[1].scaler.floor = 32768.0;
  EXPECT_TRUE(culprit(at).expected);
  config_.runs[1].scaler.floor = 65536.0;
  EXPECT_FALSE(culprit(at).expected);
  EXPECT_NE(culprit(at).sentence.find("Its floor of 65536 is too high"), std::string::npos)
      << culprit(at).sentence;
}

// As a batch, or a fault, of the step before may have made it.
TEST_F(CulpritOf, ALargeUpdateNeedNotBeTheLearningRatesDoing) {
  const TensorInfo update{"layers.0.weight.update", TensorRole::update, Format::fp32};
  const TensorInfo weight{"layers.0.weight", TensorRole::weight, Format::fp32};
  const StatisticsRecord before =
      withTensor(withTensor(recordOf(7, 2.0F, 1.0F), update, 3.0F), weight, 2.0F);
  evidence_.before = {before, 65536.0};
  const StatisticsRecord at = recordOf(8, 80000.0F, 1.0F);
  const auto says = [&](const char* words) {
    const std::string sentence = culprit(at).sentence;
    EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
  };
  says("the learning rate is too high");
  evidence_.before->record.summaries[0].largest = 20000.0F;
  says("its batch held values up to 20000");
  evidence_.earlierFault = PlantedFault{"fault", std::nullopt};
  evidence_.faultStep = 7;
  says("in which a fault was planted");
}

TEST(PlantedFaults, ThatLast) {
  EventRecord event;
  event.action = R"({"step": 8, "tensor": "input", "multiply": 1000})";
  EXPECT_TRUE(lasts(event, true));
  EXPECT_FALSE(lasts(event, false)) << "nothing came of a step that was skipped";
  event.action = R"({"step": 8, "scale": 1e9})";
  EXPECT_TRUE(lasts(event, false));
}

TEST_F(CulpritOf, AFaultThatWasPlantedIsNamedAsOne) {
  evidence_.injections = {{"layers.0.output times 1e6", std::nullopt}};
  const Culprit found = culprit(recordOf(8, 80000.0F, 1.0F));
  EXPECT_EQ(found.cause, Cause::injected);
  EXPECT_NE(found.sentence.find("times 1e6"), std::string::npos);
}

PlantedFault faultIn(const std::string& tensor, Injection::Kind kind, double value) {
  const Injection injection{kind, 8, "", tensor, value};
  return plantedFault({1, 8, EventKind::injection, value, "fault", toJson(injection).dump()});
}

TEST_F(CulpritOf, AFaultIsBlamedForWhatItCanReachAlone) {
  using Kind = Injection::Kind;
  const StatisticsRecord at = recordOf(8, 80000.0F, 1.0F);
  const auto causeUnder = [&](const PlantedFault& fault) {
    evidence_.injections = {fault};
    return culprit(at).cause;
  };
  EXPECT_EQ(causeUnder(faultIn("input", Kind::multiply, 1000.0)), Cause::injected);
  EXPECT_EQ(causeUnder(faultIn("input", Kind::set, 9.0)), Cause::injected);
  EXPECT_EQ(causeUnder(faultIn("layers.0.output", Kind::set, NAN)), Cause::injected);
  EXPECT_EQ(causeUnder(faultIn("layers.0.weight", Kind::multiply, 100.0)), Cause::injected);
  for (const PlantedFault& harmless :
       {faultIn("input", Kind::multiply, 1.0), faultIn("input", Kind::multiply, -0.5),
        faultIn("input", Kind::set, 0.5), faultIn("input", Kind::set, -7.0),
        faultIn("layers.0.weight.grad", Kind::multiply, 1e6),
        faultIn("layers.2.weight", Kind::set, NAN), faultIn("", Kind::scale, 1e9)})
    EXPECT_EQ(causeUnder(harmless), Cause::explodingActivation) << harmless.injection->tensor;
}

// Fewer activations may make a larger loss, and that larger gradients.
TEST_F(CulpritOf, AFaultThatShrinksCanMakeGradientsLarger) {
  using Kind = Injection::Kind;
  const StatisticsRecord at = recordOf(8, 2.0F, 70000.0F);
  for (const double factor : {0.0, -1.0, 0.001}) {
    evidence_.injections = {faultIn("layers.0.weight", Kind::multiply, factor)};
    EXPECT_EQ(culprit(at).cause, Cause::injected) << factor;
  }
  evidence_.injections = {faultIn("layers.0.weight", Kind::multiply, 1.0)};
  EXPECT_EQ(culprit(at).cause, Cause::scaleTooHigh);
  evidence_.injections = {faultIn("loss.input.grad", Kind::multiply, 0.5)};
  EXPECT_EQ(culprit(at).cause, Cause::scaleTooHigh);
}

TEST_F(CulpritOf, TheStepBeforeNeedNotBeCounted) {
  StatisticsRecord at = recordOf(8, 80000.0F, 1.0F);
  at.largestBefore = {0.0, 79000.0, 0.0};
  evidence_.before = {recordOf(0, 2.0F, 30000.0F), 65536.0};
  evidence_.weightsOfBefore = false;
  evidence_.applied = 7;
  const Culprit found = culprit(at);
  EXPECT_EQ(found.largest.before, 79000.0);
  EXPECT_EQ(found.largest.stepBefore, 7);
  EXPECT_NE(found.sentence.find("79000 in step 7"), std::string::npos) << found.sentence;
  EXPECT_EQ(found.cause, Cause::formatTooNarrow);
  at.largestBefore[1] = 0.0;
  EXPECT_EQ(culprit(at).largest.stepBefore, 0) << "as far as it is known";
}

TEST_F(CulpritOf, GradientsThatLeaveFp32) {
  StatisticsRecord at = recordOf(8, 1e10F, 1.0F);
  auto tensors = std::make_shared<TensorTable>(*at.tensors);
  for (TensorInfo& each : *tensors) each.format = Format::bf16;
  tensors->insert(tensors->begin() + 2,
                  {"layers.0.output.grad", TensorRole::gradient, Format::bf16});
  at.tensors = tensors;
  for (TensorSummary& each : at.summaries) each.overflow = 0;
  at.summaries.insert(at.summaries.begin() + 2, at.summaries[1]);
  at.summaries[2].largest = 1e30F;
  at.summaries[3].infinities = 3;
  evidence_.step.scale = 1.0;
  EXPECT_EQ(culprit(at).cause, Cause::explodingGradient) << culprit(at).sentence;
  EXPECT_EQ(culprit(at).tensor, "layers.0.weight.grad");
  evidence_.step.scale = 0x1p100;
  EXPECT_EQ(culprit(at).cause, Cause::scaleTooHigh) << "they would not without it";
  at.summaries[2].largest = 1.0F;
  EXPECT_EQ(culprit(at).cause, Cause::unknown);
}

TEST_F(CulpritOf, WhatFp8ClipsStaysFinite) {
  evidence_.step.foundInf = false;
  evidence_.step.applied = true;
  StatisticsRecord at = withFormat(recordOf(8, 80000.0F, 1.0F), 1, Format::e5m2);
  at.summaries[1].infinities = 2;  // become the largest value, too
  const Culprit found = culprit(at);
  EXPECT_EQ(found.cause, Cause::clipped) << found.sentence;
  EXPECT_EQ(found.tensor, "layers.0.output");
  EXPECT_TRUE(found.expected) << "its scale follows";
  config_.runs[1].fp8Scaling = Fp8Scaling::none;
  EXPECT_FALSE(culprit(at).expected);
  evidence_.step.foundInf = true;
  EXPECT_EQ(culprit(at).cause, Cause::unknown) << "it made nothing non-finite";
}

TEST_F(CulpritOf, WhatIsNotKnownIsSaidSo) {
  StatisticsRecord at = recordOf(8, 2.0F, 1.0F);
  at.summaries[1].nans = 1;
  EXPECT_EQ(culprit(at).cause, Cause::unknown) << "finite input and weights, and a NaN";
  evidence_.weightsOfBefore = false;
  EXPECT_EQ(culprit(at).cause, Cause::nonFiniteWeights);
  evidence_.appliedOverflow = true;
  EXPECT_EQ(culprit(at).cause, Cause::weightOverflow);
  EXPECT_EQ(culprit(recordOf(8, 2.0F, 1.0F)).cause, Cause::unknown) << "no tensor is non-finite";
}

TEST(OverflowWatch, WhatIsRecalledIsJudgedBy) {
  std::vector<Record> passed;
  OverflowExplainer explainer(test::configWith());
  StepRecord step;
  step.run = 1;
  step.scale = 65536.0;
  explainer.recall(step);
  explainer.recall(recordOf(0, 2.0F, 1.0F));
  const auto listener = explainer.before([&](const Record& record) { passed.push_back(record); });
  step.step = 1;
  step.foundInf = true;
  step.applied = false;
  listener(step);
  listener(recordOf(1, 2.0F, 70000.0F));
  listener(EventRecord{1, 1, EventKind::overflow, 1.0, "skipped"});
  const std::string message = std::get<EventRecord>(passed.at(2)).message;
  EXPECT_NE(message.find("Exploding gradient"), std::string::npos) << message;
  EXPECT_NE(message.find("step 0"), std::string::npos) << message;
}

TEST(OverflowWatch, ExplainsTheEventsThatPass) {
  std::vector<Record> passed;
  const OverflowExplainer explainer(
      test::configWith(), Phrases([](const char* english) { return "¡" + std::string(english); }));
  const RecordListener listener =
      explainer.before([&](const Record& record) { passed.push_back(record); });
  StepRecord step;
  step.run = 1;
  step.foundInf = true;
  step.applied = false;
  step.scale = 65536.0;
  listener(step);
  const EventRecord event{1, 0, EventKind::overflow, 1.0, "skipped"};
  listener(event);  // without statistics there is nothing to say
  listener(recordOf(0, 2.0F, 70000.0F));
  listener(event);
  ASSERT_EQ(passed.size(), 4U);
  EXPECT_EQ(std::get<EventRecord>(passed[1]).message, "skipped");
  const std::string message = std::get<EventRecord>(passed[3]).message;
  EXPECT_EQ(message.rfind("skipped. Loss scale too high", 0), 0U) << message;
  const std::string reason = std::get<EventRecord>(passed[3]).reason;
  EXPECT_NE(reason.find("¡Loss scale too high"), std::string::npos) << reason;
}

}  // namespace
}  // namespace scalescope
