#include "core/store/replay.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/store/resumption.h"
#include "core/store/stored_reference.h"
#include "core/train/fp32_reference.h"

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

std::optional<Sentence> differenceOf(const StepRecord& stored, const StepRecord& now) {
  const std::tuple<Phrase, double, double> columns[] = {
      {phrase("loss"), stored.loss, now.loss},
      {phrase("loss scale"), stored.scale, now.scale},
      {phrase("found_inf"), stored.foundInf, now.foundInf},
      {phrase("applied"), stored.applied, now.applied},
      {phrase("gradient norm"), stored.gradNorm, now.gradNorm},
      {phrase("learning rate"), stored.learningRate, now.learningRate},
      {phrase("accuracy"), stored.accuracy, now.accuracy},
      {phrase("overflow"), static_cast<double>(stored.overflow), static_cast<double>(now.overflow)},
      {phrase("underflow"), static_cast<double>(stored.underflow),
       static_cast<double>(now.underflow)},
      {phrase("cast elements"), static_cast<double>(stored.castElements),
       static_cast<double>(now.castElements)},
      {phrase("lost updates"), static_cast<double>(stored.lostUpdates),
       static_cast<double>(now.lostUpdates)},
      {phrase("samples"), static_cast<double>(stored.samples), static_cast<double>(now.samples)}};
  for (const auto& [name, before, after] : columns) {
    if (same(before, after)) continue;
    return Sentence(phrase("%1: %2 stored, %3 now"), {name, numberText(before), numberText(after)});
  }
  return std::nullopt;
}

std::optional<Sentence> differenceOf(const StatisticsRecord& stored, const StatisticsRecord& now) {
  for (std::size_t i = 0; i < now.summaries.size(); ++i) {
    const TensorInfo& tensor = (*now.tensors)[i];
    const auto found = std::find(stored.tensors->begin(), stored.tensors->end(), tensor);
    if (found == stored.tensors->end())
      return Sentence(phrase("statistics: %1 is not stored"), {tensor.name});
    const auto place = static_cast<std::size_t>(found - stored.tensors->begin());
    if (!(stored.summaries[place] == now.summaries[i]))
      return Sentence(phrase("statistics of %1"), {tensor.name});
    // What a run had before it was resumed, or forked, it did not know.
    if (stored.largestBefore.empty() || now.largestBefore.empty()) continue;
    const double before = stored.largestBefore[place];
    const bool known = before > 0.0 && now.largestBefore[i] > 0.0;
    if (known && before != now.largestBefore[i]) {
      return Sentence(phrase("largest value of the step before, of %1"), {tensor.name});
    }
  }
  return std::nullopt;
}

std::optional<Sentence> differenceOf(const EvaluationRecord& stored, const EvaluationRecord& now) {
  const bool alike = same(stored.loss, now.loss) && same(stored.accuracy, now.accuracy);
  if (alike) return std::nullopt;
  return Sentence(phrase("evaluation after %1 steps"), {std::to_string(now.step)});
}

/// What the scaler did to the loss scale in one step: where people set it, that is done again.
std::vector<double> scalesOf(const std::vector<EventRecord>& events, std::int64_t step) {
  std::vector<double> scales;
  for (const EventRecord& event : events) {
    const bool own = event.kind == EventKind::scaleChange && event.action.empty();
    if (own && event.step == step) scales.push_back(event.value);
  }
  return scales;
}

std::optional<Sentence> differenceOf(const DivergenceRecord& stored, const DivergenceRecord& now) {
  if (*stored.tensors != *now.tensors) return phrase("divergence: other tensors are stored");
  for (std::size_t i = 0; i < now.values.size(); ++i) {
    if (stored.values[i] == now.values[i]) continue;
    const std::string& tensor = (*now.tensors)[i];
    if (tensor.empty()) return phrase("divergence of the whole model");
    return Sentence(phrase("divergence of %1"), {tensor});
  }
  return std::nullopt;
}

/// Of a step; null: there is none.
const DivergenceRecord* divergenceAt(const std::vector<DivergenceRecord>& records,
                                     std::int64_t step) {
  const auto found = std::lower_bound(
      records.begin(), records.end(), step,
      [](const DivergenceRecord& each, std::int64_t at) { return each.step < at; });
  return found != records.end() && found->step == step ? &*found : nullptr;
}

}  // namespace

Replay::Replay(const StoreReader& reader, const std::string& store, const RunInfo& run)
    : reader_(reader), where_(phrase("%1: run \"%2\""), {store, run.name}), info_(run) {
  if (run.configuration.empty()) {
    refuse(where_, phrase("comes from another program: ScaleScope cannot train it again"));
  }
  if (run.steps == 0) refuse(where_, phrase("has no steps to compare with"));
  config_ = storedConfiguration(store, run);
  config_.backend = run.backend;
  config_.steps = std::max(config_.steps, run.steps);
  divergence_ = reader.divergence(run.id);
  const int reference = divergence_.empty() ? -1 : referenceRun(config_, run.index);
  std::vector<RunConfig> runs{config_.runs.at(static_cast<std::size_t>(run.index))};
  if (reference >= 0) runs.push_back(config_.runs[static_cast<std::size_t>(reference)]);
  config_.runs = std::move(runs);
  std::erase_if(config_.injections, [&](const Injection& injection) {
    return std::none_of(config_.runs.begin(), config_.runs.end(),
                        [&](const RunConfig& each) { return injection.concerns(each.name); });
  });
  takeActions(0, run.id);
  if (reference < 0) return;
  if (const auto twin = runAt(reader.runs(), run.experimentId, reference)) {
    twin_ = twin->id;
    takeActions(1, twin->id);
  }
  std::stable_sort(actions_.begin(), actions_.end(),
                   [](const Action& a, const Action& b) { return a.event.step < b.event.step; });
}

void Replay::takeActions(int run, std::int64_t id) {
  for (EventRecord& event : reader_.events(id)) {
    if (event.action.empty()) continue;
    if (event.kind == EventKind::injection) {
      // Those of the configuration come by themselves.
      const Json json = parseJson(event.action, where_);
      const Injection injection = parseInjection(JsonReader(json, where_));
      const auto& own = config_.injections;
      if (std::find(own.begin(), own.end(), injection) != own.end()) continue;
    }
    actions_.push_back({run, std::move(event)});
  }
}

/// What was done to a run between two steps.
void Replay::doAgain(Experiment& experiment, const Action& action) const {
  const EventRecord& event = action.event;
  const Json json = parseJson(event.action, where_);
  JsonReader reader(json, where_);
  if (event.kind == EventKind::scaleChange) {
    experiment.setScale(action.run, static_cast<float>(reader.requiredNumber("scale")));
  } else if (event.kind == EventKind::edit) {
    experiment.edit(action.run, parseRunEdit(reader, experiment.config().network));
  } else if (event.kind == EventKind::injection) {
    Injection injection = parseInjection(reader);
    injection.run = config_.runs[static_cast<std::size_t>(action.run)].name;
    experiment.inject(injection);
  }
}

ReplayReport Replay::run(std::shared_ptr<const Dataset> dataset, const BackendFactory& factory,
                         const std::function<void(std::int64_t)>& progress,
                         const std::function<bool()>& cancelled, const Phrases& say) {
  std::optional<StepRecord> step;
  std::optional<StatisticsRecord> statistics;
  std::optional<DivergenceRecord> divergence;
  std::optional<EvaluationRecord> evaluation;
  std::vector<EventRecord> events;
  Experiment experiment(config_, std::move(dataset), factory, [&](const Record& record) {
    if (runOf(record) != 0) return;
    if (const auto* made = std::get_if<DivergenceRecord>(&record)) divergence = *made;
    if (const auto* made = std::get_if<StepRecord>(&record)) step = *made;
    if (const auto* made = std::get_if<StatisticsRecord>(&record)) statistics = *made;
    if (const auto* made = std::get_if<EvaluationRecord>(&record)) evaluation = *made;
    if (const auto* made = std::get_if<EventRecord>(&record)) events.push_back(*made);
  });
  experiment.checkpointEvery = 0;
  const std::vector<StepRecord> stored = reader_.steps(info_.id);
  const std::vector<EventRecord> storedEvents = reader_.events(info_.id);
  const std::vector<EvaluationRecord> storedEvaluations = reader_.evaluations(info_.id);
  ReplayReport report;
  report.from = stored.front().step;
  if (report.from > 0) {
    const auto checkpoint = reader_.checkpoint(info_.id, report.from);
    if (!checkpoint) {
      refuse(where_,
             {phrase("is a fork, and the checkpoint that it began from, at step %1, is gone"),
              {std::to_string(report.from)}});
    }
    experiment.resume(0, checkpoint->data, where_);
    const auto beside = twin_ > 0 ? reader_.checkpoint(twin_, report.from) : std::nullopt;
    if (beside) {
      experiment.resume(1, beside->data, where_);
    } else if (experiment.runs() > 1) {
      experiment.leaveOut(1);  // without it there is no divergence to compare
    }
  }
  auto action = actions_.begin();
  for (const StepRecord& expected : stored) {
    if (cancelled && cancelled()) {
      report.cancelled = true;
      return report;
    }
    for (; action != actions_.end() && action->event.step <= expected.step; ++action) {
      doAgain(experiment, *action);
    }
    step.reset();
    statistics.reset();
    divergence.reset();
    evaluation.reset();
    events.clear();
    const std::int64_t next = report.from + report.steps;
    if (expected.step != next) {
      report.differsAt = next;
      report.difference = say(phrase("the store has no row of it"));
      return report;
    }
    experiment.advance();
    std::optional<Sentence> difference = phrase("the run failed");
    if (step) difference = differenceOf(expected, *step);
    if (!difference && scalesOf(storedEvents, next) != scalesOf(events, next)) {
      difference = phrase("events of the loss scale");
    }
    if (!difference && evaluation) {
      const auto kept =
          std::find_if(storedEvaluations.begin(), storedEvaluations.end(),
                       [&](const EvaluationRecord& each) { return each.step == evaluation->step; });
      if (kept != storedEvaluations.end()) difference = differenceOf(*kept, *evaluation);
    }
    if (!difference && statistics) {
      const auto kept = reader_.statistics(info_.id, expected.step);
      if (kept) difference = differenceOf(*kept, *statistics);
    }
    const DivergenceRecord* distance = divergenceAt(divergence_, expected.step);
    if (!difference && divergence && distance) {
      difference = differenceOf(*distance, *divergence);
    }
    if (difference) {
      report.differsAt = expected.step;
      report.difference = difference->in(say);
      return report;
    }
    ++report.steps;
    if (progress) progress(report.steps);
  }
  return report;
}

}  // namespace scalescope
