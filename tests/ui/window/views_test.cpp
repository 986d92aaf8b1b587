#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QStatusBar>

#include "core/train/presets.h"
#include "ui/plots/plot_controls.h"
#include "ui/plots/plot_panel.h"
#include "ui/window/saved_view.h"
#include "ui/window/start_banner.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

TEST(SavedViews, AreKeptUnderTheirNames) {
  std::vector<SavedView> views;
  keep(views, {"a", "runs.sqlite", {1, 2}, {Grouping::By::value, "/optimizer/lr"}, {{"xAxis", 1}}});
  keep(views, {"b", "runs.sqlite", {}, {}, {}});
  keep(views, {"a", "other.sqlite", {3}, {Grouping::By::precision, ""}, {}});
  const auto again = savedViewsFrom(toVariant(views));
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].name, "a");
  EXPECT_EQ(again[0].store, "other.sqlite");
  EXPECT_EQ(again[0].runs, std::vector<qint64>{3});
  EXPECT_EQ(again[0].grouping.by, Grouping::By::precision);
}

TEST_F(WindowTest, AViewComesBackAsItWasSaved) {
  const auto window = makeWindow();
  setSteps(*window, 200);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  QTRY_COMPARE(window->runs().rowCount(), 2);
  QTRY_VERIFY(window->plots().settled());
  const qint64 first = window->runs().run(0).id;
  const qint64 second = window->runs().run(1).id;
  window->runs().setOverlaid(second, false);
  window->plots().setXAxis(XAxis::samples);
  window->plots().setSmoothing(0.5);
  window->plots().showRange({1000.0, 3000.0});
  window->saveView("few & close");

  window->runs().setOverlaid(second, true);
  window->runs().setOverlaid(first, false);
  window->plots().restoreSettings({});
  QTRY_VERIFY(window->plots().hasRun(second));
  window->showView("few & close");
  QTRY_VERIFY(window->plots().hasRun(first));
  EXPECT_FALSE(window->plots().hasRun(second));
  EXPECT_EQ(window->plots().model().settings.xAxis, XAxis::samples);
  EXPECT_EQ(window->plots().model().settings.smoothing, 0.5);
  EXPECT_EQ(window->plots().saveView().value("from").toDouble(), 1000.0);
  EXPECT_EQ(window->plots().saveView().value("to").toDouble(), 3000.0);
}

TEST_F(WindowTest, TheClockIsAnAxisToo) {
  const auto window = makeWindow();
  setSteps(*window, 200);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  const double before = static_cast<double>(QDateTime::currentSecsSinceEpoch());
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  const auto& series = window->plots().model().runs().front()->series;
  ASSERT_FALSE(series.empty());
  EXPECT_NEAR(series.x(XAxis::clock).front(), before, 30.0);
  EXPECT_NEAR(series.x(XAxis::clock).back() - series.x(XAxis::clock).front(),
              series.x(XAxis::wallTime).back() - series.x(XAxis::wallTime).front(), 1e-6);
}

TEST_F(WindowTest, PresentationModeIsForAProjectorAndComesBack) {
  const auto window = makeWindow();
  const QFont font = QApplication::font();
  auto* dock = window->findChild<QDockWidget*>("setupDock");
  ASSERT_TRUE(dock->isVisible());
  QCoreApplication::processEvents();
  const int width = dock->width();
  window->setPresenting(true);
  EXPECT_FALSE(dock->isVisible());
  EXPECT_GT(QApplication::font().pointSizeF(), 1.5 * font.pointSizeF());
  EXPECT_EQ(window->plots().model().settings.lineScale, 2.0);
  auto* banner = window->findChild<StartBanner*>();
  auto* controls = window->findChild<PlotControls*>();
  for (const QWidget* part : std::initializer_list<QWidget*>{banner, controls}) {
    EXPECT_FALSE(part->isVisible()) << part->metaObject()->className();
  }
  QTRY_COMPARE(window->menuBar()->height(), 0);
  QTRY_COMPARE(window->statusBar()->height(), 0);
  window->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
  QTest::keyClick(window.get(), Qt::Key_F11);
  EXPECT_TRUE(dock->isVisible()) << "shortcuts work without the menus";
  EXPECT_TRUE(banner->isVisible());
  EXPECT_TRUE(controls->isVisible());
  QCoreApplication::processEvents();
  EXPECT_GT(window->menuBar()->height(), 0);
  EXPECT_EQ(dock->width(), width);
  EXPECT_EQ(QApplication::font(), font);
  EXPECT_EQ(window->plots().model().settings.lineScale, 1.0);
  window->setPresenting(true);
  window->close();
  EXPECT_EQ(QApplication::font(), font) << "closing leaves nothing large behind";
}

TEST_F(WindowTest, GroupsAreOfferedOfRunsThatTrain) {
  const auto window = makeWindow();
  window->document().edit("a second FP16", [](ExperimentConfig& config) {
    config.runs.push_back(config.runs.back());
    config.runs.back().name = "again";
  });
  setSteps(*window, 50);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  auto* groups = window->findChild<QComboBox*>("groupsOfRuns");
  ASSERT_NE(groups, nullptr);
  QTRY_VERIFY(groups->isVisible());
  EXPECT_GE(groups->findText("By precision"), 1);
}

TEST_F(WindowTest, AKeyBringsADockFromBehindAnotherAndHidesTheOneInFront) {
  const auto window = makeWindow();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
  const auto* inspector = window->findChild<QDockWidget*>("inspectorDock");
  QAction* shown = nullptr;
  for (QAction* each : window->findChildren<QAction*>())
    if (each->shortcut() == QKeySequence("Ctrl+3")) shown = each;
  ASSERT_TRUE(shown);
  const auto seen = [&] { return !inspector->visibleRegion().isEmpty(); };
  EXPECT_FALSE(seen()) << "the log is in front at first";
  shown->trigger();
  EXPECT_TRUE(QTest::qWaitFor(seen));
  EXPECT_TRUE(shown->isChecked());
  shown->trigger();
  EXPECT_TRUE(QTest::qWaitFor([&] { return inspector->isHidden(); }));
  EXPECT_FALSE(shown->isChecked());
  shown->trigger();
  EXPECT_TRUE(QTest::qWaitFor(seen));
  EXPECT_TRUE(shown->isChecked());
}

}  // namespace
}  // namespace scalescope
