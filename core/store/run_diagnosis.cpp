#include "core/store/run_diagnosis.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/diagnosis/text.h"
#include "core/diagnosis/weights_watch.h"
#include "core/numerics/number_text.h"
#include "core/store/log_details.h"
#include "core/store/run_configuration.h"
#include "core/store/stored_reference.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// Steps with statistics that findings rest on, spread over the run.
constexpr std::size_t kSamples = 8;
/// Overflowed steps that are looked at for one that is not expected.
constexpr std::size_t kMostCulprits = 64;

/// What the statistics of a step tell that waits at a breakpoint, and has no row yet.
StepRecord waitingStep(const StatisticsRecord& statistics) {
  StepRecord step;
  step.step = statistics.step;
  step.scale = statistics.scale;
  step.loss = NAN;
  step.applied = false;
  for (std::size_t i = 0; i < statistics.summaries.size(); ++i) {
    const TensorInfo& tensor = (*statistics.tensors)[i];
    const TensorSummary& summary = statistics.summaries[i];
    step.overflow += static_cast<std::int64_t>(summary.overflow);
    step.foundInf |= tensor.role == TensorRole::gradient && nonFiniteOf(tensor, summary) > 0;
  }
  return step;
}

/// What the steps themselves show of a scaler that only words tell of, or nothing does: whether it
/// changes, and its growth interval, which is the shortest time from one change to a growth.
void learnScaler(ScalerConfig& scaler, const RunInfo& run, const std::vector<StepRecord>& steps) {
  const bool dynamic = scaler.kind == ScalerKind::dynamic;
  const bool unknown = scaler.kind == ScalerKind::none && run.scaler != "none";
  if (!dynamic && !unknown) return;
  std::int64_t changed = 0, interval = 0;
  bool changes = false, scales = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    scales |= steps[i].scale != 1.0;
    if (i == 0 || steps[i].scale == steps[i - 1].scale) continue;
    const std::int64_t since = steps[i].step - changed;
    if (steps[i].scale > steps[i - 1].scale && (interval == 0 || since < interval))
      interval = since;
    changed = steps[i].step;
    changes = true;
  }
  if (unknown && scales) scaler.kind = changes ? ScalerKind::dynamic : ScalerKind::fixed;
  const bool told = run.details.find("\"scaler\"") != std::string::npos;
  if (interval > 0 && !told)
    scaler.interval = static_cast<int>(std::min<std::int64_t>(interval, 1 << 30));
}

/// A stored run with what culprits and findings are made from.
class StoredRun {
 public:
  StoredRun(const StoreReader& reader, const RunInfo& run, const Phrases& say)
      : reader_(reader),
        run_(run),
        say_(say),
        known_(configurationOf(run)),
        steps_(reader.steps(run.id)),
        counted_(reader.statisticsSteps(run.id)) {
    if (!known_.whole) learnScaler(known_.config.runs.front().scaler, run_, steps_);
    done_ = steps_.size();
    if (!counted_.empty() && (steps_.empty() || steps_.back().step < counted_.back())) {
      if (const auto waiting = reader.statistics(run.id, counted_.back()))
        steps_.push_back(waitingStep(*waiting));
    }
    ScaleHistory history;
    for (const StepRecord& step : steps_) kinds_.push_back(history.add(step));
    for (const EventRecord& event : reader.events(run.id)) {
      const bool own = event.run < 0 || event.run == run_.index;
      if (event.kind == EventKind::injection && own) injections_.push_back(event);
    }
    const auto isApplied = [&](std::int64_t step) {
      const StepRecord* record = find(step);
      return record && record->applied;
    };
    std::copy_if(counted_.begin(), counted_.end(), std::back_inserter(applied_), isApplied);
    const std::vector<StoredTensor> tensors = reader.tensors(run.id);
    countsWeights_ = std::any_of(tensors.begin(), tensors.end(), [](const StoredTensor& each) {
      return each.info.role == TensorRole::weight;
    });
  }

  const ExperimentConfig& config() const { return known_.config; }
  int index() const { return known_.run; }
  const RunConfig& own() const { return config().runs[static_cast<std::size_t>(index())]; }
  const std::vector<StepRecord>& steps() const { return steps_; }
  std::span<const StepRecord> done() const { return {steps_.data(), done_}; }
  const StepRecord* find(std::int64_t step) const {
    const auto found =
        std::lower_bound(steps_.begin(), steps_.end(), step,
                         [](const StepRecord& each, std::int64_t at) { return each.step < at; });
    return found != steps_.end() && found->step == step ? &*found : nullptr;
  }
  bool counted(std::int64_t step) const {
    return std::binary_search(counted_.begin(), counted_.end(), step);
  }
  Culprit culprit(std::int64_t step) const {
    return firstCulprit(config(), index(), evidenceOf(step), say_);
  }
  const std::vector<EventRecord>& injections() const { return injections_; }
  std::vector<ScaledStatistics> samples() const {
    std::vector<ScaledStatistics> samples;
    const std::size_t count = std::min(kSamples, applied_.size());
    for (std::size_t i = 0; i < count; ++i) {
      // The newest is always among them.
      const std::size_t at = (i + 1) * applied_.size() / count - 1;
      if (auto read = statistics(applied_[at])) samples.push_back(std::move(*read));
    }
    return samples;
  }

 private:
  std::optional<ScaledStatistics> statistics(std::int64_t step) const {
    auto record = reader_.statistics(run_.id, step);
    const StepRecord* row = find(step);
    if (!record || !row) return std::nullopt;
    return ScaledStatistics{std::move(*record), row->scale};
  }

  OverflowEvidence evidenceOf(std::int64_t step) const {
    OverflowEvidence evidence;
    evidence.countedAfterCast = !known_.whole;
    evidence.step = *find(step);
    evidence.at = *reader_.statistics(run_.id, step);
    evidence.skip = kinds_[static_cast<std::size_t>(find(step) - steps_.data())];
    const auto after = std::lower_bound(applied_.begin(), applied_.end(), step);
    if (after != applied_.begin()) {
      evidence.before = statistics(*std::prev(after));
      evidence.start = statistics(applied_.front());
    }
    followWeights(evidence, step);
    if (const StepRecord* applied = newestApplied(step)) {
      evidence.weightsOfBefore = evidence.before && evidence.before->record.step == applied->step &&
                                 holdsWeights(evidence.before->record);
      evidence.applied = applied->step;
      evidence.appliedOverflow = applied->overflow > 0;
    }
    evidence.reference = referenceAt(step);
    for (const EventRecord& each : injections_) {
      if (each.step == step) evidence.injections.push_back(plantedFault(each));
      if (each.step >= step) continue;
      evidence.earlierFault = plantedFault(each);
      evidence.faultStep = each.step;
    }
    return evidence;
  }

  using Steps = std::vector<std::int64_t>::const_iterator;

  /// The newest before `end` that tells of weights; none if those that are near do not.
  std::optional<Steps> newestWithWeights(Steps end) const {
    constexpr int kNear = 16;
    for (int i = 0; countsWeights_ && i < kNear && end != applied_.begin(); ++i) {
      const auto read = statistics(*--end);
      if (read && holdsWeights(read->record)) return end;
    }
    return std::nullopt;
  }
  bool weightsAreBad(Steps last) const {
    const auto told = newestWithWeights(std::next(last));
    return told && firstBadWeight(statistics(**told)->record);
  }

  /// Reads few of many records: weights that are not finite stay so.
  void followWeights(OverflowEvidence& evidence, std::int64_t step) const {
    const Steps end = std::lower_bound(applied_.begin(), applied_.end(), step);
    const bool bad = end != applied_.begin() && weightsAreBad(std::prev(end));
    const Steps firstBad =
        bad ? std::partition_point(
                  applied_.begin(), end,
                  [&](const std::int64_t& at) {
                    return !weightsAreBad(applied_.begin() + (&at - applied_.data()));
                  })
            : end;
    const auto told = newestWithWeights(firstBad);
    const std::int64_t from = told ? **told : 0;
    const std::int64_t last = bad ? *firstBad : step - 1;
    WeightsWatch watch;
    for (const StepRecord& each : steps_) {
      if (each.step < from || each.step > last || !each.applied) continue;
      const auto read = counted(each.step) ? statistics(each.step) : std::nullopt;
      watch.apply(each, read ? &*read : nullptr);
    }
    evidence.broken = watch.broken();
    evidence.badUpdate = watch.badUpdate();
  }

  const StepRecord* newestApplied(std::int64_t before) const {
    for (auto step = static_cast<std::size_t>(find(before) - steps_.data()); step-- > 0;) {
      if (steps_[step].applied) return &steps_[step];
    }
    return nullptr;
  }

  std::optional<ScaledStatistics> referenceAt(std::int64_t step) const {
    if (!reference_) {
      const auto found = storedReference(reader_.runs(), run_);
      reference_ = found ? found->id : 0;
    }
    if (*reference_ == 0) return std::nullopt;
    auto record = reader_.statistics(*reference_, step);
    if (!record) return std::nullopt;
    const double scale = record->scale;
    return ScaledStatistics{std::move(*record), scale};
  }

  const StoreReader& reader_;
  const RunInfo& run_;
  const Phrases& say_;
  RunConfiguration known_;
  std::vector<StepRecord> steps_;      ///< and one that waits at a breakpoint, if there is one
  std::size_t done_ = 0;               ///< steps without it
  std::vector<std::int64_t> counted_;  ///< steps with statistics
  bool countsWeights_ = false;         ///< in any step
  std::vector<std::int64_t> applied_;  ///< of them, those that were applied
  std::vector<SkipKind> kinds_;        ///< one a step
  std::vector<EventRecord> injections_;
  mutable std::optional<std::int64_t> reference_;  ///< id of the FP32 run, once looked for; 0: none
};

void findCulprits(RunDiagnosis& diagnosis, const StoredRun& run) {
  std::vector<std::int64_t> known;
  for (const StepRecord& step : run.steps()) {
    if (!overflowed(step)) continue;
    ++diagnosis.overflowed;
    if (run.counted(step.step)) known.push_back(step.step);
  }
  diagnosis.withoutStatistics = diagnosis.overflowed - static_cast<std::int64_t>(known.size());
  if (known.empty()) return;
  diagnosis.first = run.culprit(known.front());
  diagnosis.newest = run.culprit(known.back());
  for (std::size_t i = 0; i < std::min(known.size(), kMostCulprits); ++i) {
    Culprit culprit = run.culprit(known[i]);
    if (culprit.expected) continue;
    diagnosis.unexpected = std::move(culprit);
    return;
  }
  if (!diagnosis.newest->expected) diagnosis.unexpected = diagnosis.newest;
}

/// What a run shows from its first planted fault on need not be precision's doing.
void findPlantedFaults(std::vector<Finding>& findings, const std::vector<EventRecord>& events,
                       const Phrases& say) {
  std::string faults;
  std::int64_t first = -1;
  for (const EventRecord& event : events) {
    const PlantedFault fault = plantedFault(event);
    if (!fault.enlarges()) continue;
    if (first < 0) first = event.step;
    faults = listed(
        faults, say(phrase("%1 in step %2"), {fault.what(say), std::to_string(event.step)}), say);
  }
  if (first < 0) return;
  Finding finding;
  finding.cause = Cause::injected;
  finding.step = first;
  finding.sentence =
      say(phrase("Planted on purpose: %1. What the run shows from then on may come of that."),
          {faults});
  findings.push_back(finding);
}

/// A run that ends without a loss that is a number is not healthy, whatever else is known of it.
void findLostLoss(RunDiagnosis& diagnosis, std::span<const StepRecord> steps, const Phrases& say) {
  if (diagnosis.unexpected || !diagnosis.findings.empty()) return;
  const StepRecord* first = nullptr;
  for (const StepRecord& step : steps) {
    if ((step.absent & absentLoss) != 0) continue;
    if (std::isfinite(step.loss)) {
      first = nullptr;
    } else if (!first) {
      first = &step;
    }
  }
  if (!first) return;
  Finding finding;
  finding.severity = Severity::error;
  finding.cause = Cause::lossNotFinite;
  finding.step = first->step;
  finding.sentence =
      say(phrase("The loss is %1 in step %2, and was not finite again. What was recorded does not "
                 "tell why."),
          {shortestText(first->loss), std::to_string(first->step)});
  diagnosis.findings.push_back(finding);
}

}  // namespace

RunDiagnosis diagnose(const StoreReader& reader, const RunInfo& run, const Phrases& say) try {
  RunDiagnosis diagnosis;
  reader.readTogether([&] {
    const StoredRun stored(reader, run, say);
    findCulprits(diagnosis, stored);
    diagnosis.overflowTold = measures(run, "overflow");
    diagnosis.skips =
        measures(run, "applied")
            ? skipVerdict(stored.done(), stored.own().scaler,
                          diagnosis.unexpected ? &*diagnosis.unexpected : nullptr, say)
            : skipsNotTold(run.steps, say);
    diagnosis.findings = findingsOf(stored.config(), stored.index(), stored.samples(), say);
    findLostLoss(diagnosis, stored.done(), say);
    findPlantedFaults(diagnosis.findings, stored.injections(), say);
  });
  return diagnosis;
} catch (const Error& error) {
  throw error.within({phrase("%1: run %2"), {reader.path(), std::to_string(run.id)}});
}

Culprit culpritAt(const StoreReader& reader, const RunInfo& run, std::int64_t step,
                  const Phrases& say) {
  const Sentence place = {phrase("run %1, step %2"),
                          {std::to_string(run.id), std::to_string(step)}};
  Culprit culprit;
  reader.readTogether([&] {
    const StoredRun stored(reader, run, say);
    const StepRecord* record = stored.find(step);
    if (!record) refuse(place, phrase("the store holds no such step"));
    if (!overflowed(*record)) refuse(place, phrase("nothing overflowed in it"));
    if (!stored.counted(step)) {
      refuse(place, phrase("it overflowed, but the store holds no statistics of it: train with "
                           "\"statistics_every\": 1"));
    }
    culprit = stored.culprit(step);
  });
  return culprit;
}

}  // namespace scalescope
