#include "core/diagnosis/departure.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/diagnosis/trained.h"

// Where runs part from FP32 by more than chance.
namespace scalescope {
namespace {

using test::configWith;

constexpr const char* kRuns = R"("runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "noise", "precision": "fp32", "noise_floor": true},
    {"name": "twin", "precision": "fp32"},
    {"name": "no masters", "precision": "fp16-pure", "scaler": {"kind": "static", "scale": 1024}},
    {"name": "adam", "precision": "fp16-mixed", "optimizer": {"type": "adam", "lr": 0.001}}])";

struct Traces {
  std::vector<std::vector<StepRecord>> steps;
  std::vector<std::vector<DivergenceRecord>> divergence;
  RunTrace of(std::size_t run) const { return {steps[run], divergence[run]}; }
};

/// Every weight of a run a unit in the last place further from 0.
void moveAway(Trainer& trainer) {
  for (Parameter* parameter : trainer.network().parameters()) {
    std::vector<float> values(static_cast<std::size_t>(elementCount(parameter->value->shape())));
    trainer.backend().read(*parameter->value, values);
    for (float& value : values)
      value = value == 0.0F ? 0.0F : std::nextafter(value, value > 0.0F ? INFINITY : -INFINITY);
    trainer.backend().write(*parameter->value, values);
  }
}

Traces train(const ExperimentConfig& config, bool moved) {
  Traces traces;
  traces.steps.resize(config.runs.size());
  traces.divergence.resize(config.runs.size());
  Experiment experiment(config, test::madeUpDataset(), test::factoryUnderTest(),
                        [&](const Record& record) {
                          const auto run = static_cast<std::size_t>(std::max(runOf(record), 0));
                          if (const auto* step = std::get_if<StepRecord>(&record))
                            traces.steps[run].push_back(*step);
                          if (const auto* each = std::get_if<DivergenceRecord>(&record))
                            traces.divergence[run].push_back(*each);
                        });
  experiment.checkpointEvery = 0;
  if (moved) moveAway(experiment.trainer(2));
  while (!experiment.finished()) experiment.advance();
  return traces;
}

ExperimentConfig configOf(int seed, int steps, const std::string& extra = "") {
  return configWith("{\"seed\": " + std::to_string(seed) + ", \"steps\": " + std::to_string(steps) +
                    R"(, "statistics_every": 3, )" + extra + kRuns + "}");
}

DepartureReport reportOf(const ExperimentConfig& config, const Traces& traces, int run) {
  const RunTrace own = traces.of(static_cast<std::size_t>(run));
  const std::string translated =
      departureOf(config, run, own, traces.of(0), traces.of(1), test::wordless()).sentence;
  EXPECT_EQ(test::untold(translated, {"fp32", "noise", "twin", "no masters", "adam"}), "");
  return departureOf(config, run, own, traces.of(0), traces.of(1));
}

TEST(Departure, TwoFp32RunsNeverPart) {
  for (const int seed : {2, 5, 7}) {  // 2 and 5 leap
    for (const bool moved : {false, true}) {
      const ExperimentConfig config = configOf(seed, 130);
      const Traces traces = train(config, moved);
      const DepartureReport report = reportOf(config, traces, 2);
      EXPECT_EQ(report.kind, DepartureKind::withinChance)
          << "seed " << seed << ": " << report.sentence;
      if (!moved) continue;
      EXPECT_GT(*traces.divergence[2].back().values.front().weightDistance,
                *traces.divergence[2].front().values.front().weightDistance)
          << "chance does take them apart";
    }
  }
}

/// The first step at which a tensor's distance is above all that chance may do, from the rows.
std::optional<std::int64_t> firstOutside(const Traces& traces, std::size_t tensor) {
  double widest = 0.0;
  for (std::size_t i = 0; i < traces.divergence[1].size(); ++i) {
    const auto noise = traces.divergence[1][i].values[tensor].weightDistance;
    const auto own = traces.divergence[3][i].values[tensor].weightDistance;
    if (!noise) continue;
    widest = std::max(widest, *noise);
    const double chance = 4.0 * widest + 28.0 * std::min(widest, 1e-4);
    if (own && *own > std::max(chance, std::ldexp(1.0, -20))) return traces.divergence[3][i].step;
  }
  return std::nullopt;
}

TEST(Departure, HalvesWithoutMastersPartWhereTheRowsSay) {
  const ExperimentConfig config = configOf(3, 60);
  const Traces traces = train(config, false);
  const DepartureReport report = reportOf(config, traces, 3);
  ASSERT_EQ(report.kind, DepartureKind::departed) << report.sentence;
  const ParameterNames& names = *traces.divergence[3].front().tensors;
  std::size_t next = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto expected = firstOutside(traces, i);
    if (!expected) continue;
    ASSERT_LT(next, report.weights.size());
    EXPECT_EQ(report.weights[next].tensor, names[i]);
    EXPECT_EQ(report.weights[next].first, *expected) << names[i];
    ++next;
  }
  EXPECT_EQ(next, report.weights.size());
  // The loss of the very first step: nothing is smoothed yet.
  ASSERT_TRUE(report.loss);
  const double apart = std::abs(traces.steps[3][0].loss - traces.steps[0][0].loss);
  const double noise = std::abs(traces.steps[1][0].loss - traces.steps[0][0].loss);
  ASSERT_GT(apart, std::max(32.0 * noise, std::ldexp(traces.steps[0][0].loss, -20)));
  EXPECT_EQ(report.loss->first, 0);
  EXPECT_DOUBLE_EQ(report.loss->distance, apart);
  EXPECT_EQ(report.first(), 0);
  EXPECT_NE(report.sentence.find("no masters parts from fp32 by more than chance"),
            std::string::npos)
      << report.sentence;
  EXPECT_NE(report.sentence.find("step 0"), std::string::npos) << report.sentence;
}

TEST(Departure, NothingIsSaidWhereChanceWasNotMeasured) {
  ExperimentConfig config = configOf(3, 12);
  const Traces traces = train(config, false);
  config.runs[1].noiseFloor = false;
  const DepartureReport report = reportOf(config, traces, 3);
  EXPECT_EQ(report.kind, DepartureKind::notMeasured);
  EXPECT_FALSE(report.first());
  EXPECT_NE(report.sentence.find("not measured"), std::string::npos) << report.sentence;
}

TEST(Departure, RunsThatAreNotComparedAreSaidToBe) {
  const ExperimentConfig config = configOf(3, 6);
  const Traces traces = train(config, false);
  EXPECT_EQ(reportOf(config, traces, 0).kind, DepartureKind::reference);
  EXPECT_EQ(reportOf(config, traces, 1).kind, DepartureKind::noiseFloor);
  EXPECT_EQ(reportOf(config, traces, 4).kind, DepartureKind::noReference);
  for (const int run : {0, 1, 4}) EXPECT_FALSE(reportOf(config, traces, run).first());
}

/// Losses 1 + a distance.
std::vector<StepRecord> losses(const std::vector<double>& distances) {
  std::vector<StepRecord> steps;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    steps.emplace_back();
    steps.back().step = static_cast<std::int64_t>(i);
    steps.back().loss = 1.0 + distances[i];
  }
  return steps;
}

DepartureReport lossReport(const std::vector<double>& own, const std::vector<double>& noise) {
  const auto reference = losses(std::vector<double>(own.size(), 0.0));
  const auto run = losses(own), floor = losses(noise);
  return departureOf(configOf(1, 10), 2, {run, {}}, {reference, {}}, {floor, {}});
}

TEST(Departure, TheBandStaysAsWideAsItWas) {
  // Smoothed, the noise is 0.1, 0.09, 0.081; chance is four times the largest, and what leaps add.
  EXPECT_EQ(lossReport({0.3, 0.3, 0.3}, {0.1, 0.0, 0.0}).kind, DepartureKind::withinChance);
  const DepartureReport late = lossReport({0.0, 0.0, 9.0}, {0.1, 0.0, 0.0});
  ASSERT_TRUE(late.loss);
  EXPECT_EQ(late.loss->first, 2);
  EXPECT_NEAR(late.loss->distance, 0.9, 1e-12);
  EXPECT_NEAR(late.loss->chance, 0.4028, 1e-12);
  EXPECT_TRUE(late.loss->stays);
  EXPECT_NEAR(late.loss->largestRatio, 0.9 / 0.4028, 1e-9);
}

TEST(Departure, ARunMayComeBack) {
  const DepartureReport report = lossReport({0.1, 0.1, 0.1}, {0.001, 0.001, 1.0});
  ASSERT_TRUE(report.loss);
  EXPECT_EQ(report.loss->first, 0);
  EXPECT_EQ(report.loss->last, 1);
  EXPECT_FALSE(report.loss->stays);
  EXPECT_NE(report.sentence.find("within chance again after step 1"), std::string::npos)
      << report.sentence;
}

TEST(Departure, WhatFp32SumsRoundIsNoDeparture) {
  EXPECT_EQ(lossReport({5e-7, 5e-7}, {0.0, 0.0}).kind, DepartureKind::withinChance);
  EXPECT_EQ(lossReport({2e-6, 2e-6}, {0.0, 0.0}).kind, DepartureKind::departed);
}

TEST(Departure, ALossThatIsNotFiniteHasDeparted) {
  const DepartureReport report = lossReport({0.0, NAN, 0.0}, {0.1, 0.1, 0.1});
  ASSERT_TRUE(report.loss);
  EXPECT_EQ(report.loss->first, 1);
  EXPECT_NE(report.sentence.find("no longer finite"), std::string::npos) << report.sentence;
  // Where chance alone does that, it is no effect.
  EXPECT_EQ(lossReport({0.0, NAN, 0.0}, {0.1, NAN, 0.1}).kind, DepartureKind::withinChance);
}

}  // namespace
}  // namespace scalescope
