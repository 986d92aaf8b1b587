#include <SQLiteCpp/Database.h>

#include "core/store/writer.h"
#include "ui/plots/plot_panel.h"
#include "ui/window/window_fixture.h"

// Runs that other programs write while the window has their store open.
namespace scalescope {
namespace {

class ForeignRunTest : public WindowTest {
 protected:
  ForeignRunTest() {
    StoreWriter(path()).close();
    db_.emplace(path(), SQLite::OPEN_READWRITE, 5000);
  }

  std::string path() const { return file("runs.sqlite").toStdString(); }

  void addRun() {
    db_->exec(
        "INSERT INTO experiments (name, program) VALUES ('elsewhere', 'a script');"
        "INSERT INTO runs (experiment_id, position, name, precision, state)"
        " VALUES (1, 0, 'amp', 'fp16-autocast', 'running')");
  }

  void addSteps(int from, int to) {
    db_->exec(
        "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) +
        " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " + std::to_string(to) +
        ") INSERT INTO steps (run_id, step, loss, scale) SELECT 1, i, 1.0 / (i + 1), 1024 FROM n");
  }

  static std::size_t plotted(const MainWindow& window, RunKey run) {
    const PlotRun* found = const_cast<MainWindow&>(window).plots().model().find(run);
    return found ? found->series.size() : 0;
  }

  std::optional<SQLite::Database> db_;
};

TEST_F(ForeignRunTest, AppearAndGrowInTheWindow) {
  const auto window = makeWindow();
  addRun();
  addSteps(0, 10);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->runs().rowCount() == 1; }, 10'000));
  EXPECT_EQ(window->runs().run(0).state, RunState::running);
  window->runs().setOverlaid(1, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted(*window, 1) == 10; }, 10'000));
  addSteps(10, 25);
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted(*window, 1) == 25; }, 10'000));
  const auto steps = window->plots().model().find(1)->series.x(XAxis::step);
  EXPECT_EQ(steps.back(), 24.0);
}

TEST_F(ForeignRunTest, ThatAreLongAreSeenInBlocksAndReadInFullWhereTheyAreLookedAt) {
  addRun();
  addSteps(0, 250'000);
  const auto window = makeWindow();
  window->resize(1200, 800);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->runs().rowCount() == 1; }, 10'000));
  window->runs().setOverlaid(1, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted(*window, 1) > 0; }, 10'000));
  const RunSeries& series = window->plots().model().find(1)->series;
  EXPECT_TRUE(series.coarse());
  EXPECT_LT(series.size(), 10'000U);
  EXPECT_EQ(series.x(XAxis::step).back(), 249'999.0);
  EXPECT_EQ(series.column(PlotKind::loss).extent(0, series.size()).high, 1.0F);
  window->plots().showRange({100'000.0, 110'000.0});
  ASSERT_TRUE(QTest::qWaitFor([&] { return plotted(*window, 1) > 30'000; }, 10'000));
  const auto x = series.x(XAxis::step);
  const auto at = std::lower_bound(x.begin(), x.end(), 105'000.0) - x.begin();
  EXPECT_EQ(x[at], 105'000.0);
  EXPECT_EQ(x[at + 1], 105'001.0);
  EXPECT_EQ(series.column(PlotKind::loss).value(at), static_cast<double>(1.0F / 105'001.0F));
}

}  // namespace
}  // namespace scalescope
