#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/phrases.h"
#include "core/train/experiment.h"

namespace scalescope {

/// The thread that owns an experiment. Commands go through a queue and are carried out between two
/// steps; records come out through the listener, on the worker's thread.
class Worker {
 public:
  /// Builds the experiment on the worker's thread (loading data can take a while).
  using Builder = std::function<std::unique_ptr<Experiment>()>;
  using Failure = std::function<void(const std::string& message)>;

  /// `onFailure` is called on the worker's thread: building or training failed, which ends it, or a
  /// command was refused, which does not. `say` is the language of its messages.
  Worker(Builder builder, Failure onFailure, Phrases say = {});
  ~Worker();  ///< stops as stop() does, and joins

  void start();  ///< runs until paused, stopped or finished
  void pause();
  /// One lockstep step, then paused. From a step that a breakpoint holds, on to where the next
  /// would be updated.
  void step();
  void stop();  ///< ends the experiment; its runs become `stopped`
  void setScale(int run, float scale);
  void setBreakpoints(const Breakpoints& breakpoints);
  void inject(const Injection& injection);
  void edit(int run, const RunEdit& edit);
  /// Carries out anything on the worker's thread between two steps.
  void post(std::function<void(Experiment&)> command);
  void wait();  ///< until the experiment has ended; not from the listener
  bool ended() const;

 private:
  void run();
  void train(Experiment& experiment);
  enum class Work { none, oneStep, steps };
  Work waitForWork(Experiment& experiment);
  void takeCommand(std::unique_lock<std::mutex>& lock, Experiment& experiment);

  Builder builder_;
  Failure onFailure_;
  Phrases say_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void(Experiment&)>> commands_;
  bool running_ = false;
  int singleSteps_ = 0;
  bool stopRequested_ = false;
  std::atomic<bool> cancelEvaluation_{false};
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace scalescope
