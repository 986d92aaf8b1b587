#include "core/train/experiment.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/data/fingerprint.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

const Dataset& requireSamples(const std::shared_ptr<const Dataset>& dataset) {
  if (!dataset || dataset->train.count() == 0) refuse("data set", "holds no training samples");
  return *dataset;
}

}  // namespace

Experiment::Experiment(ExperimentConfig config, std::shared_ptr<const Dataset> dataset,
                       BackendFactory factory, RecordListener listener)
    : config_(std::move(config)),
      dataset_(std::move(dataset)),
      listener_(std::move(listener)),
      sampler_(requireSamples(dataset_).train.count(), config_.batchSize, config_.dataset.shuffle,
               config_.seed) {
  requireFit(config_, dataset_->train.shape, dataset_->classes, "configuration");
  const auto batch = static_cast<std::size_t>(config_.batchSize);
  for (HostBatch& each : batches_) {
    each.indices.resize(batch);
    each.labels.resize(batch);
    each.pixels.resize(batch * static_cast<std::size_t>(elementCount(config_.network.input)));
  }
  const std::uint32_t samples = fingerprint(*dataset_);
  std::vector<std::unique_ptr<Backend>> backends;
  for (std::size_t run = 0; run < config_.runs.size(); ++run) backends.push_back(factory());
  // A device's memory is its back end's to look after.
  if (!backends.empty() && backends.front()->info().kind == "cpu") {
    requireMemory(config_, availableMemory(), "configuration");
  }
  const auto initial = initialWeights(config_.network, config_.init, config_.seed);
  for (int run = 0; run < static_cast<int>(config_.runs.size()); ++run) {
    auto& backend = backends[static_cast<std::size_t>(run)];
    trainers_.push_back(std::make_unique<Trainer>(std::move(backend), config_, run, initial));
    trainers_.back()->dataFingerprint = samples;
  }
  // Only what all runs have left is for samples.
  for (const auto& trainer : trainers_) kept_.push_back(trainer->keep(dataset_->train));
  live_.assign(trainers_.size(), true);
  beginSeconds_.resize(trainers_.size());
  collapsed_.assign(trainers_.size(), false);
  // Room for batches is taken now: an experiment that does not fit is refused, not begun.
  loadAll(step_);
  for (int run = 0; run < runs(); ++run) emitState(run, RunState::ready, "");
}

bool Experiment::finished() const {
  return step_ >= config_.steps ||
         std::none_of(live_.begin(), live_.end(), [](bool l) { return l; });
}

void Experiment::advance(const std::atomic<bool>* cancel) {
  if (finished()) return;
  requireLockstep();
  if (state_ != RunState::running) setState(RunState::running);
  workingSince_ = Clock::now();
  if (loaded_ != step_) loadOneByOne();
  // All are set on their way before the first is waited for: back ends on a device work side by
  // side.
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) beginStep(run);
  }
  // While devices work, the next batch is brought to them.
  if (step_ + 1 < config_.steps) loadAhead();
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) endStep(run);
  }
  ++step_;
  const bool last = step_ == config_.steps;
  if (config_.evalEvery > 0 && (last || step_ % config_.evalEvery == 0)) evaluate(cancel);
  if (checkpointEvery > 0 && step_ % checkpointEvery == 0) checkpoint();
  elapsed_ = clock();
  workingSince_.reset();
}

void Experiment::requireLockstep() const {
  for (int run = 0; run < runs(); ++run) {
    const std::int64_t done = trainers_[static_cast<std::size_t>(run)]->stepsDone();
    if (live(run) && done != step_) {
      fail("experiment", "run " + std::to_string(run) + " has done " + std::to_string(done) +
                             " steps, the others " + std::to_string(step_) +
                             ": all runs must resume from the same step");
    }
  }
}

/// Does `work`, and if that goes wrong ends this run alone; false then.
template <typename Work>
bool Experiment::attempt(int run, const Work& work) {
  try {
    work();
    return true;
  } catch (const std::exception& error) {
    failRun(run, error.what());
    return false;
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

void Experiment::beginStep(int run) {
  const auto start = Clock::now();
  if (!attempt(run, [&] { trainer(run).begin(statisticsDue()); })) return;
  beginSeconds_[static_cast<std::size_t>(run)] = secondsSince(start);
}

void Experiment::endStep(int run) {
  const auto start = Clock::now();
  StepRecord record;
  if (!attempt(run, [&] { record = trainer(run).end(); })) return;
  if (record.stepMs == 0.0) {
    const double seconds = beginSeconds_[static_cast<std::size_t>(run)] + secondsSince(start);
    record.stepMs = seconds * 1000.0;
  }
  record.wallTime = clock();
  listener_(record);
  if (statisticsDue()) listener_(trainer(run).statistics());
  if (record.overflow > 0 || record.foundInf) reportOverflow(run, record);
  reportScale(run, record);
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

void Experiment::evaluate(const std::atomic<bool>* cancel) {
  if (dataset_->test.count() == 0) return;
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) evaluateRun(run, cancel);
  }
}

void Experiment::evaluateRun(int run, const std::atomic<bool>* cancel) {
  const bool alone = !workingSince_;  // asked for between two steps
  if (alone) workingSince_ = Clock::now();
  const std::int64_t count = dataset_->test.count();
  bool whole = false;
  attempt(run, [&] { whole = evaluateSamples(run, count, cancel); });
  const double time = clock();
  if (alone) {
    elapsed_ = time;
    workingSince_.reset();
  }
  if (!whole) return;
  const double accuracy = static_cast<double>(sum_.correct) / static_cast<double>(count);
  const double loss = sum_.loss / static_cast<double>(count);
  listener_(EvaluationRecord{run, step_, loss, accuracy, count, time});
  emitEvent(run, EventKind::evaluation, accuracy, evaluationMessage(accuracy, loss));
}

/// Into `sum_`; false if it was broken off. The last batch is filled up with its last sample.
bool Experiment::evaluateSamples(int run, std::int64_t count, const std::atomic<bool>* cancel) {
  sum_ = {};
  loaded_ = -1;
  HostBatch& batch = batches_.front();
  for (std::int64_t first = 0; first < count; first += config_.batchSize) {
    if (cancel && cancel->load(std::memory_order_relaxed)) return false;
    for (std::int64_t i = 0; i < config_.batchSize; ++i) {
      batch.indices[static_cast<std::size_t>(i)] = std::min(first + i, count - 1);
    }
    dataset_->test.gather(batch.indices, batch.pixels, batch.labels);
    const std::int64_t real = std::min(config_.batchSize, count - first);
    const LossResult part = trainer(run).evaluate(batch.pixels, batch.labels, real);
    sum_.loss += part.loss;
    sum_.correct += part.correct;
  }
  return true;
}

void Experiment::checkpoint() {
  if (checkpointedAt_ == step_) return;
  checkpointedAt_ = step_;
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) checkpointRun(run, step_);
  }
}

void Experiment::checkpointRun(int run, std::int64_t step) {
  std::string bytes;
  if (!attempt(run, [&] { bytes = trainer(run).saveCheckpoint(); })) return;
  listener_(CheckpointRecord{run, step, std::move(bytes)});
}

void Experiment::setScale(int run, float scale) {
  if (run < 0 || run >= runs()) refuse("loss scale", "there is no run " + std::to_string(run));
  if (!std::isfinite(scale) || scale <= 0.0F) {
    refuse("loss scale", "expected a positive finite number, found " + scaleText(scale));
  }
  if (!live(run)) return;
  const float before = trainer(run).scale();
  trainer(run).setScale(scale);
  collapsed_[static_cast<std::size_t>(run)] = false;
  checkpointedAt_ = -1;
  emitEvent(run, EventKind::scaleChange, static_cast<double>(scale),
            "set by hand from " + scaleText(before) + " to " + scaleText(scale));
}

void Experiment::resume(int run, std::string_view checkpoint, const std::string& source) {
  trainer(run).loadCheckpoint(checkpoint, source);
  loaded_ = -1;
  step_ = trainer(run).stepsDone();
  collapsed_[static_cast<std::size_t>(run)] = isCollapsed(trainer(run).scale());
  checkpointedAt_ = step_;
}

void Experiment::pause() {
  if (state_ == RunState::running) setState(RunState::paused);
}

void Experiment::finish(RunState state, const std::string& message) {
  checkpoint();
  setState(state, message);
  live_.assign(live_.size(), false);
}

void Experiment::failRun(int run, const std::string& message) {
  emitEvent(run, EventKind::state, 0.0, "failed: " + message);
  emitState(run, RunState::failed, message);
  live_[static_cast<std::size_t>(run)] = false;
}

void Experiment::setState(RunState state, const std::string& message) {
  state_ = state;
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) emitState(run, state, message);
  }
}

void Experiment::emitState(int run, RunState state, const std::string& message) {
  Trainer& trainer = this->trainer(run);
  listener_(StateRecord{run, trainer.stepsDone(), state, message, trainer.backend().memoryPeak()});
}

void Experiment::emitEvent(int run, EventKind kind, double value, const std::string& message) {
  listener_(EventRecord{run, step_, kind, value, message});
}

double Experiment::clock() const {
  return elapsed_ + (workingSince_ ? secondsSince(*workingSince_) : 0.0);
}

}  // namespace scalescope
