#include <QAction>
#include <QSignalSpy>
#include <QTableView>

#include "core/store/reader.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
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
