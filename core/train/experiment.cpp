#include "core/train/experiment.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/base/stopwatch.h"
#include "core/data/fingerprint.h"
#include "core/train/events.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

using Clock = std::chrono::steady_clock;

const Dataset& requireSamples(const std::shared_ptr<const Dataset>& dataset) {
  if (!dataset || dataset->train.count() == 0)
    refuse(phrase("data set"), phrase("holds no training samples"));
  return *dataset;
}

}  // namespace

Experiment::Experiment(ExperimentConfig config, std::shared_ptr<const Dataset> dataset,
                       BackendFactory factory, RecordListener listener)
    : checkpointEvery(std::clamp<std::int64_t>(config.steps / 10, 10, 500)),
      config_(std::move(config)),
      dataset_(std::move(dataset)),
      listener_(std::move(listener)),
      factory_(std::move(factory)),
      sampler_(requireSamples(dataset_).train.count(), config_.batchSize, config_.dataset.shuffle,
               config_.seed) {
  requireFit(config_, dataset_->train.shape, dataset_->classes, phrase("configuration"));
  const auto batch = static_cast<std::size_t>(config_.batchSize);
  for (HostBatch& each : batches_) {
    each.indices.resize(batch);
    each.labels.resize(batch);
    each.pixels.resize(batch * static_cast<std::size_t>(elementCount(config_.network.input)));
  }
  const std::uint32_t samples = fingerprint(*dataset_);
  std::vector<std::unique_ptr<Backend>> backends;
  for (std::size_t run = 0; run < config_.runs.size(); ++run) backends.push_back(factory_());
  // A device's memory is its back end's to look after.
  waitsAnyway_ = !backends.empty() && backends.front()->info().kind == "cpu";
  if (waitsAnyway_) {
    requireMemory(config_, availableMemory(), phrase("configuration"));
  }
  const auto initial = initialWeights(config_.network, config_.init, config_.seed);
  for (int run = 0; run < static_cast<int>(config_.runs.size()); ++run) {
    auto& backend = backends[static_cast<std::size_t>(run)];
    const bool moved = config_.runs[static_cast<std::size_t>(run)].noiseFloor;
    trainers_.push_back(std::make_unique<Trainer>(std::move(backend), config_, run,
                                                  moved ? movedByOneUlp(initial) : initial));
    trainers_.back()->dataFingerprint = samples;
  }
  // Only what all runs have left is for samples.
  for (const auto& trainer : trainers_) kept_.push_back(trainer->keep(dataset_->train));
  live_.assign(trainers_.size(), true);
  edits_.resize(trainers_.size());
  records_.resize(trainers_.size());
  stepSeconds_.resize(trainers_.size());
  collapsed_.assign(trainers_.size(), false);
  // Room for batches is taken now: an experiment that does not fit is refused, not begun.
  loadAll(step_);
  for (std::size_t i = 0; i < config_.injections.size(); ++i) {
    requireInjectable(
        config_.injections[i],
        {phrase("%1: %2"), {phrase("configuration"), "/inject/" + std::to_string(i)}});
  }
  for (int run = 0; run < runs(); ++run) emitState(run, RunState::ready, "");
}

bool Experiment::finished() const {
  return step_ >= config_.steps ||
         std::none_of(live_.begin(), live_.end(), [](bool l) { return l; });
}

bool evaluationDue(const ExperimentConfig& config, std::int64_t step) {
  return config.evalEvery > 0 && (step == config.steps || step % config.evalEvery == 0);
}

void Experiment::evaluate(const std::atomic<bool>* cancel) {
  std::vector<int> all(static_cast<std::size_t>(runs()));
  std::iota(all.begin(), all.end(), 0);
  evaluate(all, cancel);
}

void Experiment::evaluate(const std::vector<int>& runs, const std::atomic<bool>* cancel) {
  if (dataset_->test.count() == 0) return;
  for (const int run : runs) {
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
  listener_(EvaluationRecord{run, step_, loss, accuracy, step_ * config_.batchSize, time});
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

void Experiment::pause() {
  if (state_ == RunState::running) setState(RunState::paused);
}

void Experiment::finish(RunState state, const std::string& message) {
  for (const auto& trainer : trainers_) trainer->abandon();
  held_ = false;
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

void Experiment::emitEvent(int run, EventKind kind, double value, const std::string& message,
                           const std::string& action) {
  listener_(EventRecord{run, step_, kind, value, message, action});
}

double Experiment::clock() const {
  return elapsed_ + (workingSince_ ? secondsSince(*workingSince_) : 0.0);
}

}  // namespace scalescope
