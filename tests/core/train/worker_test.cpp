#include "core/train/worker.h"

#include <gtest/gtest.h>

#include <future>

#include "core/base/error.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using test::configWith;
using test::factoryUnderTest;
using test::madeUpDataset;
using test::Recorder;

constexpr const char* kTinyNetwork =
    R"({"input": [1, 8, 8], "layers": [{"type": "flatten"}, {"type": "linear", "out": 4}]})";

/// A worker on a tiny experiment, and all that it told.
class WorkerTest : public testing::Test {
 protected:
  void make(std::int64_t steps, RecordListener also = {}) {
    config_ = configWith("{}", kTinyNetwork);
    config_.steps = steps;
    RecordListener record = recorder_.listener();
    worker_.emplace(
        [this, record, also] {
          return std::make_unique<Experiment>(config_, madeUpDataset(), factoryUnderTest(),
                                              [record, also](const Record& each) {
                                                record(each);
                                                if (also) also(each);
                                              });
        },
        [this](const std::string& message) {
          const std::lock_guard lock(mutex_);
          failures_.push_back(message);
        });
  }
  /// Waits until the worker has carried out everything it was sent before; gives the steps done.
  std::int64_t synchronise() {
    std::promise<std::int64_t> done;
    worker_->post([&done](Experiment& experiment) { done.set_value(experiment.stepsDone()); });
    return done.get_future().get();
  }
  std::vector<std::string> failures() {
    const std::lock_guard lock(mutex_);
    return failures_;
  }

  ExperimentConfig config_;
  Recorder recorder_;
  std::mutex mutex_;
  std::vector<std::string> failures_;
  std::optional<Worker> worker_;
};

TEST_F(WorkerTest, RunsToTheEnd) {
  make(25);
  worker_->start();
  worker_->wait();
  EXPECT_TRUE(worker_->ended());
  EXPECT_EQ(recorder_.all<StepRecord>(0).size(), 25U);
  EXPECT_EQ(recorder_.all<StepRecord>(1).size(), 25U);
  EXPECT_EQ(recorder_.states(0).back(), RunState::finished);
  EXPECT_TRUE(failures().empty());
}

TEST_F(WorkerTest, DoesNothingUntilStarted) {
  make(25);
  EXPECT_EQ(synchronise(), 0);
  EXPECT_FALSE(worker_->ended());
  EXPECT_TRUE(recorder_.all<StepRecord>().empty());
}

TEST_F(WorkerTest, StepsOneByOne) {
  make(25);
  worker_->step();
  worker_->step();
  while (synchronise() < 2) {
  }
  EXPECT_EQ(synchronise(), 2);
  EXPECT_EQ(recorder_.all<StepRecord>(1).size(), 2U);
  EXPECT_FALSE(worker_->ended());
}

TEST_F(WorkerTest, PausesBetweenTwoStepsAndGoesOn) {
  make(1'000'000);
  worker_->start();
  while (synchronise() < 3) {
  }
  worker_->pause();
  const std::int64_t first = synchronise();
  EXPECT_EQ(synchronise(), first);
  // In lockstep: a pause never falls between the runs of a step.
  EXPECT_EQ(recorder_.all<StepRecord>(0).size(), static_cast<std::size_t>(first));
  EXPECT_EQ(recorder_.all<StepRecord>(1).size(), static_cast<std::size_t>(first));
  worker_->start();
  while (synchronise() < first + 3) {
  }
  worker_->stop();
  worker_->wait();
  using enum RunState;
  const auto states = recorder_.states(0);
  EXPECT_EQ(states, (std::vector{ready, running, paused, running, stopped}));
}

TEST_F(WorkerTest, ListenerMayPause) {
  make(1'000'000, [this](const Record& record) {
    const auto* step = std::get_if<StepRecord>(&record);
    if (step && step->step == 4) worker_->pause();
  });
  worker_->start();
  while (synchronise() < 5) {
  }
  EXPECT_EQ(synchronise(), 5);
  EXPECT_EQ(recorder_.all<StepRecord>(1).size(), 5U);
}

TEST_F(WorkerTest, WhoHearsOfABreakpointMayLetTrainingGoOnAtOnce) {
  make(12, [this](const Record& record) {
    const auto* event = std::get_if<EventRecord>(&record);
    if (event && event->kind == EventKind::breakpoint) worker_->start();
  });
  worker_->setBreakpoints({.step = 3});
  worker_->start();
  worker_->wait();
  EXPECT_EQ(recorder_.states(0).back(), RunState::finished);
  EXPECT_EQ(recorder_.all<StepRecord>(0).size(), 12U);
}

TEST_F(WorkerTest, StopKeepsTheRun) {
  make(1'000'000);
  worker_->start();
  while (synchronise() < 2) {
  }
  worker_->stop();
  worker_->wait();
  EXPECT_EQ(recorder_.states(1).back(), RunState::stopped);
  const auto checkpoints = recorder_.all<CheckpointRecord>(1);
  ASSERT_FALSE(checkpoints.empty());
  EXPECT_EQ(checkpoints.back().step,
            static_cast<std::int64_t>(recorder_.all<StepRecord>(1).size()));
  worker_->start();  // too late, and harmless
  worker_->post([](Experiment&) { FAIL() << "carried out after the end"; });
}

TEST_F(WorkerTest, DestructionStops) {
  make(1'000'000);
  worker_->start();
  worker_.reset();
  EXPECT_EQ(recorder_.states(0).back(), RunState::stopped);
}

TEST_F(WorkerTest, SetsTheScaleBetweenSteps) {
  make(1'000'000);
  worker_->setScale(1, 4.0F);
  worker_->step();
  while (synchronise() < 1) {
  }
  EXPECT_EQ(recorder_.all<StepRecord>(1).front().scale, 4.0);
  worker_->setScale(9, 4.0F);  // refused, and training goes on
  worker_->step();
  while (synchronise() < 2) {
  }
  ASSERT_EQ(failures().size(), 1U);
  EXPECT_NE(failures()[0].find("no run 9"), std::string::npos);
}

TEST_F(WorkerTest, AFailingBuilderIsReported) {
  Worker worker([]() -> std::unique_ptr<Experiment> { refuse("file.gz", "is truncated"); },
                [this](const std::string& message) {
                  const std::lock_guard lock(mutex_);
                  failures_.push_back(message);
                });
  worker.start();
  worker.wait();
  EXPECT_EQ(failures(), (std::vector<std::string>{"file.gz: is truncated"}));
}

TEST_F(WorkerTest, CommandsComeFromManyThreads) {
  make(1'000'000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 25; ++i) {
        if (t == 0) worker_->start();
        if (t == 1) worker_->pause();
        if (t == 2) worker_->setScale(1, static_cast<float>(i + 1));
        if (t == 3) worker_->step();
        worker_->ended();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  worker_->stop();
  worker_->wait();
  EXPECT_EQ(recorder_.states(1).back(), RunState::stopped);
  EXPECT_EQ(recorder_.all<StepRecord>(0).size(), recorder_.all<StepRecord>(1).size());
}

}  // namespace
}  // namespace scalescope
