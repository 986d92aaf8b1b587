#include "core/store/replay.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/store/resumption.h"

namespace scalescope {
namespace {

std::string numberText(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return std::isnan(value) ? "nan" : text;
}

/// SQLite keeps neither the sign of a zero nor which NaN it was.
bool same(double stored, double now) {
  if (std::isnan(stored) || std::isnan(now)) return std::isnan(stored) && std::isnan(now);
  return stored == now;
}

std::string differenceOf(const StepRecord& stored, const StepRecord& now) {
  const std::tuple<const char*, double, double> columns[] = {
      {"loss", stored.loss, now.loss},
      {"loss scale", stored.scale, now.scale},
      {"found_inf", stored.foundInf, now.foundInf},
      {"applied", stored.applied, now.applied},
      {"gradient norm", stored.gradNorm, now.gradNorm},
      {"learning rate", stored.learningRate, now.learningRate},
      {"accuracy", stored.accuracy, now.accuracy},
      {"overflow", static_cast<double>(stored.overflow), static_cast<double>(now.overflow)},
      {"underflow", static_cast<double>(stored.underflow), static_cast<double>(now.underflow)},
      {"cast elements", static_cast<double>(stored.castElements),
       static_cast<double>(now.castElements)},
      {"lost updates", static_cast<double>(stored.lostUpdates),
       static_cast<double>(now.lostUpdates)},
      {"samples", static_cast<double>(stored.samples), static_cast<double>(now.samples)}};
  for (const auto& [name, before, after] : columns) {
    if (same(before, after)) continue;
    return std::string(name) + ": " + numberText(before) + " stored, " + numberText(after) + " now";
  }
  return "";
}

std::string differenceOf(const StatisticsRecord& stored, const StatisticsRecord& now) {
  for (std::size_t i = 0; i < now.summaries.size(); ++i) {
    const TensorInfo& tensor = (*now.tensors)[i];
    const auto found = std::find(stored.tensors->begin(), stored.tensors->end(), tensor);
    if (found == stored.tensors->end()) return "statistics: " + tensor.name + " is not stored";
    const auto place = static_cast<std::size_t>(found - stored.tensors->begin());
    if (!(stored.summaries[place] == now.summaries[i])) return "statistics of " + tensor.name;
  }
  return "";
}

/// What was done to a run between two steps, done again.
void doAgain(Experiment& experiment, const EventRecord& event, const std::string& where) {
  const Json json = parseJson(event.action, where);
  if (event.kind == EventKind::scaleChange) {
    experiment.setScale(0, static_cast<float>(JsonReader(json, where).requiredNumber("scale")));
  } else if (event.kind == EventKind::edit) {
    experiment.edit(0, parseRunEdit(JsonReader(json, where), experiment.config().network));
  } else if (event.kind == EventKind::injection) {
    Injection injection = parseInjection(JsonReader(json, where));
    injection.run.clear();
    experiment.inject(injection);
  }
}

}  // namespace

Replay::Replay(const StoreReader& reader, const std::string& store, const RunInfo& run)
    : reader_(reader), where_(store + ": run \"" + run.name + "\""), info_(run) {
  if (run.configuration.empty()) {
    refuse(where_, "comes from another program: ScaleScope cannot train it again");
  }
  if (run.steps == 0) refuse(where_, "has no steps to compare with");
  config_ = storedConfiguration(store, run);
  config_.backend = run.backend;
  config_.steps = std::max(config_.steps, run.steps);
  config_.runs = {config_.runs.at(static_cast<std::size_t>(run.index))};
  std::erase_if(config_.injections,
                [&](const Injection& each) { return !each.concerns(run.name); });
  actions_ = reader.events(run.id);
  std::erase_if(actions_, [&](const EventRecord& event) {
    if (event.action.empty()) return true;
    if (event.kind != EventKind::injection) return false;
    // Those of the configuration come by themselves.
    const Json json = parseJson(event.action, where_);
    const Injection injection = parseInjection(JsonReader(json, where_));
    const auto& own = config_.injections;
    return std::find(own.begin(), own.end(), injection) != own.end();
  });
}

ReplayReport Replay::run(std::shared_ptr<const Dataset> dataset, const BackendFactory& factory,
                         const std::function<void(std::int64_t)>& progress,
                         const std::function<bool()>& cancelled) {
  std::optional<StepRecord> step;
  std::optional<StatisticsRecord> statistics;
  Experiment experiment(config_, std::move(dataset), factory, [&](const Record& record) {
    if (const auto* made = std::get_if<StepRecord>(&record)) step = *made;
    if (const auto* made = std::get_if<StatisticsRecord>(&record)) statistics = *made;
  });
  experiment.checkpointEvery = 0;
  const std::vector<StepRecord> stored = reader_.steps(info_.id);
  ReplayReport report;
  report.from = stored.front().step;
  if (report.from > 0) {
    const auto checkpoint = reader_.checkpoint(info_.id, report.from);
    if (!checkpoint) {
      refuse(where_, "is a fork, and the checkpoint that it began from, at step " +
                         std::to_string(report.from) + ", is gone");
    }
    experiment.resume(0, checkpoint->data, where_);
  }
  auto action = actions_.begin();
  for (const StepRecord& expected : stored) {
    if (cancelled && cancelled()) {
      report.cancelled = true;
      return report;
    }
    for (; action != actions_.end() && action->step <= expected.step; ++action) {
      doAgain(experiment, *action, where_);
    }
    step.reset();
    statistics.reset();
    experiment.advance();
    report.difference = step ? differenceOf(expected, *step) : "the run failed";
    if (report.difference.empty() && statistics) {
      const auto kept = reader_.statistics(info_.id, expected.step);
      if (kept) report.difference = differenceOf(*kept, *statistics);
    }
    if (!report.difference.empty()) {
      report.differsAt = expected.step;
      return report;
    }
    ++report.steps;
    if (progress) progress(report.steps);
  }
  return report;
}

}  // namespace scalescope
