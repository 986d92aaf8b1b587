#include <gtest/gtest.h>

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTimer>
#include <QToolTip>

#include "ui/plots/panel_fixture.h"

namespace scalescope {
namespace {

using namespace testing_plots;
using PlotInteractionTest = PlotPanelTest;

TEST_F(PlotInteractionTest, FollowsNewStepsUntilZoomed) {
  fill(100);
  EXPECT_EQ(shownX(), (XRange{0.0, 99.0}));
  auto more = fakeSteps(Fake::fp32, 200);
  panel_.append(1, std::span(more).subspan(100));
  settle();
  EXPECT_EQ(shownX(), (XRange{0.0, 199.0}));
}

TEST_F(PlotInteractionTest, ZoomsAllPlotsTogetherAndGoesBack) {
  fill();
  const XRange all = shownX();
  wheel(placeOf(500.0), 3);
  settle();
  const XRange zoomed = shownX();
  EXPECT_NEAR(zoomed.width(), all.width() * 0.512, 1e-6);
  for (const PlotKind kind : allPlotKinds) EXPECT_EQ(shownX(kind), zoomed);

  drag(placeOf(500.0), placeOf(450.0));
  settle();
  const XRange panned = shownX();
  EXPECT_NEAR(panned.from, zoomed.from + 50.0, 2.0);
  EXPECT_NEAR(panned.width(), zoomed.width(), 1e-6);

  drag(placeOf(500.0, PlotKind::stepTime), placeOf(600.0, PlotKind::stepTime), Qt::ShiftModifier);
  settle();
  EXPECT_NEAR(shownX().from, 500.0, 2.0);
  EXPECT_NEAR(shownX().to, 600.0, 2.0);

  panel_.zoomBack();
  settle();
  EXPECT_EQ(shownX(), panned);
  panel_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&panel_));
  panel_.view().setFocus();
  QTest::keyClick(&panel_.view(), Qt::Key_Backspace);
  settle();
  EXPECT_EQ(shownX(), zoomed);
  mouse(QEvent::MouseButtonDblClick, placeOf(500.0));
  settle();
  EXPECT_EQ(shownX(), all);
}

TEST_F(PlotInteractionTest, APlotHasItsMenu) {
  fill(50);
  QStringList texts;
  QTimer::singleShot(200, [&texts] {
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    ASSERT_NE(menu, nullptr);
    for (const QAction* action : menu->actions()) texts << action->text();
    menu->close();
  });
  const QPoint at = placeOf(25.0, PlotKind::gradNorm);
  QContextMenuEvent event(QContextMenuEvent::Mouse, at, panel_.view().mapToGlobal(at));
  QApplication::sendEvent(&panel_.view(), &event);
  EXPECT_TRUE(texts.contains("Logarithmic axis")) << texts.join(", ").toStdString();
  EXPECT_TRUE(texts.contains("Save this plot…"));
}

TEST_F(PlotInteractionTest, ListsTheValuesThatHaveNoRoomWithTheirNames) {
  panel_.resize(900, 500);
  for (RunKey key = 1; key <= 12; ++key) {
    panel_.addRun(key, {QString("a run with a long name, %1").arg(key), Qt::blue, Qt::blue});
    panel_.append(key, fakeSteps(Fake::fp32, 60));
  }
  settle();
  mouse(QEvent::MouseMove, placeOf(25.0));
  settle();
  QTRY_VERIFY(QToolTip::isVisible());
  for (int run = 1; run <= 12; ++run)
    EXPECT_TRUE(QToolTip::text().contains(QString("a run with a long name, %1<").arg(run)));
  QToolTip::hideText();
}

TEST_F(PlotInteractionTest, ReadsOutEveryRunAtTheCrosshair) {
  const auto fp32 = fakeSteps(Fake::fp32, 200);
  fill(200);
  mouse(QEvent::MouseMove, placeOf(120.0));
  const auto values = readOuts(PlotKind::loss);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].name, fp32Look.name);
  EXPECT_EQ(values[0].value, readOut(PlotKind::loss, fp32[120].loss));
  EXPECT_EQ(panel_.view().crosshair().step(), 120);
  EXPECT_EQ(readOuts(PlotKind::lossScale)[0].value, QStringLiteral("2⁰"));

  QEvent leave(QEvent::Leave);
  QApplication::sendEvent(&panel_.view(), &leave);
  EXPECT_FALSE(panel_.view().crosshair().x());
  EXPECT_EQ(readOuts(PlotKind::loss)[0].value, readOut(PlotKind::loss, fp32.back().loss));
}

TEST_F(PlotInteractionTest, MovingTheCrosshairDrawsNoCurves) {
  fill();
  QSignalSpy replots(&panel_.view(), &QCustomPlot::afterReplot);
  const QImage before = picture();
  for (int step = 100; step < 900; step += 50) mouse(QEvent::MouseMove, placeOf(step));
  QTest::qWait(2 * PlotPanel::refreshInterval);
  EXPECT_EQ(replots.count(), 0);
  EXPECT_NE(picture(), before);
}

TEST_F(PlotInteractionTest, AClickNamesItsStep) {
  fill(100);
  QSignalSpy clicked(&panel_, &PlotPanel::stepClicked);
  mouse(QEvent::MouseMove, placeOf(40.0));
  mouse(QEvent::MouseButtonPress, placeOf(40.0));
  mouse(QEvent::MouseButtonRelease, placeOf(40.0));
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toLongLong(), 40);
}

TEST_F(PlotInteractionTest, ShowsAStepThatIsOutOfView) {
  fill();
  wheel(placeOf(100.0), 8);
  settle();
  ASSERT_LT(shownX().to, 900.0);
  panel_.showStep(900);
  settle();
  EXPECT_GE(shownX().to, 900.0);
  EXPECT_LE(shownX().from, 900.0);
  EXPECT_EQ(panel_.view().crosshair().step(), 900);
}

TEST_F(PlotInteractionTest, ShowsTheSameOverTimeAndSamples) {
  fill(100);
  panel_.showStep(50);
  panel_.setXAxis(XAxis::samples);
  settle();
  EXPECT_EQ(shownX(), (XRange{64.0, 6400.0}));
  EXPECT_EQ(panel_.view().crosshair().step(), 50);
  panel_.setXAxis(XAxis::wallTime);
  settle();
  EXPECT_NEAR(shownX().to, 10.0, 1e-9);
  EXPECT_GT(pixelsOf(picture(), fp32Look.light), 300);
}

}  // namespace
}  // namespace scalescope
