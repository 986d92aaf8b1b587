#pragma once

#include <gtest/gtest.h>

#include <QApplication>
#include <QImage>
#include <QTest>

#include "ui/plots/fake_runs.h"
#include "ui/plots/plot_panel.h"
#include "ui/plots/plot_view.h"

namespace scalescope::testing_plots {

inline qsizetype pixelsOf(const QImage& image, const QColor& colour) {
  qsizetype count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixelColor(x, y).rgb() == colour.rgb()) ++count;
    }
  }
  return count;
}

class PlotPanelTest : public testing::Test {
 protected:
  PlotPanelTest() {
    QPalette palette(QColor(240, 240, 240));
    palette.setColor(QPalette::Base, Qt::white);
    panel_.setPalette(palette);
    panel_.resize(1000, 720);
    panel_.show();
  }

  void fill(std::int64_t steps = 1000) {
    panel_.addRun(1, fp32Look);
    panel_.addRun(2, fp16Look);
    panel_.append(1, fakeSteps(Fake::fp32, steps));
    panel_.append(2, fakeSteps(Fake::fp16Mixed, steps));
    settle();
  }

  /// Until the timer has drawn what there was to draw.
  void settle() {
    ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.settled(); }));
    QApplication::processEvents();
    QApplication::processEvents();
  }

  QImage picture() { return panel_.view().grab().toImage(); }
  const PlotCell& cell(PlotKind kind) { return *panel_.view().cells()[indexOf(kind)]; }
  XRange shownX(PlotKind kind = PlotKind::loss) {
    const QCPRange range = cell(kind).rect()->axis(QCPAxis::atBottom)->range();
    return {range.lower, range.upper};
  }
  QPoint placeOf(double x, PlotKind kind = PlotKind::loss) {
    const double pixel = cell(kind).pixelMap()(x, 0.0).x();
    return {static_cast<int>(std::lround(pixel)), cell(kind).rect()->rect().center().y()};
  }
  void wheel(QPoint at, int turns) {
    QWheelEvent event(at, panel_.view().mapToGlobal(at), QPoint(), QPoint(0, 120 * turns),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&panel_.view(), &event);
  }
  void mouse(QEvent::Type type, QPoint at, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    const bool moves = type == QEvent::MouseMove;
    QMouseEvent event(type, at, panel_.view().mapToGlobal(at),
                      moves ? Qt::NoButton : Qt::LeftButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&panel_.view(), &event);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    mouse(QEvent::MouseButtonPress, from, modifiers);
    mouse(QEvent::MouseMove, (from + to) / 2, modifiers);
    mouse(QEvent::MouseMove, to, modifiers);
    mouse(QEvent::MouseButtonRelease, to, modifiers);
  }
  std::vector<ReadOut> readOuts(PlotKind kind) { return panel_.view().crosshair().readOuts(kind); }

  PlotPanel panel_;
};

}  // namespace scalescope::testing_plots
