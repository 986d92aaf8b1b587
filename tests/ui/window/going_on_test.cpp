#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTimer>

#include "core/store/reader.h"
#include "ui/debug/fork_dialog.h"
#include "ui/debug/replay_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/setup/number_edit.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

constexpr const char* tinyExperiment = R"({
  "scalescope": 1, "name": "tiny", "steps": 12, "batch_size": 8, "eval_every": 0,
  "dataset": {"kind": "synthetic", "generator": "spirals", "features": 2, "classes": 4, "samples": 80},
  "network": {"input": [2], "layers": [{"type": "linear", "out": 4}]},
  "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]})";

/// Windows that really train.
class GoingOnTest : public WindowTest {
 protected:
  std::unique_ptr<MainWindow> window(const QString& store) {
    WindowOptions real = options();
    real.engine = nullptr;
    real.store = file(store);
    auto window = std::make_unique<MainWindow>(real);
    window->show();
    const ExperimentConfig config = parseExperiment(parseJson(tinyExperiment, "test"), "test");
    window->document().edit("tiny", [&](ExperimentConfig& document) { document = config; });
    return window;
  }

  /// Once the store says that it has this state.
  void selectRun(MainWindow& window, int row, RunState state) {
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window.runs().rowCount() == 2 && window.runs().run(row).state == state; }));
    window.findChild<RunsView*>()->table()->selectRow(row);
  }

  std::vector<StepRecord> storedSteps(const QString& store, const std::string& run) {
    const StoreReader reader(file(store).toStdString());
    return reader.steps(reader.findRun(run).id);
  }
};

TEST_F(GoingOnTest, AStoppedExperimentGoesOnInTheSamePlotsToTheSameBits) {
  {
    const auto whole = window("whole.sqlite");
    QSignalSpy finished(&whole->session(), &ExperimentSession::finished);
    whole->startTraining();
    ASSERT_TRUE(finished.wait(30'000));
  }
  const auto parted = window("parted.sqlite");
  QSignalSpy finished(&parted->session(), &ExperimentSession::finished);
  parted->startTraining(true);
  for (int step = 1; step <= 5; ++step) {
    parted->session().step();
    ASSERT_TRUE(QTest::qWaitFor([&] { return parted->session().progress().done == step; }));
  }
  parted->session().stop();
  ASSERT_TRUE(finished.wait(30'000));

  selectRun(*parted, 0, RunState::stopped);
  QAction* goOn = parted->findChild<RunsView*>()->resumeAction();
  ASSERT_TRUE(goOn->isEnabled());
  goOn->trigger();
  EXPECT_FALSE(goOn->isEnabled());
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_EQ(parted->session().progress().done, 12);
  ASSERT_EQ(parted->plots().model().runs().size(), 2U);
  for (const auto& run : parted->plots().model().runs()) EXPECT_EQ(run->series.size(), 12U);

  selectRun(*parted, 0, RunState::finished);
  EXPECT_FALSE(goOn->isEnabled()) << "there is nothing to go on with";
  for (const std::string run : {"fp32", "fp16"}) {
    const auto expected = storedSteps("whole.sqlite", run);
    const auto actual = storedSteps("parted.sqlite", run);
    ASSERT_EQ(actual.size(), 12U);
    for (std::size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].step, expected[i].step);
      EXPECT_EQ(actual[i].loss, expected[i].loss) << run << ", step " << i;
    }
  }
}

TEST_F(GoingOnTest, AForkGoesOnBesideItsParentAndBothReplayToTheSameBits) {
  const auto shown = window("forked.sqlite");
  QSignalSpy finished(&shown->session(), &ExperimentSession::finished);
  shown->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  selectRun(*shown, 1, RunState::finished);
  auto* runs = shown->findChild<RunsView*>();
  const qint64 parent = shown->runs().run(1).id;
  QTimer::singleShot(100, [] {
    auto* dialog = qobject_cast<ForkDialog*>(QApplication::activeModalWidget());
    ASSERT_NE(dialog, nullptr);
    QPushButton* fork = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    dialog->findChildren<QComboBox*>().first()->setCurrentIndex(0);  // the newest checkpoint
    fork->click();
    EXPECT_TRUE(dialog->isVisible()) << "the parent has done all its steps";
    auto* steps = dialog->findChildren<NumberEdit*>().last();
    steps->setText("20");
    QTest::keyClick(steps, Qt::Key_Return);
    fork->click();
  });
  runs->forkAction()->trigger();
  ASSERT_TRUE(shown->session().active());
  ASSERT_TRUE(finished.wait(30'000));

  ASSERT_TRUE(QTest::qWaitFor([&] {
    return shown->runs().rowCount() == 3 && shown->runs().run(2).state == RunState::finished;
  }));
  const RunInfo fork = shown->runs().run(2);
  EXPECT_EQ(fork.parent, (Parent{parent, 12}));
  EXPECT_EQ(fork.steps, 8);
  EXPECT_EQ(shown->runs().index(2, RunsModel::parentColumn).data().toString(),
            QString("fork of fp16 (%1) at 12").arg(parent));
  const auto sizeOf = [&](qint64 run) {
    const PlotRun* plotted = shown->plots().model().find(run);
    return plotted ? plotted->series.size() : 0U;
  };
  EXPECT_TRUE(QTest::qWaitFor([&] { return sizeOf(parent) == 12 && sizeOf(fork.id) == 8; }));

  for (const int row : {1, 2}) {
    runs->table()->clearSelection();
    for (int each = 0; each < 3; ++each) {
      const QModelIndex index = runs->table()->model()->index(each, 0);
      if (index.data(RunsModel::idRole).toLongLong() == shown->runs().run(row).id)
        runs->table()->selectRow(each);
    }
    QString result;
    QTimer::singleShot(100, [&result] {
      auto* dialog = qobject_cast<ReplayDialog*>(QApplication::activeModalWidget());
      ASSERT_NE(dialog, nullptr);
      EXPECT_TRUE(QTest::qWaitFor([&] { return dialog->text().contains("bits"); }, 30'000));
      result = dialog->text();
      dialog->close();
    });
    runs->replayAction()->trigger();
    EXPECT_EQ(result, row == 1 ? "All 12 steps, from step 0 on, came out with the same bits."
                               : "All 8 steps, from step 12 on, came out with the same bits.");
  }
}

TEST_F(GoingOnTest, TheConfigurationOfAStoredRunComesBackAndCanBeUndone) {
  const auto shown = window("runs.sqlite");
  shown->document().edit("steps", [](ExperimentConfig& config) { config.steps = 2; });
  QSignalSpy finished(&shown->session(), &ExperimentSession::finished);
  shown->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  shown->document().edit("steps", [](ExperimentConfig& config) { config.steps = 99; });
  selectRun(*shown, 1, RunState::finished);
  shown->findChild<RunsView*>()->reuseAction()->trigger();
  EXPECT_EQ(shown->document().config().steps, 2);
  shown->document().undoStack()->undo();
  EXPECT_EQ(shown->document().config().steps, 99);
}

}  // namespace
}  // namespace scalescope
