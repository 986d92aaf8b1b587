#include "core/store/stored_run.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/diagnosis/weights_watch.h"
#include "core/store/stored_reference.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// Steps with statistics that findings rest on, spread over the run.
constexpr std::size_t kSamples = 8;

/// What the statistics of a step tell that waits at a breakpoint, and has no row yet.
StepRecord waitingStep(const StatisticsRecord& statistics) {
  StepRecord step;
  step.step = statistics.step;
  step.scale = statistics.scale;
  step.loss = NAN;
  step.absent = absentLoss;
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
  std::int64_t changed = 0, interval = 0, skips = 0, hysteresis = 1;
  bool changes = false, scales = false;
  const StepRecord* before = nullptr;
  for (const StepRecord& step : steps) {
    if (std::isnan(step.scale)) continue;  // it is not told
    scales |= step.scale != 1.0;
    const bool change = before && step.scale != before->scale;
    const bool rose = change && step.scale > before->scale;
    if (change && !rose) hysteresis = std::max(hysteresis, skips);
    if (before && (step.applied || change)) skips = 0;
    if (!step.applied) ++skips;
    before = &step;
    if (!change) continue;
    const std::int64_t since = step.step - changed;
    if (rose && (interval == 0 || since < interval)) interval = since;
    changed = step.step;
    changes = true;
  }
  if (unknown && scales) scaler.kind = changes ? ScalerKind::dynamic : ScalerKind::fixed;
  const bool told = run.details.find("\"scaler\"") != std::string::npos;
  constexpr std::int64_t kMostHysteresis = 16;
  if (!told) scaler.hysteresis = static_cast<int>(std::min(hysteresis, kMostHysteresis));
  if (interval > 0 && !told)
    scaler.interval = static_cast<int>(std::min<std::int64_t>(interval, 1 << 30));
}

}  // namespace

StoredRun::StoredRun(const StoreReader& reader, const RunInfo& run, const Phrases& say)
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
  ScaleHistory history(own().scaler);
  double loss = 0.0;
  for (const StepRecord& step : steps_) {
    kinds_.push_back(history.add(step));
    held_.push_back(history.held());
    lossBefore_.push_back(loss);
    if (const double own = toldLoss(step); own > 0.0) loss = own;
  }
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
  TensorTable table;
  for (const StoredTensor& each : tensors) table.push_back(each.info);
  const bool half = std::any_of(table.begin(), table.end(), [](const TensorInfo& each) {
    return each.role == TensorRole::gradient && each.format == Format::fp16;
  });
  tellsUnderflow_ = !half || !countedAfterCast(run_, table);
  countsWeights_ = std::any_of(tensors.begin(), tensors.end(), [](const StoredTensor& each) {
    return each.info.role == TensorRole::weight;
  });
}

const StepRecord* StoredRun::find(std::int64_t step) const {
  const auto found =
      std::lower_bound(steps_.begin(), steps_.end(), step,
                       [](const StepRecord& each, std::int64_t at) { return each.step < at; });
  return found != steps_.end() && found->step == step ? &*found : nullptr;
}

bool StoredRun::counted(std::int64_t step) const {
  return std::binary_search(counted_.begin(), counted_.end(), step);
}

Culprit StoredRun::culprit(std::int64_t step) const {
  return firstCulprit(config(), index(), evidenceOf(step), say_);
}

std::vector<ScaledStatistics> StoredRun::samples() const {
  std::vector<ScaledStatistics> samples;
  const std::size_t count = std::min(kSamples, applied_.size());
  for (std::size_t i = 0; i < count; ++i) {
    // The first, whose gradients are large, and the newest are always among them.
    const std::size_t last = applied_.size() - 1;
    const std::size_t at = count > 1 ? i * last / (count - 1) : last;
    if (auto read = statistics(applied_[at])) samples.push_back(std::move(*read));
  }
  return samples;
}

std::optional<ScaledStatistics> StoredRun::statistics(std::int64_t step) const {
  auto record = reader_.statistics(run_.id, step);
  const StepRecord* row = find(step);
  if (!record || !row) return std::nullopt;
  return ScaledStatistics{std::move(*record), row->scale};
}

OverflowEvidence StoredRun::evidenceOf(std::int64_t step) const {
  OverflowEvidence evidence;
  evidence.step = *find(step);
  evidence.firstOfRun = step == steps_.front().step;
  evidence.firstLoss = toldLoss(steps_.front());
  evidence.at = *reader_.statistics(run_.id, step);
  evidence.countedAfterCast = countedAfterCast(run_, *evidence.at.tensors);
  const auto place = static_cast<std::size_t>(find(step) - steps_.data());
  evidence.skip = kinds_[place];
  evidence.held = held_[place];
  evidence.lossBefore = lossBefore_[place];
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
    const StepRecord* row = find(each.step);
    if (each.step >= step || !lasts(each, row && row->applied)) continue;
    evidence.earlierFault = plantedFault(each);
    evidence.faultStep = each.step;
  }
  return evidence;
}

/// The newest before `end` that tells of weights; none if those that are near do not.
std::optional<StoredRun::Steps> StoredRun::newestWithWeights(Steps end) const {
  constexpr int kNear = 16;
  for (int i = 0; countsWeights_ && i < kNear && end != applied_.begin(); ++i) {
    const auto read = statistics(*--end);
    if (read && holdsWeights(read->record)) return end;
  }
  return std::nullopt;
}

bool StoredRun::weightsAreBad(Steps last) const {
  const auto told = newestWithWeights(std::next(last));
  return told && firstBadWeight(statistics(**told)->record);
}

/// Reads few of many records: weights that are not finite stay so.
void StoredRun::followWeights(OverflowEvidence& evidence, std::int64_t step) const {
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

const StepRecord* StoredRun::newestApplied(std::int64_t before) const {
  for (auto step = static_cast<std::size_t>(find(before) - steps_.data()); step-- > 0;) {
    if (steps_[step].applied) return &steps_[step];
  }
  return nullptr;
}

std::optional<ScaledStatistics> StoredRun::referenceAt(std::int64_t step) const {
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

}  // namespace scalescope
