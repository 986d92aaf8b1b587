#include "ui/bridge/session.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <cstdio>
#include <map>

#include "ui/bridge/fake_engine.h"

namespace scalescope {
namespace {

struct Collected {
  explicit Collected(ExperimentSession& session) {
    QObject::connect(&session, &ExperimentSession::stepsAvailable, [this](const StepBatch& batch) {
      largest = std::max(largest, batch->size());
      steps.insert(steps.end(), batch->begin(), batch->end());
    });
    QObject::connect(&session, &ExperimentSession::eventsAvailable,
                     [this](const EventBatch& batch) { events += batch->size(); });
  }
  std::vector<StepRecord> steps;
  std::size_t events = 0;
  std::size_t largest = 0;
};

TEST(ExperimentSession, DeliversEveryRecordOfAFastEngineAndMeasuresTheLongestEvent) {
  ExperimentSession session;
  Collected collected(session);
  constexpr std::int64_t steps = 20'000;

  // A timer of 1 ms sees how long the event loop was away.
  QElapsedTimer since;
  qint64 longest = 0;
  QTimer pulse;
  QObject::connect(&pulse, &QTimer::timeout, [&] {
    longest = std::max(longest, since.nsecsElapsed());
    since.restart();
  });
  pulse.setTimerType(Qt::PreciseTimer);

  session.open(FakeEngine::factory(steps, 20'000.0), steps);
  since.start();
  pulse.start(1);
  QSignalSpy finished(&session, &ExperimentSession::finished);
  ASSERT_TRUE(finished.wait(60'000));
  ASSERT_EQ(collected.steps.size(), static_cast<std::size_t>(2 * steps));
  for (std::int64_t i = 0; i < 2 * steps; ++i) {
    ASSERT_EQ(collected.steps[static_cast<std::size_t>(i)].step, i / 2);
  }
  EXPECT_EQ(collected.events, static_cast<std::size_t>((steps + 96) / 97));
  EXPECT_LE(collected.largest, ExperimentSession::drainLimit);
  EXPECT_EQ(session.progress().done, steps);
  std::printf("longest event-loop gap at 20,000 records/s: %.1f ms\n",
              static_cast<double>(longest) * 1e-6);
}

TEST(ExperimentSession, PausesStepsAndGoesOn) {
  ExperimentSession session;
  Collected collected(session);
  session.open(FakeEngine::factory(5, 1e6), 5, true);
  EXPECT_EQ(session.state(), SessionState::loading);
  ASSERT_TRUE(QTest::qWaitFor([&] { return session.state() == SessionState::paused; }));
  session.step();
  ASSERT_TRUE(QTest::qWaitFor([&] { return collected.steps.size() == 2; }));
  QTest::qWait(50);
  EXPECT_EQ(collected.steps.size(), 2U);
  EXPECT_EQ(session.state(), SessionState::paused);
  session.start();
  EXPECT_EQ(session.state(), SessionState::running);
  QSignalSpy finished(&session, &ExperimentSession::finished);
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_EQ(collected.steps.size(), 10U);
  EXPECT_EQ(session.state(), SessionState::idle);
}

/// An engine that takes statistics of every step.
EngineFactory withStatistics(std::int64_t steps) {
  return [steps](EngineListener listener) -> std::unique_ptr<Engine> {
    listener.record = [toSession = listener.record](const Record& record) {
      toSession(record);
      const auto* step = std::get_if<StepRecord>(&record);
      if (step != nullptr)
        toSession(StatisticsRecord{step->run, step->step, nullptr, {{}, {}}, 4096.0});
    };
    return std::make_unique<FakeEngine>(std::move(listener), steps, 1e6);
  };
}

TEST(ExperimentSession, TellsThatThereAreStatisticsButDoesNotCarryThem) {
  ExperimentSession session;
  std::map<int, qint64> newest;
  int announced = 0;
  QObject::connect(&session, &ExperimentSession::statisticsTaken, [&](int run, qint64 step) {
    EXPECT_TRUE(newest.count(run) == 0 || newest[run] < step);
    newest[run] = step;
    ++announced;
  });
  QSignalSpy finished(&session, &ExperimentSession::finished);
  session.open(withStatistics(200), 200);
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_EQ(newest, (std::map<int, qint64>{{0, 199}, {1, 199}}));
  EXPECT_EQ(session.scaleOf(1), 4096.0) << "of a step that waits they alone tell its scale";
  EXPECT_LE(announced, 400);  // one for each run and batch of records
}

TEST(ExperimentSession, StopReturnsAtOnceAndFinishesLater) {
  ExperimentSession session;
  session.open(FakeEngine::factory(1'000'000, 2'000.0), 1'000'000);
  ASSERT_TRUE(QTest::qWaitFor([&] { return session.progress().done > 10; }));
  QSignalSpy finished(&session, &ExperimentSession::finished);
  session.stop();
  EXPECT_EQ(finished.count(), 0);
  EXPECT_EQ(session.state(), SessionState::stopping);
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_FALSE(session.active());
  EXPECT_LT(session.progress().done, 1'000'000);
}

TEST(ExperimentSession, EstimatesTheTimeLeftFromTheRate) {
  ExperimentSession session;
  session.open(FakeEngine::factory(100'000, 2'000.0), 100'000);
  ASSERT_TRUE(QTest::qWaitFor([&] { return session.progress().done > 200; }));
  const SessionProgress& progress = session.progress();
  // The fake engine's own clock says 1,000 lockstep steps a second, however late it runs.
  EXPECT_NEAR(progress.stepsPerSecond, 1000.0, 1.0);
  EXPECT_NEAR(progress.secondsLeft, static_cast<double>(100'000 - progress.done) / 1000.0, 1.0);
}

TEST(ExperimentSession, SetScaleReachesTheEngine) {
  ExperimentSession session;
  Collected collected(session);
  session.open(FakeEngine::factory(3, 1e6), 3, true);
  session.setScale(1, 128.0);
  session.start();
  QSignalSpy finished(&session, &ExperimentSession::finished);
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_EQ(collected.steps.back().scale, 128.0);
}

/// Fails while it loads.
class BrokenEngine : public Engine {
 public:
  explicit BrokenEngine(const EngineListener& listener) { listener.failure("data.gz: truncated"); }
  void start() override {}
  void pause() override {}
  void step() override {}
  void stop() override {}
  void setScale(int, float) override {}
  void setBreakpoints(const Breakpoints&) override {}
  void inject(const Injection&) override {}
  void edit(int, const RunEdit&) override {}
  bool ended() const override { return true; }
};

TEST(ExperimentSession, ReportsWhyAnEngineFailedAndIsReadyAgain) {
  ExperimentSession session;
  QSignalSpy failed(&session, &ExperimentSession::failed);
  QSignalSpy finished(&session, &ExperimentSession::finished);
  session.open([](const EngineListener& l) { return std::make_unique<BrokenEngine>(l); }, 10);
  ASSERT_TRUE(finished.wait(10'000));
  ASSERT_EQ(failed.count(), 1);
  EXPECT_EQ(failed[0][0].toString(), "data.gz: truncated");
  EXPECT_FALSE(session.active());
}

}  // namespace
}  // namespace scalescope
