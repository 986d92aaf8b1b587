#include "core/diagnosis/trained.h"

// Faults that are planted on purpose into small trainings: the diagnosis names the layer, the
// tensor and the cause.
namespace scalescope {
namespace {

using test::configWith;
using test::featuresWith;
using test::kTwoLayers;
using test::Trained;
using test::trained;

/// Statistics of every step; an FP32 run (0) beside the one with the fault (1).
ExperimentConfig faulty(const std::string& run, const std::string& more = "",
                        const std::string& network = kTwoLayers) {
  return configWith(R"({"statistics_every": 1, "dataset": {"shuffle": false}, )" + more +
                        R"( "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "faulty", )" +
                        run + "}]}",
                    network);
}

constexpr const char* kMixed = R"("precision": "fp16-mixed")";
constexpr std::size_t kFaulty = 1;
constexpr std::int64_t kSample = 45;  ///< the batch of step 5 holds it
constexpr std::int64_t kStep = 5;

std::string deepNetwork() {
  std::string layers;
  for (int i = 0; i < 14; ++i) layers += R"({"type": "linear", "out": 16}, {"type": "relu"}, )";
  return R"({"input": [16], "layers": [)" + layers + R"({"type": "linear", "out": 4}]})";
}

void expectCulprit(const Culprit* culprit, Cause cause, const std::string& tensor, int layer,
                   StepPart part) {
  ASSERT_NE(culprit, nullptr);
  EXPECT_EQ(toString(culprit->cause), toString(cause)) << culprit->sentence;
  EXPECT_EQ(culprit->tensor, tensor) << culprit->sentence;
  EXPECT_EQ(culprit->place.layer, layer);
  EXPECT_EQ(toString(culprit->place.part), toString(part));
  EXPECT_NE(culprit->sentence, "");
}

void expectFinding(const Trained& run, Cause cause, const std::string& tensor, int layer) {
  const std::vector<Finding> findings = run.findings(kFaulty);
  ASSERT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings[1].sentence);
  EXPECT_EQ(toString(findings[0].cause), toString(cause)) << findings[0].sentence;
  EXPECT_EQ(findings[0].tensor, tensor) << findings[0].sentence;
  EXPECT_EQ(findings[0].place.layer, layer);
}

void expectHealthyReference(const Trained& run) {
  EXPECT_TRUE(run.culprits[0].empty());
  EXPECT_TRUE(run.findings(0).empty());
  EXPECT_EQ(run.verdict(0).pattern, SkipPattern::none);
}

TEST(PlantedFault, AWrongClipOrder) {
  const Trained run =
      trained(faulty(kMixed, R"("clip": {"by": "norm", "max": 1.0, "when": "before-unscale"},)"),
              featuresWith());
  expectFinding(run, Cause::clipBeforeUnscale, "", -1);
  EXPECT_NE(run.findings(kFaulty)[0].sentence.find("really 1.53e-05"), std::string::npos);
  expectHealthyReference(run);
}

TEST(PlantedFault, BatchStatisticsInHalf) {
  constexpr const char* network = R"({"input": [2, 4, 4], "layers": [
      {"type": "batchnorm"}, {"type": "flatten"}, {"type": "linear", "out": 4}]})";
  const Trained run = trained(
      faulty(R"("precision": "fp32", "layers": {"0": {"statistics": "fp16"}})", "", network),
      featuresWith(
          [](auto& values, auto&) {
            for (float& value : values) value = 3000.0F + value;
          },
          {2, 4, 4}));
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::halfStatistics, "layers.0.output", 0, StepPart::forward);
  EXPECT_NE(culprit->sentence.find("Keep the statistics in FP32"), std::string::npos);
  expectHealthyReference(run);
}

TEST(PlantedFault, ALearningRateThatTakesProductsOutOfFp32) {
  const Trained run = trained(
      faulty(R"("precision": "fp32", "optimizer": {"type": "sgd", "lr": 1e14})"), featuresWith());
  expectCulprit(run.unexpected(kFaulty), Cause::explodingActivation, "layers.2.output", 2,
                StepPart::forward);
  expectHealthyReference(run);
}

TEST(PlantedFault, OneLayerInHalfThatShouldNotBe) {
  constexpr const char* network = R"({"input": [16], "layers": [
      {"type": "linear", "out": 16}, {"type": "relu"}, {"type": "linear", "out": 16},
      {"type": "layernorm"}, {"type": "linear", "out": 4}]})";
  const Trained run = trained(
      faulty(R"("precision": "bf16-mixed", "layers": {"2": {"compute": "fp16"}})", "", network),
      featuresWith([](auto& values, auto&) {
        for (float& value : values) value *= 1e6F;
      }));
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::formatTooNarrow, "layers.2.input", 2, StepPart::forward);
  EXPECT_NE(culprit->sentence.find("Most other layers compute in a wider format"),
            std::string::npos);
  expectHealthyReference(run);
}

TEST(PlantedFault, AnInputSpike) {
  constexpr const char* network = R"({"input": [256], "layers": [
      {"type": "linear", "out": 64}, {"type": "relu"}, {"type": "linear", "out": 4}]})";
  const Trained run = trained(
      faulty(kMixed, "", network),
      featuresWith(
          [](auto& values, auto&) { std::fill_n(values.begin() + kSample * 256, 256, 64000.0F); },
          {256}));
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::inputSpike, "layers.0.output", 0, StepPart::forward);
  EXPECT_EQ(culprit->step, kStep);
  EXPECT_TRUE(culprit->overflowed);
  EXPECT_GT(culprit->largest.growth().value_or(0.0), 1000.0);
  ASSERT_TRUE(culprit->largest.reference.has_value());
  EXPECT_NEAR(*culprit->largest.reference, culprit->largest.now, 0.01 * culprit->largest.now);
  EXPECT_EQ(run.verdict(kFaulty).pattern, SkipPattern::otherCause);
  EXPECT_TRUE(run.culprits[0].empty());
}

TEST(PlantedFault, ANanInTheInput) {
  const Trained run =
      trained(faulty(kMixed),
              featuresWith([](auto& values, auto&) { values[16 * kSample + 3] = std::nanf(""); }));
  for (const std::size_t each : {std::size_t{0}, kFaulty}) {
    const Culprit* culprit = run.unexpected(each);
    expectCulprit(culprit, Cause::nonFiniteInput, "input", -1, StepPart::forward);
    EXPECT_EQ(culprit->step, kStep);
    EXPECT_EQ(culprit->nonFinite, 1U);
    EXPECT_EQ(run.culprits[each].size(), 1U);
  }
}

TEST(PlantedFault, ANanOnTheLabelPath) {
  const Trained run =
      trained(faulty(kMixed), featuresWith([](auto&, auto& labels) { labels[kSample] = 7; }));
  for (const std::size_t each : {std::size_t{0}, kFaulty}) {
    const Culprit* culprit = run.unexpected(each);
    expectCulprit(culprit, Cause::nanFromLoss, "loss.input.grad", -1, StepPart::backward);
    EXPECT_EQ(culprit->step, kStep);
    EXPECT_TRUE(std::isnan(run.steps[each][kStep].loss));
  }
  EXPECT_FALSE(run.verdict(kFaulty).expected);
}

TEST(PlantedFault, AdamsEpsUnderflows) {
  const Trained run =
      trained(faulty(R"("precision": "fp16-pure")",
                     R"("optimizer": {"type": "adam", "lr": 0.001, "momentum": null},)"),
              featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::epsUnderflow, "layers.0.weight.update", 0, StepPart::update);
  EXPECT_EQ(culprit->step, 0);
  EXPECT_EQ(culprit->overflowStep, 0) << "its weights are the first that are not finite";
  expectFinding(run, Cause::epsUnderflow, "layers.0.weight.update", 0);
  EXPECT_EQ(run.findings(kFaulty)[0].severity, Severity::error);
  expectHealthyReference(run);
}

TEST(PlantedFault, AdamsSecondMomentUnderflows) {
  // This eps is something in half; squares of gradients are nothing.
  const auto trainedAt = [](const std::string& rate) {
    return trained(faulty(R"("precision": "fp16-pure")",
                          R"("optimizer": {"type": "adam", "momentum": null, "eps": 1e-7, "lr": )" +
                              rate + "},"),
                   featuresWith([](auto& values, auto&) {
                     for (float& value : values) value *= 0.01F;
                   }));
  };
  const Trained run = trainedAt("0.003");
  expectFinding(run, Cause::momentUnderflow, "layers.2.weight.update", 2);
  const Finding finding = run.findings(kFaulty)[0];
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_NE(finding.sentence.find("Adam's is 0.00949 at most"), std::string::npos)
      << finding.sentence;
  expectHealthyReference(run);
  // Where such updates make values overflow, they are why.
  const Trained worse = trainedAt("3");
  const Culprit* culprit = worse.unexpected(kFaulty);
  ASSERT_NE(culprit, nullptr);
  EXPECT_EQ(toString(culprit->cause), "moment-underflow") << culprit->sentence;
}

TEST(PlantedFault, ANanInAWeight) {
  constexpr const char* fault =
      R"("inject": [{"step": 5, "run": "faulty", "tensor": "layers.2.weight", "set": "nan"}],)";
  for (const std::string policy : {"fp16-mixed", "fp16-pure", "fp8-hybrid"}) {
    const Trained run = trained(faulty("\"precision\": \"" + policy + "\"", fault), featuresWith());
    ASSERT_EQ(run.culprits[kFaulty].size(), 1U) << policy << ": it lasts for one step";
    const Culprit& culprit = run.culprits[kFaulty].front();
    EXPECT_EQ(culprit.step, kStep);
    EXPECT_EQ(toString(culprit.cause), "injected") << culprit.sentence;
    EXPECT_EQ(culprit.tensor, "layers.2.weight") << culprit.sentence;
    EXPECT_FALSE(run.steps[kFaulty][kStep].applied);
    EXPECT_TRUE(run.steps[kFaulty].back().applied) << policy;
    expectHealthyReference(run);
  }
}

TEST(PlantedFault, AScaleCapTooLow) {
  const Trained run = trained(
      faulty(
          R"("precision": "fp16-mixed", "scaler": {"kind": "dynamic", "init": 1, "cap": 1, "interval": 2})",
          "", deepNetwork()),
      featuresWith());
  expectFinding(run, Cause::scaleCapTooLow, "layers.4.weight.grad", 4);
  EXPECT_GE(run.findings(kFaulty)[0].raise.value_or(0), 16);
  expectHealthyReference(run);
}

TEST(PlantedFault, NoLossScaleWhereGradientsVanish) {
  const ExperimentConfig config =
      faulty(R"("precision": "fp16-mixed", "scaler": {"kind": "none"})", "", deepNetwork());
  const Trained run = trained(config, featuresWith());
  expectFinding(run, Cause::noLossScale, "layers.4.weight.grad", 4);
  const Finding finding = run.findings(kFaulty)[0];
  EXPECT_EQ(finding.severity, Severity::error);
  // The remedy that it names is one.
  ASSERT_TRUE(finding.raise.has_value());
  ExperimentConfig mended = config;
  mended.runs[kFaulty].scaler.kind = ScalerKind::fixed;
  mended.runs[kFaulty].scaler.scale = std::ldexp(1.0, *finding.raise);
  const Trained after = trained(mended, featuresWith());
  EXPECT_TRUE(after.findings(kFaulty).empty());
  EXPECT_TRUE(after.culprits[kFaulty].empty());
}

// A script that began low, and has left that scale since.
TEST(PlantedFault, AScaleThatWasTooLowOnce) {
  const auto tensors = std::make_shared<const TensorTable>(
      TensorTable{{"loss.input.grad", TensorRole::gradient, Format::fp16}});
  const auto at = [&](std::int64_t step, double scale) {
    TensorStatistics values;
    CastCounts casts;
    for (int i = 0; i < 10; ++i) {
      const auto value = static_cast<float>(0.01 * scale);
      values.add(value);
      countCast(casts, value, roundTo(Format::fp16, value));
    }
    return ScaledStatistics{{0, step, tensors, {summarise(values, casts)}, scale}, scale};
  };
  ExperimentConfig config;
  config.runs.resize(1);
  config.runs.front().scaler.kind = ScalerKind::scripted;
  const std::vector<ScaledStatistics> statistics{at(0, 0x1p-30), at(10, 1024.0), at(20, 1024.0)};
  const auto findings = findingsOf(config, 0, statistics);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].severity, Severity::warning) << "the newest step is sound";
  EXPECT_NE(findings[0].sentence.find("The loss scale of 2^-30 could be"), std::string::npos)
      << findings[0].sentence;
  EXPECT_NE(findings[0].sentence.find("1 of the 3 steps that were looked at, step 0"),
            std::string::npos)
      << findings[0].sentence;
}

// As another program's statistics, which are counted after the rounding, show them.
TEST(PlantedFault, GradientsOfWhichNothingIsLeft) {
  const auto tensors = std::make_shared<const TensorTable>(
      TensorTable{{"0.weight.grad", TensorRole::gradient, Format::fp16},
                  {"1.weight.grad", TensorRole::gradient, Format::fp16}});
  TensorStatistics values;
  for (int i = 0; i < 10; ++i) values.add(0.0F);
  const TensorSummary zero = summarise(values, CastCounts());
  ScaledStatistics newest{{0, 50, tensors, {zero, zero}}, 0x1p-20};
  ExperimentConfig config;
  config.runs.resize(1);
  config.runs.front().scaler = scalerPreset("pytorch");
  const auto findings = findingsOf(config, 0, {&newest, 1});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().cause, Cause::scaleTooLow);
  EXPECT_EQ(findings.front().severity, Severity::error);
  EXPECT_NE(findings.front().sentence.find("at a loss scale of 2^-20"), std::string::npos);
  values.add(1.0F);
  newest.record.summaries[1] = summarise(values, CastCounts());
  EXPECT_TRUE(findingsOf(config, 0, {&newest, 1}).empty());
}

TEST(PlantedFault, AStaticScaleTooHigh) {
  const Trained run = trained(
      faulty(R"("precision": "fp16-mixed", "scaler": {"kind": "static", "scale": 16777216})"),
      featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::scaleTooHigh, "loss.input.grad", -1, StepPart::backward);
  ASSERT_TRUE(culprit->largest.reference.has_value());
  EXPECT_NEAR(culprit->largest.now, *culprit->largest.reference, 1e-3);
  EXPECT_EQ(run.verdict(kFaulty).pattern, SkipPattern::fixedScale);
  expectHealthyReference(run);
}

TEST(PlantedFault, ALearningRateTooHigh) {
  const Trained run = trained(faulty(R"("precision": "fp16-mixed", "scaler": {"kind": "none"})",
                                     R"("steps": 30, "optimizer": {"lr": 100},)"),
                              featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::explodingActivation, "layers.0.output", 0, StepPart::forward);
  EXPECT_GT(culprit->largest.growthSinceStart().value_or(0.0), 1000.0);
  const SkipVerdict verdict = run.verdict(kFaulty);
  EXPECT_EQ(verdict.pattern, SkipPattern::notTheScale);
  EXPECT_TRUE(verdict.lossRose);
}

TEST(PlantedFault, AnExplosionThatTakesTheScaleDown) {
  const Trained run =
      trained(faulty(kMixed, R"("steps": 40, "optimizer": {"lr": 100},)"), featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::explodingGradient, "layers.2.weight.grad", 2, StepPart::backward);
  EXPECT_EQ(culprit->step, 1);
  EXPECT_NE(culprit->sentence.find("the learning rate is too high"), std::string::npos);
  const SkipVerdict verdict = run.verdict(kFaulty);
  EXPECT_EQ(verdict.pattern, SkipPattern::collapse);
  EXPECT_LT(verdict.lowestScale, 1.0);
  EXPECT_TRUE(verdict.lossRose);
}

TEST(PlantedFault, ACollapsedScale) {
  const Trained run =
      trained(faulty(kMixed, R"("steps": 4,)"), featuresWith(), [](Experiment& experiment) {
        if (experiment.stepsDone() == 2) experiment.setScale(1, 0x1p-130F);
      });
  expectCulprit(run.unexpected(kFaulty), Cause::collapsedScale, "", -1, StepPart::forward);
  EXPECT_EQ(run.verdict(kFaulty).pattern, SkipPattern::collapse);
  expectHealthyReference(run);
}

TEST(PlantedFault, LostUpdatesWithoutMasters) {
  const Trained run = trained(
      faulty(R"("precision": "fp16-pure")", R"("optimizer": {"lr": 0.0005, "momentum": 0},)"),
      featuresWith());
  expectFinding(run, Cause::lostUpdates, "layers.0.weight.update", 0);
  std::int64_t lost = 0;
  for (const StepRecord& step : run.steps[kFaulty]) lost += step.lostUpdates;
  EXPECT_GT(lost, 0);
  expectHealthyReference(run);
}

TEST(PlantedFault, WeightsThatOutgrowHalf) {
  const Trained run = trained(faulty(R"("precision": "fp16-mixed", "scaler": {"kind": "none"})",
                                     R"("optimizer": {"lr": 1000},)"),
                              featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::weightOverflow, "layers.2.weight", 2, StepPart::weights);
  EXPECT_GT(culprit->largest.now, 65504.0);
  // A step whose forward pass meets these weights has no other culprit.
  const Culprit& next = run.culprits[kFaulty].at(1);
  expectCulprit(&next, Cause::weightOverflow, "layers.2.weight", 2, StepPart::weights);
  EXPECT_EQ(next.step, culprit->step);
  EXPECT_EQ(next.overflowStep, culprit->step + 1);
}

TEST(PlantedFault, WeightsThatOutgrowHalfInAStepThatIsNotCounted) {
  ExperimentConfig config = faulty(R"("precision": "fp16-mixed", "scaler": {"kind": "none"})",
                                   R"("optimizer": {"lr": 1000},)");
  config.statisticsEvery = 0;
  const Trained run = trained(config, featuresWith());
  const Culprit* culprit = run.unexpected(kFaulty);
  expectCulprit(culprit, Cause::weightOverflow, "layers.2.weight", 2, StepPart::weights);
  EXPECT_GT(culprit->largest.now, 65504.0);
  EXPECT_TRUE(run.steps[kFaulty][static_cast<std::size_t>(culprit->step)].applied);
}

}  // namespace
}  // namespace scalescope
