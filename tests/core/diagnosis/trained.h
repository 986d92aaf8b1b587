#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/diagnosis/findings.h"
#include "core/diagnosis/overflow_watch.h"
#include "core/diagnosis/said.h"
#include "core/diagnosis/skip_verdict.h"
#include "core/train/fixtures.h"

namespace scalescope::test {

/// Two linear layers on 16 features.
inline constexpr const char* kTwoLayers = R"({"input": [16], "layers": [
    {"type": "linear", "out": 16}, {"type": "relu"}, {"type": "linear", "out": 4}]})";

/// An experiment that trained, with all that a diagnosis is made from.
struct Trained {
  ExperimentConfig config;
  std::vector<std::vector<StepRecord>> steps;             ///< by run
  std::vector<std::vector<Culprit>> culprits;             ///< by run, one an overflow
  std::vector<std::vector<ScaledStatistics>> statistics;  ///< by run, of applied steps

  SkipVerdict verdict(std::size_t run) const {
    return skipVerdict(steps[run], config.runs[run].scaler, unexpected(run));
  }
  std::vector<Finding> findings(std::size_t run) const {
    return findingsOf(config, static_cast<int>(run), statistics[run]);
  }
  /// The first that loss scaling does not explain.
  const Culprit* unexpected(std::size_t run) const {
    for (const Culprit& each : culprits[run]) {
      if (!each.expected) return &each;
    }
    return nullptr;
  }
};

/// Whatever is said of a training can be said in another language.
inline void expectTold(const Trained& trained) {
  for (std::size_t run = 0; run < trained.steps.size(); ++run) {
    const Culprit* unexpected = trained.unexpected(run);
    const ScalerConfig& scaler = trained.config.runs[run].scaler;
    EXPECT_EQ(untold(skipVerdict(trained.steps[run], scaler, unexpected, wordless()).sentence), "");
    const auto findings =
        findingsOf(trained.config, static_cast<int>(run), trained.statistics[run], wordless());
    for (const Finding& each : findings) EXPECT_EQ(untold(each.sentence), "");
  }
}

/// `between` is called before every step.
inline Trained trained(const ExperimentConfig& config,
                       const std::shared_ptr<const Dataset>& dataset,
                       const std::function<void(Experiment&)>& between = {}) {
  Trained result;
  result.config = config;
  const std::size_t runs = config.runs.size();
  result.steps.resize(runs);
  result.culprits.resize(runs);
  result.statistics.resize(runs);
  OverflowWatch watch(config), translated(config, wordless());
  Experiment experiment(config, dataset, factoryUnderTest(), [&](const Record& record) {
    const int run = runOf(record);
    if (const auto culprit = watch.take(record))
      result.culprits[static_cast<std::size_t>(run)].push_back(*culprit);
    if (const auto culprit = translated.take(record)) {
      EXPECT_EQ(untold(culprit->sentence), "");
    }
    if (run < 0) return;
    auto& own = result.steps[static_cast<std::size_t>(run)];
    if (const auto* step = std::get_if<StepRecord>(&record)) own.push_back(*step);
    if (const auto* counted = std::get_if<StatisticsRecord>(&record)) {
      if (!own.empty() && own.back().step == counted->step && own.back().applied)
        result.statistics[static_cast<std::size_t>(run)].push_back({*counted, own.back().scale});
    }
  });
  experiment.checkpointEvery = 0;
  while (!experiment.finished()) {
    if (between) between(experiment);
    experiment.advance();
  }
  expectTold(result);
  return result;
}

/// Features of noise in which every class is brighter in places of its own; `change` may plant a
/// fault in them.
inline std::shared_ptr<const Dataset> featuresWith(
    const std::function<void(std::vector<float>&, std::vector<std::int32_t>&)>& change = {},
    const Shape& shape = {16}) {
  auto dataset = std::make_shared<Dataset>(*madeUpDataset(shape, 4, 64, 8));
  if (change) change(std::get<std::vector<float>>(dataset->train.values), dataset->train.labels);
  return dataset;
}

}  // namespace scalescope::test
