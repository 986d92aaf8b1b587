#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "ui/bridge/engine.h"

namespace scalescope {

/// Emits made-up step records of two runs at a fixed rate from a thread of its own.
class FakeEngine : public Engine {
 public:
  FakeEngine(EngineListener listener, std::int64_t steps, double recordsPerSecond)
      : listener_(std::move(listener)), steps_(steps), rate_(recordsPerSecond) {
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
  void setScale(int, float scale) override { scale_ = scale; }
  void setBreakpoints(const Breakpoints& breakpoints) override {
    breakAt_ = breakpoints.step.value_or(-1);
  }
  void inject(const Injection&) override {}
  void edit(int, const RunEdit&) override {}
  bool ended() const override { return ended_; }

  static EngineFactory factory(std::int64_t steps, double recordsPerSecond) {
    return [=](EngineListener listener) -> std::unique_ptr<Engine> {
      return std::make_unique<FakeEngine>(std::move(listener), steps, recordsPerSecond);
    };
  }

 private:
  using Clock = std::chrono::steady_clock;

  void run() {
    for (int r = 0; r < 2; ++r) listener_.record(StateRecord{r, 0, RunState::ready, "", 1 << 20});
    auto due = Clock::now();
    std::int64_t step = 0;
    while (step < steps_ && !stopped_) {
      if (!running_ && singles_ == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        due = Clock::now();
        continue;
      }
      if (!running_) --singles_;
      emitStep(step++);
      if (step == breakAt_) {
        running_ = false;
        listener_.record(EventRecord{0, step, EventKind::breakpoint, 0.0, "Paused"});
      }
      due += std::chrono::nanoseconds(static_cast<std::int64_t>(2e9 / rate_));
      if (due > Clock::now() + std::chrono::milliseconds(1)) std::this_thread::sleep_until(due);
    }
    ended_ = true;
  }

  void emitStep(std::int64_t step) {
    for (int r = 0; r < 2; ++r) {
      StepRecord record;
      record.run = r;
      record.step = step;
      record.loss = 2.3 / (1.0 + 0.01 * static_cast<double>(step));
      record.scale = scale_;
      record.foundInf = r == 1 && step % 97 == 0;
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
  std::atomic<bool> running_{false}, stopped_{false}, ended_{false};
  std::atomic<int> singles_{0};
  std::atomic<std::int64_t> breakAt_{-1};  ///< pauses before this step
  std::atomic<float> scale_{65536.0F};
  std::thread thread_;
};

}  // namespace scalescope
