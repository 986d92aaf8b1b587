#include "core/train/worker.h"

#include "core/base/error.h"

namespace scalescope {

Worker::Worker(Builder builder, Failure onFailure, Phrases say)
    : builder_(std::move(builder)), onFailure_(std::move(onFailure)), say_(std::move(say)) {
  thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
  stop();
  thread_.join();
}

void Worker::start() {
  const std::lock_guard lock(mutex_);
  running_ = true;
  changed_.notify_all();
}

void Worker::pause() {
  const std::lock_guard lock(mutex_);
  running_ = false;
  singleSteps_ = 0;
  changed_.notify_all();
}

void Worker::step() {
  const std::lock_guard lock(mutex_);
  running_ = false;
  ++singleSteps_;
  changed_.notify_all();
}

void Worker::stop() {
  cancelEvaluation_ = true;
  const std::lock_guard lock(mutex_);
  stopRequested_ = true;
  changed_.notify_all();
}

void Worker::setScale(int run, float scale) {
  post([run, scale](Experiment& experiment) { experiment.setScale(run, scale); });
}

void Worker::setBreakpoints(const Breakpoints& breakpoints) {
  post([breakpoints](Experiment& experiment) { experiment.setBreakpoints(breakpoints); });
}

void Worker::inject(const Injection& injection) {
  post([injection](Experiment& experiment) { experiment.inject(injection); });
}

void Worker::edit(int run, const RunEdit& edit) {
  post([run, edit](Experiment& experiment) { experiment.edit(run, edit); });
}

void Worker::post(std::function<void(Experiment&)> command) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  commands_.push_back(std::move(command));
  changed_.notify_all();
}

void Worker::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
}

bool Worker::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void Worker::run() {
  std::unique_ptr<Experiment> experiment;
  try {
    experiment = builder_();
    train(*experiment);
  } catch (const std::exception& error) {
    // Runs that stepped must not be left as running; the failure that came first is the one to
    // tell.
    const auto* own = dynamic_cast<const Error*>(&error);
    onFailure_(own ? own->in(say_) : error.what());
    try {
      if (experiment) experiment->finish(RunState::failed, error.what());
    } catch (const std::exception&) {
    }
  }
  experiment.reset();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  commands_.clear();
  changed_.notify_all();
}

void Worker::train(Experiment& experiment) {
  experiment.onHold = [this] { pause(); };
  for (Work work = waitForWork(experiment); work != Work::none; work = waitForWork(experiment)) {
    if (work == Work::oneStep && experiment.held()) {
      experiment.advanceToHold(&cancelEvaluation_);
    } else {
      experiment.advance(&cancelEvaluation_);
    }
    if (experiment.finished()) return experiment.finish(RunState::finished);
  }
  experiment.finish(RunState::stopped);
}

/// Carries out commands until there is a step to do, or the end was asked for (none).
Worker::Work Worker::waitForWork(Experiment& experiment) {
  std::unique_lock lock(mutex_);
  const auto mayStep = [this] { return running_ || singleSteps_ > 0; };
  while (!stopRequested_) {
    if (!mayStep()) {
      // Told before commands are carried out: they see an experiment that is at rest.
      lock.unlock();
      experiment.pause();
      lock.lock();
    }
    if (!commands_.empty()) {
      takeCommand(lock, experiment);
    } else if (mayStep()) {
      if (singleSteps_ == 0) return Work::steps;
      --singleSteps_;
      return Work::oneStep;
    } else {
      changed_.wait(lock, [&] { return mayStep() || stopRequested_ || !commands_.empty(); });
    }
  }
  return Work::none;
}

/// Runs a command without the lock, so that it and its listeners may call the worker.
void Worker::takeCommand(std::unique_lock<std::mutex>& lock, Experiment& experiment) {
  const auto command = std::move(commands_.front());
  commands_.pop_front();
  lock.unlock();
  try {
    command(experiment);
  } catch (const Error& error) {
    onFailure_(error.in(say_));  // a refused command changes nothing: training goes on
  }
  lock.lock();
}

}  // namespace scalescope
