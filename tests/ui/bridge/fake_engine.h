#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ui/bridge/engine.h"

namespace scalescope {

/// What an engine was told to do, for a test to look at.
struct FakeCommands {
  std::mutex mutex;
  std::vector<std::pair<int, RunEdit>> edits;
  std::vector<Injection> injections;
  std::vector<std::pair<int, float>> scales;
};

/// Emits made-up step records of two runs at a fixed rate from a thread of its own. Breakpoints on
/// overflow and on a step hold it as they hold training.
class FakeEngine : public Engine {
 public:
  FakeEngine(EngineListener listener, std::int64_t steps, double recordsPerSecond,
             std::shared_ptr<FakeCommands> commands = std::make_shared<FakeCommands>())
      : listener_(std::move(listener)),
        steps_(steps),
        rate_(recordsPerSecond),
        commands_(std::move(commands)) {
    thread_ = std::thread([this] { run(); });
  }
  ~FakeEngine() override {
    stopped_ = true;
    thread_.join();
  }

  void start() override { running_ = true; }
  void pause() override { running_ = false; }
  void step() override { ++singles_; }
  void stop() override { stopped_ = true; }
  void setScale(int run, float scale) override {
    scale_ = scale;
    const std::lock_guard lock(commands_->mutex);
    commands_->scales.emplace_back(run, scale);
  }
  void setBreakpoints(const Breakpoints& breakpoints) override {
    const std::lock_guard lock(commands_->mutex);
    breakpoints_ = breakpoints;
  }
  void inject(const Injection& injection) override {
    const std::lock_guard lock(commands_->mutex);
    commands_->injections.push_back(injection);
  }
  void edit(int run, const RunEdit& edit) override {
    const std::lock_guard lock(commands_->mutex);
    commands_->edits.emplace_back(run, edit);
  }
  bool ended() const override { return ended_; }

  static EngineFactory factory(
      std::int64_t steps, double recordsPerSecond,
      const std::shared_ptr<FakeCommands>& commands = std::make_shared<FakeCommands>()) {
    return [=](EngineListener listener) -> std::unique_ptr<Engine> {
      return std::make_unique<FakeEngine>(std::move(listener), steps, recordsPerSecond, commands);
    };
  }

 private:
  using Clock = std::chrono::steady_clock;

  void run() {
    for (int r = 0; r < 2; ++r) listener_.record(StateRecord{r, 0, RunState::ready, "", 1 << 20});
    auto due = Clock::now();
    std::int64_t step = 0;
    bool held = false;
    while (step < steps_ && !stopped_) {
      if (!running_ && singles_ == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        due = Clock::now();
        continue;
      }
      const bool single = !running_;
      if (single) --singles_;
      if (!held && breaksAt(step)) {
        held = true;
        hold(step);
        continue;
      }
      emitStep(step++);
      // From a step that waited, on to where the next would be updated.
      held = held && single && step < steps_;
      if (held) {
        breaksAt(step);
        hold(step);
      }
      due += std::chrono::nanoseconds(static_cast<std::int64_t>(2e9 / rate_));
      if (due > Clock::now() + std::chrono::milliseconds(1)) std::this_thread::sleep_until(due);
    }
    ended_ = true;
  }

  static bool overflows(int run, std::int64_t step) { return run == 1 && step % 97 == 0; }

  bool breaksAt(std::int64_t step) {
    Breakpoints wanted;
    {
      const std::lock_guard lock(commands_->mutex);
      wanted = breakpoints_;
    }
    bool hit = false;
    for (int r = 0; r < 2; ++r) {
      const bool overflow = wanted.overflow && overflows(r, step);
      if (!overflow && wanted.step != step) continue;
      const char* why = overflow ? "paused before the update: 5 values overflowed"
                                 : "paused before the update: this is the step that was asked for";
      listener_.record(EventRecord{r, step, EventKind::breakpoint, 5.0, why});
      hit = true;
    }
    return hit;
  }

  void hold(std::int64_t step) {
    running_ = false;
    for (int r = 0; r < 2; ++r) listener_.record(StateRecord{r, step, RunState::paused, "", 0});
  }

  void emitStep(std::int64_t step) {
    for (int r = 0; r < 2; ++r) {
      StepRecord record;
      record.run = r;
      record.step = step;
      record.loss = 2.3 / (1.0 + 0.01 * static_cast<double>(step));
      record.scale = scale_;
      record.foundInf = overflows(r, step);
      record.applied = !record.foundInf;
      record.overflow = record.foundInf ? 5 : 0;
      record.gradNorm = 1.0;
      record.castElements = 1000;
      record.underflow = step % 50;
      record.stepMs = 1.0;
      record.wallTime = 2.0 * static_cast<double>(step + 1) / rate_;
      record.samples = 64 * (step + 1);
      listener_.record(record);
      if (record.foundInf) {
        listener_.record(EventRecord{r, step, EventKind::overflow, 5.0, "5 values overflowed"});
      }
    }
  }

  EngineListener listener_;
  std::int64_t steps_;
  double rate_;
  std::shared_ptr<FakeCommands> commands_;
  Breakpoints breakpoints_;  ///< under the commands' lock
  std::atomic<bool> running_{false}, stopped_{false}, ended_{false};
  std::atomic<int> singles_{0};
  std::atomic<float> scale_{65536.0F};
  std::thread thread_;
};

}  // namespace scalescope
