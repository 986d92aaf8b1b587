#include "core/diagnosis/overflow_watch.h"

#include <utility>

#include "core/train/fp32_reference.h"

namespace scalescope {

OverflowWatch::OverflowWatch(ExperimentConfig config, Phrases say)
    : config_(std::move(config)),
      say_(std::move(say)),
      runs_(config_.runs.begin(), config_.runs.end()) {}

std::optional<Culprit> OverflowWatch::take(const Record& record) {
  if (const auto* event = std::get_if<EventRecord>(&record)) return takeEvent(*event);
  const int index = runOf(record);
  if (index < 0 || static_cast<std::size_t>(index) >= runs_.size()) return std::nullopt;
  Run& run = runs_[static_cast<std::size_t>(index)];
  if (const auto* step = std::get_if<StepRecord>(&record)) takeStep(run, *step);
  if (const auto* statistics = std::get_if<StatisticsRecord>(&record)) {
    if (run.step && run.step->step == statistics->step) run.now = {*statistics, run.step->scale};
  }
  return std::nullopt;
}

void OverflowWatch::takeStep(Run& run, const StepRecord& step) {
  if (run.step && run.step->applied) {
    run.applied = run.step->step;
    run.weightsOfBefore = run.now.has_value();
    run.appliedOverflow = run.step->overflow > 0;
    run.weights.apply(*run.step, run.now ? &*run.now : nullptr);
    if (run.now) run.before = std::move(run.now);
    if (!run.start) run.start = run.before;
  }
  run.now.reset();
  run.first = !run.step;
  if (run.first) run.firstLoss = toldLoss(step);
  const std::optional<StepRecord> before = run.step;
  if (const double loss = before ? toldLoss(*before) : 0.0; loss > 0.0) run.lossBefore = loss;
  run.step = step;
  run.skip = run.history.add(step);
  run.held = run.history.held();
  for (const EventRecord& each : run.injections) {
    if (each.step < step.step &&
        lasts(each, before && before->step == each.step && before->applied))
      run.earlier = each;
  }
  std::erase_if(run.injections, [&](const EventRecord& each) { return each.step < step.step; });
}

std::optional<Culprit> OverflowWatch::takeEvent(const EventRecord& event) {
  if (event.kind == EventKind::injection) {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (event.run < 0 || static_cast<std::size_t>(event.run) == i)
        runs_[i].injections.push_back(event);
    }
  }
  const bool known = event.run >= 0 && static_cast<std::size_t>(event.run) < runs_.size();
  if (event.kind != EventKind::overflow || !known) return std::nullopt;
  const Run& run = runs_[static_cast<std::size_t>(event.run)];
  if (!run.now || run.now->record.step != event.step) return std::nullopt;
  return firstCulprit(config_, event.run, evidenceOf(event.run), say_);
}

OverflowEvidence OverflowWatch::evidenceOf(int index) const {
  const Run& run = runs_[static_cast<std::size_t>(index)];
  OverflowEvidence evidence;
  evidence.step = *run.step;
  evidence.at = run.now->record;
  evidence.before = run.before;
  evidence.weightsOfBefore = run.weightsOfBefore;
  evidence.broken = run.weights.broken();
  evidence.badUpdate = run.weights.badUpdate();
  evidence.applied = run.applied;
  evidence.appliedOverflow = run.appliedOverflow;
  evidence.start = run.start;
  evidence.firstOfRun = run.first;
  evidence.firstLoss = run.firstLoss;
  evidence.lossBefore = run.lossBefore;
  evidence.skip = run.skip;
  evidence.held = run.held;
  const int reference = referenceRun(config_, index);
  if (reference >= 0) {
    const auto& other = runs_[static_cast<std::size_t>(reference)].now;
    if (other && other->record.step == evidence.at.step) evidence.reference = other;
  }
  if (run.earlier) {
    evidence.earlierFault = plantedFault(*run.earlier);
    evidence.faultStep = run.earlier->step;
  }
  for (const EventRecord& each : run.injections) {
    if (each.step == evidence.step.step) evidence.injections.push_back(plantedFault(each));
  }
  return evidence;
}

OverflowExplainer::OverflowExplainer(const ExperimentConfig& config,
                                     const std::optional<Phrases>& watcher)
    : kept_(std::make_shared<OverflowWatch>(config)),
      told_(watcher ? std::make_shared<OverflowWatch>(config, *watcher) : nullptr) {}

RecordListener OverflowExplainer::before(RecordListener next) const {
  return [kept = kept_, told = told_, next = std::move(next)](const Record& record) {
    const std::optional<Culprit> culprit = kept->take(record);
    const std::optional<Culprit> again = told ? told->take(record) : std::nullopt;
    if (!culprit) {
      next(record);
      return;
    }
    EventRecord event = std::get<EventRecord>(record);
    event.message += ". " + culprit->sentence;
    if (again) event.reason = again->sentence;
    next(event);
  };
}

void OverflowExplainer::recall(const Record& record) {
  kept_->take(record);
  if (told_) told_->take(record);
}

}  // namespace scalescope
