#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/sampler.h"
#include "core/train/trainer.h"

namespace scalescope {

using BackendFactory = std::function<std::unique_ptr<Backend>()>;

/// Two or more runs from the same initial weights on the same batches, step by step together. Owned
/// by one thread.
class Experiment {
 public:
  /// `dataset` is shared, never copied. Emits StateRecord ready for every run.
  Experiment(ExperimentConfig config, std::shared_ptr<const Dataset> dataset,
             BackendFactory factory, RecordListener listener);

  const ExperimentConfig& config() const { return config_; }
  std::int64_t stepsDone() const { return step_; }
  bool finished() const;  ///< all steps done, or no run is left that could go on
  /// One lockstep step of every live run, with evaluation, events and checkpoints when due.
  /// `cancel` breaks an evaluation off, which leaves no record then. A run that fails ends alone.
  void advance(const std::atomic<bool>* cancel = nullptr);
  /// Tells listeners that no step will follow for a while.
  void pause();
  /// Sets the loss scale of a live run by hand; refused if it is not a positive finite number.
  void setScale(int run, float scale);
  /// Evaluates every live run on the test set now; `cancel` is looked at between batches.
  void evaluate(const std::atomic<bool>* cancel = nullptr);
  void checkpoint();  ///< emits a CheckpointRecord for every live run
  /// Emits the final state of every run that is still live. Stopped before the end: `stopped`, with
  /// a checkpoint.
  void finish(RunState state, const std::string& message = "");
  /// Restores one run's state; all runs of an experiment must be at the same step before advance()
  /// is called.
  void resume(int run, std::string_view checkpoint, const std::string& source);
  /// A run that failed before its experiment is resumed: it takes no step, and nothing is told of
  /// it.
  void leaveOut(int run) { live_[static_cast<std::size_t>(run)] = false; }
  /// Continues the clock of a stored experiment.
  void setElapsed(double seconds) { elapsed_ = seconds; }

  Trainer& trainer(int run) { return *trainers_[static_cast<std::size_t>(run)]; }
  int runs() const { return static_cast<int>(trainers_.size()); }
  bool live(int run) const { return live_[static_cast<std::size_t>(run)]; }
  std::int64_t checkpointEvery = 500;  ///< steps between checkpoints; 0: only at the end

 private:
  struct HostBatch {
    std::vector<std::int64_t> indices;
    std::vector<float> pixels;
    std::vector<std::int32_t> labels;
  };

  void requireLockstep() const;
  template <typename Work>
  bool attempt(int run, const Work& work);
  HostBatch& batchOf(std::int64_t step) {
    return batches_[static_cast<std::size_t>(step) % batches_.size()];
  }
  void gatherBatch(std::int64_t step);
  void loadBatch(int run, std::int64_t step);  ///< to one run's back end; must be gathered
  void loadAll(std::int64_t step);             ///< throws what goes wrong
  void loadAhead();
  void loadOneByOne();         ///< a run for which it goes wrong ends
  bool statisticsDue() const;  ///< of the step under way
  void beginStep(int run);
  void endStep(int run);
  void reportOverflow(int run, const StepRecord& record);
  void reportScale(int run, const StepRecord& record);
  void checkpointRun(int run, std::int64_t step);
  void evaluateRun(int run, const std::atomic<bool>* cancel);
  bool evaluateSamples(int run, std::int64_t count, const std::atomic<bool>* cancel);
  void failRun(int run, const std::string& message);
  void setState(RunState state, const std::string& message = "");
  void emitState(int run, RunState state, const std::string& message);
  void emitEvent(int run, EventKind kind, double value, const std::string& message);
  double clock() const;  ///< seconds of training so far

  ExperimentConfig config_;
  std::shared_ptr<const Dataset> dataset_;
  RecordListener listener_;
  Sampler sampler_;
  std::vector<std::unique_ptr<Trainer>> trainers_;
  std::vector<bool> kept_;  ///< by run: the training set lives where its back end computes
  std::vector<bool> live_;
  std::vector<double> beginSeconds_;  ///< what setting the step under way on its way took
  std::vector<bool> collapsed_;
  std::array<HostBatch, 2> batches_;  ///< of the step under way and of the next, by turns
  std::int64_t loaded_ = -1;          ///< the step whose batch the back ends have
  LossResult sum_;                    ///< of the evaluation under way
  std::int64_t step_ = 0;
  std::int64_t checkpointedAt_ =
      -1;  ///< step of the last checkpoints, if nothing was changed since
  RunState state_ = RunState::ready;
  double elapsed_ = 0.0;  ///< seconds of work that is over; pauses are never in it
  std::optional<std::chrono::steady_clock::time_point> workingSince_;
};

}  // namespace scalescope
