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
#include "core/train/breakpoints.h"
#include "core/train/noise_band.h"
#include "core/train/run_edit.h"
#include "core/train/trainer.h"

namespace scalescope {

using BackendFactory = std::function<std::unique_ptr<Backend>()>;

/// Whether all runs are evaluated after so many steps.
bool evaluationDue(const ExperimentConfig& config, std::int64_t step);

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
  /// The same of these runs alone.
  void evaluate(const std::vector<int>& runs, const std::atomic<bool>* cancel = nullptr);
  /// From now on; those that were hit already are hit again by a later step.
  void setBreakpoints(const Breakpoints& breakpoints) { breakpoints_ = breakpoints; }
  /// A breakpoint was hit: the step under way waits with its update, in all runs, and the next
  /// advance() completes it.
  bool held() const { return held_; }
  /// Completes the held step, and goes on to where the next would be updated.
  void advanceToHold(const std::atomic<bool>* cancel = nullptr);
  /// Changes a live run's settings from the step under way on, if it is held, else from the next.
  /// Refused, and nothing changed, if the run cannot be what is asked for.
  void edit(int run, const RunEdit& edit);
  /// Plants a fault in the step under way if it is held, else in the next; its own step counts not.
  void inject(Injection injection);
  void checkpoint();  ///< emits a CheckpointRecord for every live run
  /// Emits the final state of every run that is still live. Stopped before the end: `stopped`, with
  /// a checkpoint.
  void finish(RunState state, const std::string& message = "");
  /// Restores one run's state; all runs of an experiment must be at the same step before advance()
  /// is called.
  void resume(int run, std::string_view checkpoint, const Sentence& source);
  /// Begins where a checkpoint of another run left off: a fork. `ownScaler`: the scale is not the
  /// checkpoint's but where the run's own scaler starts. Emits the state as a checkpoint of this
  /// run.
  void startFrom(int run, std::string_view checkpoint, const Sentence& source, bool ownScaler);
  /// A run that failed before its experiment is resumed: it takes no step, and nothing is told of
  /// it.
  void leaveOut(int run) { live_[static_cast<std::size_t>(run)] = false; }
  /// Continues the clock of a stored experiment.
  void setElapsed(double seconds) { elapsed_ = seconds; }

  /// Continues the band of a stored experiment's noise floor: how far its loss was at most from the
  /// FP32 run's.
  void addNoise(double lossDistance) { lossNoise_.add(lossDistance); }

  Trainer& trainer(int run) { return *trainers_[static_cast<std::size_t>(run)]; }
  int runs() const { return static_cast<int>(trainers_.size()); }
  bool live(int run) const { return live_[static_cast<std::size_t>(run)]; }
  /// Called before anybody is told that a step waits: who hears of it may let it go on at once.
  std::function<void()> onHold;
  /// Steps between checkpoints; 0: only at the end. A tenth of the experiment unless it is set, at
  /// least 10 and at most 500.
  std::int64_t checkpointEvery;

 private:
  struct HostBatch {
    std::vector<std::int64_t> indices;
    std::vector<float> pixels;
    std::vector<std::int32_t> labels;
  };

  void requireRun(int run, const Sentence& what) const;
  void rebuild(int run, const RunEdit& edit);
  void settleAt(int run);
  void requireLockstep() const;
  /// Does `work`, and if that goes wrong ends this run alone; false then.
  template <typename Work>
  bool attempt(int run, const Work& work) {
    try {
      work();
      return true;
    } catch (const std::exception& error) {
      failRun(run, error.what());
      return false;
    }
  }
  HostBatch& batchOf(std::int64_t step) {
    return batches_[static_cast<std::size_t>(step) % batches_.size()];
  }
  void gatherBatch(std::int64_t step);
  void loadBatch(int run, std::int64_t step);  ///< to one run's back end; must be gathered
  void loadAll(std::int64_t step);             ///< throws what goes wrong
  void loadAhead();
  void loadOneByOne();         ///< a run for which it goes wrong ends
  bool statisticsDue() const;  ///< of the step under way
  bool isInjected(int run) const;
  Hold hold(int run) const;
  void computeStep();
  void completeSteps(const std::atomic<bool>* cancel);
  bool hitsBreakpoint();
  static void nameFirst(HeldStep& held, const Trainer& trainer);
  int comparedWith(int run) const;
  bool isReference(int run) const;
  const StepRecord* referenceStep(int run) const;
  double lossChance(int run) const;
  double noiseDistance(int noiseFloor) const;
  void followNoise();
  void reportDivergence();
  bool isComparable(int run) const;
  void releaseHeld();
  void requireInjectable(const Injection& injection, const Sentence& place);
  void injectScale(const Injection& injection);
  void injectScales();
  void beginStep(int run, bool statistics);
  void endStep(int run);
  bool overflowed() const;
  void computeAgain();
  void tellStatistics();
  std::vector<Injection> injectionsOf(int run) const;
  void reportInjections(int run);
  void completeStep(int run);
  /// attempt(), as time of the step
  template <typename Work>
  bool timed(int run, const Work& work);
  void reportOverflow(int run, const StepRecord& record);
  void reportScale(int run, const StepRecord& record);
  void checkpointRun(int run, std::int64_t step);
  void evaluateRun(int run, const std::atomic<bool>* cancel);
  bool evaluateSamples(int run, std::int64_t count, const std::atomic<bool>* cancel);
  void failRun(int run, const std::string& message);
  void setState(RunState state, const std::string& message = "");
  void emitState(int run, RunState state, const std::string& message);
  void emitEvent(int run, EventKind kind, double value, const std::string& message,
                 const std::string& action = "");
  double clock() const;  ///< seconds of training so far

  ExperimentConfig config_;
  std::shared_ptr<const Dataset> dataset_;
  RecordListener listener_;
  BackendFactory factory_;
  Sampler sampler_;
  std::vector<std::unique_ptr<Trainer>> trainers_;
  std::vector<RunEdit> edits_;  ///< by run, since the configuration
  std::vector<bool> kept_;      ///< by run: the training set lives where its back end computes
  std::vector<bool> live_;
  bool waitsAnyway_ = false;  ///< back ends on this processor: every update waits for the host
  std::vector<StepRecord> records_;  ///< by run, of the step under way
  std::vector<double> stepSeconds_;  ///< what it took this thread so far
  std::vector<bool> collapsed_;
  DivergenceMeter divergence_;
  NoiseBand lossNoise_;               ///< of the steps that are over
  std::array<HostBatch, 2> batches_;  ///< of the step under way and of the next, by turns
  std::int64_t loaded_ = -1;          ///< the step whose batch the back ends have
  LossResult sum_;                    ///< of the evaluation under way
  Breakpoints breakpoints_;
  bool held_ = false;                            ///< a breakpoint was hit
  bool holdNext_ = false;                        ///< the step that is computed next, whatever it is
  std::vector<Injection> planted_;               ///< while training, beyond the configuration's
  std::vector<std::pair<int, Injection>> told_;  ///< by run: of the step under way
  bool edited_ = false;  ///< something that the held step depends on was changed
  std::int64_t step_ = 0;
  std::int64_t checkpointedAt_ =
      -1;  ///< step of the last checkpoints, if nothing was changed since
  RunState state_ = RunState::ready;
  double elapsed_ = 0.0;  ///< seconds of work that is over; pauses are never in it
  std::optional<std::chrono::steady_clock::time_point> workingSince_;
};

}  // namespace scalescope
