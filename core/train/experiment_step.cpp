// What an experiment does in one lockstep step.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/error.h"
#include "core/base/stopwatch.h"
#include "core/train/events.h"
#include "core/train/experiment.h"

namespace scalescope {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

template <typename Work>
bool Experiment::timed(int run, const Work& work) {
  const auto start = Clock::now();
  const bool good = attempt(run, work);
  stepSeconds_[static_cast<std::size_t>(run)] += secondsSince(start);
  return good;
}

void Experiment::advance(const std::atomic<bool>* cancel) {
  if (finished()) return;
  requireLockstep();
  if (state_ != RunState::running) setState(RunState::running);
  workingSince_ = Clock::now();
  if (held_) {
    releaseHeld();
    completeSteps(cancel);
  } else {
    computeStep();
    held_ = hitsBreakpoint();
    if (!held_) completeSteps(cancel);
  }
  elapsed_ = clock();
  workingSince_.reset();
  if (held_) setState(RunState::paused);
}

void Experiment::advanceToHold(const std::atomic<bool>* cancel) {
  if (held_) advance(cancel);
  if (finished()) return;
  holdNext_ = true;
  advance(cancel);
  holdNext_ = false;
}

/// Forward and backward in all runs. A step whose values overflow is counted.
void Experiment::computeStep() {
  if (loaded_ != step_) loadOneByOne();
  injectScales();
  // All are set on their way before the first is waited for: back ends on a device work side by
  // side.
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) beginStep(run, statisticsDue() || isInjected(run));
  }
  // While devices work, the next batch is brought to them.
  if (step_ + 1 < config_.steps) loadAhead();
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) endStep(run);
  }
  if (overflowed() && !statisticsDue()) computeAgain();
}

void Experiment::completeSteps(const std::atomic<bool>* cancel) {
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) completeStep(run);
  }
  followNoise();
  reportDivergence();
  told_.clear();
  ++step_;
  if (evaluationDue(config_, step_)) evaluate(cancel);
  if (checkpointEvery > 0 && step_ % checkpointEvery == 0) checkpoint();
}

void Experiment::requireLockstep() const {
  for (int run = 0; run < runs(); ++run) {
    const std::int64_t done = trainers_[static_cast<std::size_t>(run)]->stepsDone();
    if (live(run) && done != step_) {
      fail(phrase("experiment"),
           {phrase(
                "run %1 has done %2 steps, the others %3: all runs must resume from the same step"),
            {std::to_string(run), std::to_string(done), std::to_string(step_)}});
    }
  }
}

void Experiment::gatherBatch(std::int64_t step) {
  HostBatch& batch = batchOf(step);
  sampler_.batch(step, batch.indices);
  const bool gathers = std::find(kept_.begin(), kept_.end(), false) != kept_.end();
  if (gathers) dataset_->train.gather(batch.indices, batch.pixels, batch.labels);
}

void Experiment::loadBatch(int run, std::int64_t step) {
  const HostBatch& batch = batchOf(step);
  if (kept_[static_cast<std::size_t>(run)]) {
    trainer(run).load(batch.indices);
  } else {
    trainer(run).load(batch.pixels, batch.labels);
  }
}

void Experiment::loadAll(std::int64_t step) {
  gatherBatch(step);
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) loadBatch(run, step);
  }
  loaded_ = step;
}

/// What goes wrong is met once more by the step itself, when the one under way has been told of.
void Experiment::loadAhead() {
  loaded_ = -1;
  try {
    loadAll(step_ + 1);
  } catch (const std::exception&) {
  }
}

void Experiment::loadOneByOne() {
  gatherBatch(step_);
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) attempt(run, [&] { loadBatch(run, step_); });
  }
  loaded_ = step_;
}

bool Experiment::statisticsDue() const {
  return config_.statisticsEvery > 0 && step_ % config_.statisticsEvery == 0;
}

/// A step that overflows is done again with statistics, and so are the FP32 run's, which it is
/// compared with, and all others' where that costs nothing: on a device, a step that is always held
/// waits for the host before its update.
Hold Experiment::hold(int run) const {
  const bool mayPause = breakpoints_.any() || holdNext_;
  return waitsAnyway_ || mayPause || isReference(run) ? Hold::always : Hold::onOverflow;
}

void Experiment::beginStep(int run, bool statistics) {
  timed(run, [&] { trainer(run).begin({statistics, hold(run), injectionsOf(run)}); });
}

void Experiment::endStep(int run) {
  timed(run, [&] { records_[static_cast<std::size_t>(run)] = trainer(run).end(); });
}

bool Experiment::overflowed() const {
  for (int run = 0; run < runs(); ++run) {
    const StepRecord& record = records_[static_cast<std::size_t>(run)];
    if (live(run) && (record.foundInf || record.overflow > 0)) return true;
  }
  return false;
}

/// The step once more, with statistics, in all runs that have not applied it yet. Where nothing
/// that it depends on has changed, it comes to the same bits.
void Experiment::computeAgain() {
  std::vector<int> again;
  for (int run = 0; run < runs(); ++run) {
    if (live(run) && trainer(run).stepsDone() == step_) again.push_back(run);
  }
  const auto eachOne = [&](const auto& work) {
    for (const int run : again) {
      if (live(run)) work(run);
    }
  };
  loaded_ = -1;  // the next batch gives way to this one
  gatherBatch(step_);
  eachOne([&](int run) { timed(run, [&] { loadBatch(run, step_); }); });
  eachOne([&](int run) { beginStep(run, true); });
  eachOne([&](int run) { endStep(run); });
}

void Experiment::completeStep(int run) {
  const auto index = static_cast<std::size_t>(run);
  StepRecord& record = records_[index];
  if (trainer(run).held()) {
    if (!timed(run, [&] { record = trainer(run).complete(); })) return;
  }
  if (record.stepMs == 0.0) record.stepMs = stepSeconds_[index] * 1000.0;
  stepSeconds_[index] = 0.0;
  record.wallTime = clock();
  reportInjections(run);
  listener_(record);
  const bool overflow = scalescope::overflowed(record);
  if (trainer(run).hasStatistics()) {
    listener_(trainer(run).statistics());
  } else if (overflow) {
    attempt(run, [&] { listener_(trainer(run).weightStatistics()); });
  }
  if (overflow) reportOverflow(run, record);
  reportScale(run, record);
}

/// The tensors that a person wants to know of a step that went non-finite.
void Experiment::nameFirst(HeldStep& held, const Trainer& trainer) {
  const StepRecord& record = held.record;
  const bool broken = record.foundInf || record.overflow > 0 || !std::isfinite(record.loss);
  if (!broken) return;
  held.firstOverflow = trainer.network().firstOverflow();
  if (held.firstOverflow.empty() || !std::isfinite(record.loss))
    held.firstNonFinite = trainer.firstNonFinite();
}

/// Tells of every run that gives a reason to pause, and what the tensors of all are then.
bool Experiment::hitsBreakpoint() {
  if (!breakpoints_.any() && !holdNext_) return false;
  std::vector<EventRecord> events;
  for (int run = 0; run < runs(); ++run) {
    if (!live(run) || !trainer(run).held()) continue;
    HeldStep held{records_[static_cast<std::size_t>(run)],
                  static_cast<double>(trainer(run).lastDecision().nextScale),
                  trainer(run).clippedValues()};
    nameFirst(held, trainer(run));
    const auto event = breakpointHit(breakpoints_, held, referenceStep(run), lossChance(run));
    if (event) events.push_back(*event);
  }
  if (events.empty() && !holdNext_) return false;
  if (onHold) onHold();
  // What a fork that tries something else at this step begins from. It knows nothing of the step.
  if (!events.empty() && checkpointEvery > 0) checkpoint();
  for (const EventRecord& event : events) listener_(event);
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) reportInjections(run);
  }
  computeAgain();
  tellStatistics();
  return true;
}

void Experiment::tellStatistics() {
  for (int run = 0; run < runs(); ++run) {
    if (live(run) && trainer(run).hasStatistics()) listener_(trainer(run).statistics());
  }
}

/// What was changed while the step was held goes for this step.
void Experiment::releaseHeld() {
  held_ = false;
  if (edited_) computeAgain();
  edited_ = false;
}

void Experiment::reportOverflow(int run, const StepRecord& record) {
  emitEvent(run, EventKind::overflow, static_cast<double>(record.overflow),
            overflowMessage(record, trainer(run).network().firstOverflow()));
}

void Experiment::reportScale(int run, const StepRecord& record) {
  Trainer& trainer = this->trainer(run);
  const StepDecision& decision = trainer.lastDecision();
  const float scale = decision.nextScale;
  const ScaleChange change = decision.change;
  if (floatBits(scale) != floatBits(decision.lossScale)) {
    emitEvent(run, EventKind::scaleChange, static_cast<double>(scale),
              scaleMessage(change, decision.lossScale, scale));
  }
  if (isCollapsed(scale) && !collapsed_[static_cast<std::size_t>(run)]) {
    collapsed_[static_cast<std::size_t>(run)] = true;
    std::string tensor;
    if (!attempt(run, [&] { tensor = trainer.firstNonFinite(); })) return;
    emitEvent(run, EventKind::collapse, static_cast<double>(scale), collapseMessage(tensor));
  }
  if (change == ScaleChange::floorReached) {
    checkpointRun(run, trainer.stepsDone());
    if (live(run)) failRun(run, floorMessage(record));
  }
}

}  // namespace scalescope
