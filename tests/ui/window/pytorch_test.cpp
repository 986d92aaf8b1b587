#include <QProcess>
#include <QTableView>

#include "core/store/run_diagnosis.h"
#include "core/store/writer.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/window/window_fixture.h"

// A real PyTorch training beside a real window that has the same store open.
namespace scalescope {
namespace {

/// A Python that has PyTorch; empty: there is none.
QString pythonWithTorch() {
  for (const char* python : {"/usr/bin/python3", "python3"}) {
    QProcess process;
    process.start(python, {"-c", "import torch"});
    if (process.waitForFinished(60'000) && process.exitCode() == 0) return python;
  }
  return {};
}

class PyTorchTest : public WindowTest {
 protected:
  void SetUp() override {
    python_ = pythonWithTorch();
    if (python_.isEmpty()) GTEST_SKIP() << "no python3 that has torch";
  }

  void start(int steps, const QString& more = {}) {
    QStringList arguments{"-B", QString(SCALESCOPE_ROOT_DIR) + "/tests/pytorch/watched_loop.py",
                          file("runs.sqlite"), QString::number(steps)};
    if (!more.isEmpty()) arguments << more;
    job_.setProcessChannelMode(QProcess::ForwardedChannels);
    job_.start(python_, arguments);
    ASSERT_TRUE(job_.waitForStarted());
  }

  static bool seen(const MainWindow& window, RunState state) {
    MainWindow& seen = const_cast<MainWindow&>(window);
    return seen.runs().rowCount() == 1 && seen.runs().run(0).state == state;
  }

  QString python_;
  QProcess job_;
};

TEST_F(PyTorchTest, IsSeenWhileItTrainsWithInspectorCulpritAndWhatIf) {
  const auto window = makeWindow();
  start(150, "spike");
  ASSERT_TRUE(QTest::qWaitFor([&] { return seen(*window, RunState::running); }, 60'000));
  window->runs().setOverlaid(1, true);
  const auto plotted = [&] {
    const PlotRun* run = window->plots().model().find(1);
    return run ? run->series.size() : 0;
  };
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted() > 0; }, 30'000));
  const std::size_t before = plotted();
  // It grows while it trains, not only once it has ended.
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted() > before + 10; }, 30'000));
  EXPECT_EQ(job_.state(), QProcess::Running);
  const RunSeries& series = window->plots().model().find(1)->series;
  EXPECT_TRUE(series.scaled());
  EXPECT_FALSE(series.skipped().empty()) << "the scale began too high";

  window->showDock("inspector");
  const auto* table = window->inspector().findChild<QTableView*>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return table->model()->rowCount() > 0; }, 30'000));
  EXPECT_TRUE(window->inspector().hint().isEmpty());
  ASSERT_TRUE(QTest::qWaitFor([&] { return seen(*window, RunState::finished); }, 60'000));
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted() == 150; }, 30'000));

  const StoreReader reader(file("runs.sqlite").toStdString());
  const RunDiagnosis diagnosis = diagnose(reader, reader.run(1));
  EXPECT_EQ(diagnosis.skips.steps, 150);
  EXPECT_GT(diagnosis.skips.startUp, 0);
  ASSERT_TRUE(diagnosis.first);
  EXPECT_EQ(diagnosis.first->cause, Cause::scaleTooHigh) << diagnosis.first->sentence;
  const Culprit spike = culpritAt(reader, reader.run(1), 75);
  EXPECT_EQ(spike.cause, Cause::inputSpike) << spike.sentence;
  const auto steps = reader.statisticsSteps(1);
  const auto counted = inspectStep(reader, "store", 1, nearestStep(steps, 40));
  ASSERT_TRUE(counted);
  const WhatIf lower = whatIf(counted->counted, counted->row.scale / 1024.0);
  const WhatIf same = whatIf(counted->counted, counted->row.scale);
  EXPECT_GE(lower.gradients.underflow, same.gradients.underflow);
  EXPECT_GT(same.gradients.elements, 0U);
}

TEST_F(PyTorchTest, ThatIsKilledIsSeenAsInterruptedWithAllThatItHadWritten) {
  const auto window = makeWindow();
  start(100'000);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return seen(*window, RunState::running) && window->runs().run(0).steps > 20; },
      60'000));
  job_.kill();
  ASSERT_TRUE(job_.waitForFinished());
  // Nobody writes any more; a person reads the list again.
  emit window->findChild<RunsView*>()->refreshRequested();
  ASSERT_TRUE(QTest::qWaitFor([&] { return seen(*window, RunState::interrupted); }, 30'000));
  const RunInfo run = StoreReader(file("runs.sqlite").toStdString()).run(1);
  EXPECT_GT(run.steps, 20);
}

}  // namespace
}  // namespace scalescope
