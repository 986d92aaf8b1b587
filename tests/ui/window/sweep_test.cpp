#include <QSignalSpy>

#include "core/store/reader.h"
#include "ui/runs/runs_view.h"
#include "ui/sweep/sweep_choice.h"
#include "ui/sweep/sweep_window.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

/// The program that trains the points lies beside this test's, as beside the window's.
class WindowSweepTest : public WindowTest {
 protected:
  static SweepPlan plan(std::int64_t steps) {
    ExperimentConfig config = parseExperiment(
        parseJson(R"({"scalescope": 1, "name": "small", "dataset": {"kind": "synthetic"},
          "network": {"input": [2], "layers": [{"type": "linear", "out": 3}]},
          "runs": [{"name": "fp32", "precision": "fp32"}]})",
                  "small"),
        "small");
    config.steps = steps;
    return planOf(config, {"study", {{"/seed", "1,2,3"}}, false, 1});
  }
};

TEST_F(WindowSweepTest, ItsRunsAppearInTheTable) {
  const auto window = makeWindow();
  QSignalSpy ended(&window->sweep(), &SweepWindow::ended);
  window->startSweep(plan(20), 2);
  EXPECT_TRUE(window->sweep().isVisible());
  ASSERT_TRUE(ended.wait(120'000));
  QTRY_COMPARE_WITH_TIMEOUT(window->runs().rowCount(), 3, 20'000);
  for (int row = 0; row < 3; ++row) {
    EXPECT_EQ(window->runs().run(row).tags, std::vector<std::string>{"sweep:study"});
    EXPECT_EQ(window->runs().run(row).steps, 20);
  }
  emit window->sweep().runsWanted("sweep:other");
  EXPECT_EQ(window->findChild<RunsView*>()->table()->model()->rowCount(), 0);
  emit window->sweep().runsWanted("sweep:study");
  EXPECT_EQ(window->findChild<RunsView*>()->table()->model()->rowCount(), 3);
}

TEST_F(WindowSweepTest, ClosingTheWindowStopsItCleanly) {
  {
    const auto window = makeWindow();
    window->startSweep(plan(2'000'000), 1);
    QTRY_VERIFY_WITH_TIMEOUT(window->runs().rowCount() > 0, 60'000);
    window->stopAndClose();
    QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), 60'000);
  }
  const auto runs = StoreReader(file("runs.sqlite").toStdString()).runs();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].state, RunState::stopped);
  EXPECT_GT(runs[0].steps, 0);
}

}  // namespace
}  // namespace scalescope
