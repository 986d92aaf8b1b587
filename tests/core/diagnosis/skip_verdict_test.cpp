#include "core/diagnosis/skip_verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/diagnosis/said.h"
#include "core/diagnosis/scale_history.h"

namespace scalescope {
namespace {

/// What a scaler makes of steps that overflow above a largest scale that fits.
class Course {
 public:
  explicit Course(const ScalerConfig& config) : scaler_(config) {}

  Course& steps(int count, double fits, double loss = 1.0) {
    for (int i = 0; i < count; ++i) {
      StepRecord step;
      step.step = static_cast<std::int64_t>(steps_.size());
      step.scale = static_cast<double>(scaler_.scale());
      step.foundInf = !(step.scale <= fits);
      step.applied = !step.foundInf;
      step.loss = loss;
      steps_.push_back(step);
      scaler_.update(step.foundInf);
    }
    return *this;
  }
  Course& set(float scale) {
    scaler_.setScale(scale);
    return *this;
  }
  SkipVerdict verdict() const {
    const ScalerConfig& config = scaler_.config();
    EXPECT_EQ(test::untold(skipVerdict(steps_, config, nullptr, test::wordless()).sentence), "");
    return skipVerdict(steps_, config);
  }

 private:
  LossScaler scaler_;
  std::vector<StepRecord> steps_;
};

ScalerConfig everyHundred() {
  ScalerConfig config = scalerPreset("pytorch");
  config.interval = 100;
  return config;
}

TEST(SkipVerdict, ARunWithoutSkipsHasNone) {
  const SkipVerdict verdict = Course(everyHundred()).steps(90, 1e9).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::none);
  EXPECT_TRUE(verdict.expected);
  EXPECT_EQ(verdict.rate(), 0.0);
}

TEST(SkipVerdict, AScaleComesDownFromItsStart) {
  for (const char* preset : {"pytorch", "apex", "deepspeed", "megatron", "keras"}) {
    const SkipVerdict verdict = Course(scalerPreset(preset)).steps(200, 4096.0).verdict();
    EXPECT_EQ(toString(verdict.pattern), "start-up") << preset << ": " << verdict.sentence;
    EXPECT_EQ(verdict.startUp, verdict.skipped) << preset;
    EXPECT_EQ(verdict.lastScale, 4096.0) << preset;
  }
}

TEST(SkipVerdict, OneSkipInAGrowthIntervalIsExpected) {
  const SkipVerdict verdict = Course(everyHundred()).steps(1000, 4096.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::growth) << verdict.sentence;
  EXPECT_TRUE(verdict.expected);
  EXPECT_EQ(verdict.startUp, 4);
  EXPECT_EQ(verdict.grown, 9);
  EXPECT_EQ(verdict.settled, 0);
  EXPECT_NE(verdict.sentence.find("13 of 1000 steps"), std::string::npos) << verdict.sentence;
}

TEST(SkipVerdict, AFewLargerBatchesAreExpected) {
  const SkipVerdict verdict =
      Course(everyHundred()).steps(50, 1e9).steps(1, 40000.0).steps(50, 1e9).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::occasional) << verdict.sentence;
  EXPECT_TRUE(verdict.expected);
  EXPECT_EQ(verdict.settled, 1);
}

TEST(SkipVerdict, ManyAreNot) {
  Course course(everyHundred());
  for (double fits = 32768.0; fits >= 512.0; fits /= 2.0) course.steps(5, 1e9).steps(1, fits);
  const SkipVerdict verdict = course.steps(20, 256.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::tooMany) << verdict.sentence;
  EXPECT_FALSE(verdict.expected);
  EXPECT_FALSE(verdict.lossRose);
}

TEST(SkipVerdict, ACollapseIsNotASearch) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const SkipVerdict verdict = Course(everyHundred()).steps(30, 1e9).steps(25, 0.0, nan).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::collapse) << verdict.sentence;
  EXPECT_EQ(verdict.longest, 25);
  EXPECT_EQ(verdict.longestFrom, 30);
  EXPECT_TRUE(verdict.lossRose);
  EXPECT_LT(verdict.lowestScale, 1.0);
}

TEST(SkipVerdict, NeitherIsOneThatAFloorHolds) {
  const SkipVerdict verdict =
      Course(scalerPreset("megatron")).steps(10, 1e10).steps(120, 0.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::collapse) << verdict.sentence;
  EXPECT_EQ(verdict.lowestScale, 1.0);
}

TEST(SkipVerdict, AFixedScaleDoesNotGiveWay) {
  ScalerConfig fixed;
  fixed.kind = ScalerKind::fixed;
  fixed.scale = 65536.0;
  const SkipVerdict verdict = Course(fixed).steps(20, 1e9).steps(3, 1.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::fixedScale);
  EXPECT_FALSE(verdict.expected);
  EXPECT_EQ(Course(ScalerConfig{}).steps(3, 0.5).verdict().pattern, SkipPattern::notTheScale);
}

TEST(SkipVerdict, ACulpritThatIsNotTheScaleCounts) {
  std::vector<StepRecord> steps(40);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].step = static_cast<std::int64_t>(i);
  steps[20].applied = false;
  steps[20].foundInf = true;
  Culprit culprit;
  culprit.overflowStep = 20;
  culprit.cause = Cause::nonFiniteInput;
  const SkipVerdict verdict = skipVerdict(steps, everyHundred(), &culprit);
  EXPECT_EQ(verdict.pattern, SkipPattern::otherCause);
  EXPECT_FALSE(verdict.expected);
  EXPECT_NE(verdict.sentence.find("non-finite input in step 20"), std::string::npos);
  culprit.overflowStep = 30;  // which was applied: no skip is its doing
  EXPECT_TRUE(skipVerdict(steps, everyHundred(), &culprit).expected);
}

TEST(SkipVerdict, ALossThatIsNotFiniteIsNotTheScalesDoing) {
  std::vector<StepRecord> steps(40);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].step = static_cast<std::int64_t>(i);
  steps[20].applied = false;
  steps[20].foundInf = true;
  EXPECT_TRUE(skipVerdict(steps, everyHundred()).expected);
  steps[20].loss = NAN;
  const SkipVerdict verdict = skipVerdict(steps, everyHundred());
  EXPECT_EQ(verdict.pattern, SkipPattern::otherCause);
  EXPECT_NE(verdict.sentence.find("was nan in step 20"), std::string::npos) << verdict.sentence;
  steps[20].absent = absentLoss;
  EXPECT_TRUE(skipVerdict(steps, everyHundred()).expected) << "nobody told of a loss";
}

TEST(SkipVerdict, ALossSeveralTimesThatOfTheStartIsNotTheScalesDoing) {
  std::vector<StepRecord> steps(40);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].step = static_cast<std::int64_t>(i);
    steps[i].loss = 1.6;
  }
  steps[20].applied = false;
  EXPECT_TRUE(skipVerdict(steps, everyHundred()).expected);
  steps[20].loss = 206.0;
  const SkipVerdict verdict = skipVerdict(steps, everyHundred());
  EXPECT_NE(verdict.sentence.find("was 206 in step 20"), std::string::npos) << verdict.sentence;
  EXPECT_EQ(verdict.badLoss, 20);
}

TEST(SkipVerdict, ACauseThatIsNotKnownIsNotCalledAnother) {
  std::vector<StepRecord> steps(40);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].step = static_cast<std::int64_t>(i);
  steps[20].applied = false;
  Culprit culprit;
  culprit.overflowStep = 20;
  EXPECT_TRUE(skipVerdict(steps, everyHundred(), &culprit).expected);
}

TEST(SkipVerdict, ALossThatOnlyFallsHasNotRisen) {
  std::vector<StepRecord> steps(1000);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].step = static_cast<std::int64_t>(i);
    steps[i].scale = 4096.0;
    steps[i].loss = 2.0 * std::exp(-static_cast<double>(i) / 200.0) + 0.01;
    if (i % 200 == 100) steps[i].applied = false;
  }
  ScalerConfig fixed;
  fixed.kind = ScalerKind::fixed;
  EXPECT_FALSE(skipVerdict(steps, fixed).lossRose);
  steps[300].loss = steps[500].loss = 20.0;
  EXPECT_FALSE(skipVerdict(steps, fixed).lossRose) << "three of five skips are at an ordinary loss";
  steps[100].loss = 20.0;
  EXPECT_TRUE(skipVerdict(steps, fixed).lossRose);
}

// Of small batches, one in a few has a loss of a tenth.
TEST(SkipVerdict, ABatchIsNotComparedWithTheLuckiest) {
  std::vector<StepRecord> steps(400);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].step = static_cast<std::int64_t>(i);
    steps[i].scale = 65536.0;
    steps[i].loss = i % 7 == 3 ? 0.03 : 0.8;
    steps[i].applied = i < 100 || i % 7 == 3;  // the scale holds for the smallest gradients only
  }
  ScalerConfig fixed;
  fixed.kind = ScalerKind::fixed;
  EXPECT_FALSE(skipVerdict(steps, fixed).lossRose);
  for (std::size_t i = 80; i < steps.size(); ++i) steps[i].loss *= 5.0;
  EXPECT_TRUE(skipVerdict(steps, fixed).lossRose) << "all of them rose";
}

TEST(SkipVerdict, AScaleThatHeldInTheEndIsNoCollapse) {
  const SkipVerdict found = Course(everyHundred()).steps(100, 0x1p-7).verdict();
  EXPECT_EQ(found.pattern, SkipPattern::startUp) << found.sentence;
  const SkipVerdict lost = Course(everyHundred()).steps(100, 0x1p-7).steps(30, 0.0).verdict();
  EXPECT_EQ(lost.pattern, SkipPattern::collapse) << lost.sentence;
}

TEST(SkipVerdict, AtItsFloorNothingTookItDown) {
  ScalerConfig scaler = everyHundred();
  scaler.floor = scaler.init = 65536.0;
  const SkipVerdict verdict = Course(scaler).steps(9, 1.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::collapse);
  EXPECT_NE(verdict.sentence.find("does not fall below 65536, its floor"), std::string::npos)
      << verdict.sentence;
}

TEST(SkipVerdict, AGrowthIsPaidAsItsFactorsHaveIt) {
  ScalerConfig scaler = everyHundred();
  EXPECT_EQ(skipsPerGrowth(scaler), 1);
  scaler.growth = 4.0;
  EXPECT_EQ(skipsPerGrowth(scaler), 2);
  scaler.hysteresis = 2;
  EXPECT_EQ(skipsPerGrowth(scaler), 3);
  scaler.growth = 2.0;
  scaler.hysteresis = 1;
  scaler.backoff = 0.9;
  EXPECT_EQ(skipsPerGrowth(scaler), 7);
  scaler.backoff = 0.8;
  scaler.interval = 20;
  const SkipVerdict verdict = Course(scaler).steps(200, 70000.0).verdict();
  EXPECT_NE(verdict.sentence.find("pays up to 4 skips"), std::string::npos) << verdict.sentence;
}

TEST(ScaleHistory, OfARunThatBeginsLateNothingIsKnown) {
  StepRecord step;
  step.step = 100;
  step.scale = 0x1p24;
  step.applied = false;
  ScaleHistory history;
  EXPECT_EQ(history.add(step), SkipKind::unknown);
  ++step.step;
  step.scale = 0x1p23;
  EXPECT_EQ(history.add(step), SkipKind::unknown);
  ++step.step;
  step.scale = 0x1p22;
  step.applied = true;
  history.add(step);
  ++step.step;
  step.applied = false;
  EXPECT_EQ(history.add(step), SkipKind::settled);
  EXPECT_EQ(history.held(), 1);
}

TEST(SkipVerdict, AScaleThatHardlyComesDownSkipsTooMuch) {
  ScalerConfig scaler = everyHundred();
  scaler.backoff = 0.99;
  const SkipVerdict verdict = Course(scaler).steps(60, 1.0).verdict();
  EXPECT_EQ(verdict.pattern, SkipPattern::tooMany);
  EXPECT_NE(verdict.sentence.find("comes down too slowly"), std::string::npos) << verdict.sentence;
}

TEST(SkipVerdict, AScaleSetByHandComesDownAsFromAStart) {
  const SkipVerdict verdict =
      Course(everyHundred()).steps(5, 70000.0).set(0x1p30F).steps(40, 70000.0).verdict();
  EXPECT_EQ(verdict.skipped, 14);
  EXPECT_EQ(verdict.settled, 0) << verdict.sentence;
  EXPECT_EQ(verdict.grown + verdict.startUp, 14);
}

TEST(SkipVerdict, AtAFloorWhatOverflowsForwardIsNotTheFloors) {
  ScalerConfig scaler = everyHundred();
  scaler.floor = 128.0;
  const SkipVerdict gradients = Course(scaler).steps(20, 1e9).steps(20, 0.0).verdict();
  EXPECT_NE(gradients.sentence.find("its floor, which is too high"), std::string::npos)
      << gradients.sentence;
  const SkipVerdict forward = Course(scaler).steps(20, 1e9).steps(20, 0.0, NAN).verdict();
  EXPECT_EQ(forward.pattern, SkipPattern::collapse);
  EXPECT_EQ(forward.sentence.find("floor"), std::string::npos) << forward.sentence;
}

TEST(SkipVerdict, ALossThatIsNotToldIsNotOneThatIsNotFinite) {
  ScalerConfig scaler = everyHundred();
  scaler.floor = 128.0;
  std::vector<StepRecord> steps(20);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].step = static_cast<std::int64_t>(i);
    steps[i].scale = 128.0;
    steps[i].loss = NAN;
    steps[i].absent = absentLoss;
    steps[i].applied = i < 5;
  }
  const SkipVerdict verdict = skipVerdict(steps, scaler);
  EXPECT_FALSE(verdict.lossRose);
  EXPECT_NE(verdict.sentence.find("its floor, which is too high"), std::string::npos)
      << verdict.sentence;
}

TEST(SkipVerdict, WithoutAScaleNothingIsJudged) {
  std::vector<StepRecord> steps(4);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].step = static_cast<std::int64_t>(i);
    steps[i].scale = NAN;
    steps[i].loss = 1.0;
    steps[i].applied = i != 1;
  }
  ScalerConfig dynamic = everyHundred();
  EXPECT_EQ(skipVerdict(steps, dynamic).pattern, SkipPattern::notTold);
  steps[2].scale = 8.0;
  steps[3].scale = 8.0;
  const SkipVerdict partly = skipVerdict(steps, dynamic);
  EXPECT_EQ(partly.firstScale, 8.0);
  EXPECT_EQ(partly.lowestScale, 8.0);
  EXPECT_NE(partly.pattern, SkipPattern::collapse);
}

}  // namespace
}  // namespace scalescope
