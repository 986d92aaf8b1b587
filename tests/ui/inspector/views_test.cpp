#include <gtest/gtest.h>

#include <QSignalSpy>

#include "ui/inspector/exponent_axis.h"
#include "ui/inspector/heat_legend.h"
#include "ui/inspector/histogram_view.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/made_up_step.h"

namespace scalescope {
namespace {

using testing_inspector::madeUpStep;

constexpr int shownTensor = 6;

HistogramCurve curveOf(const StepPtr& step, int shift = 0) {
  return {"fp16", QColor(Qt::red), step, shownTensor, shift, true};
}

/// The greatest value of a graph in [from, to).
double most(const QCPGraph* graph, double from, double to) {
  double found = 0.0;
  for (const auto& point : *graph->data()) {
    if (point.key >= from && point.key < to) found = std::max(found, point.value);
  }
  return found;
}

TEST(FormatRanges, AreThoseOfFp16) {
  const FormatRanges ranges = rangesOf(Format::fp16);
  EXPECT_EQ(ranges.zeroBelow, -25);
  EXPECT_EQ(ranges.normalFrom, -14);
  EXPECT_EQ(ranges.infiniteFrom, 16);
}

TEST(HistogramView, DrawsAllValuesAndFillsWhatTheFormatKeeps) {
  HistogramView view;
  view.resize(500, 200);
  view.show({curveOf(madeUpStep(1, 0, Format::fp16, 0x1p-6F))}, Format::fp16);
  ASSERT_EQ(view.graphCount(), 2);
  const QCPGraph* kept = view.graph(0);
  const QCPGraph* all = view.graph(1);
  EXPECT_DOUBLE_EQ(most(all, -26, -25), 0.25);  // 2^-26 becomes 0
  EXPECT_LT(most(kept, -26, -25), 1e-6);
  EXPECT_DOUBLE_EQ(most(kept, -6, -5), 0.5);
  EXPECT_FALSE(view.toPixmap(500, 200).isNull());
}

TEST(HistogramView, MovesGradientsWithTheScale) {
  HistogramView view;
  view.show({curveOf(madeUpStep(1, 0, Format::fp16, 1.0F), 16)}, Format::fp16);
  EXPECT_DOUBLE_EQ(most(view.graph(1), 16, 17), 0.5);
  EXPECT_LT(most(view.graph(0), 16, 17), 1e-6);
  EXPECT_DOUBLE_EQ(most(view.graph(0), -4, -3), 0.25);
}

TEST(HistogramView, ShowsAnFp32RunAsALineAlone) {
  HistogramView view;
  HistogramCurve fp32 = curveOf(madeUpStep(1, 0, Format::fp32, 1.0F));
  fp32.chosen = false;
  view.show({fp32, curveOf(madeUpStep(2, 0, Format::fp16, 1.0F))}, Format::fp16);
  EXPECT_EQ(view.graphCount(), 3);
  view.show({}, Format::fp16);
  EXPECT_EQ(view.graphCount(), 0);
}

HistoryPtr madeUpHistory(int steps) {
  auto history = std::make_shared<TensorHistory>();
  history->run = 1;
  for (int i = 0; i < steps; ++i) {
    history->steps.push_back(10 * i);
    TensorHistory::Shares shares{};
    shares[static_cast<std::size_t>(-kLeastExponent - i % 20)] = 1.0F;
    history->shares.push_back(shares);
  }
  return history;
}

TEST(HistoryView, AClickGoesToTheStepUnderIt) {
  HistoryView view;
  view.resize(600, 200);
  view.QWidget::show();
  view.show(madeUpHistory(100), Format::fp16, QColor(Qt::red));
  view.replot(QCustomPlot::rpImmediateRefresh);
  QSignalSpy activated(&view, &HistoryView::stepActivated);
  const int x = static_cast<int>(view.xAxis->coordToPixel(42.0));
  QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(x, 80));
  ASSERT_EQ(activated.count(), 1);
  EXPECT_NEAR(activated[0][0].toLongLong(), 420, 10);
  view.setStep(300);
  EXPECT_FALSE(view.toPixmap(600, 200).isNull());
}

TEST(HistoryView, DrawsOneStepAndNone) {
  HistoryView view;
  view.resize(300, 150);
  view.show(madeUpHistory(1), Format::bf16, QColor(Qt::red));
  EXPECT_FALSE(view.toPixmap(300, 150).isNull());
  view.show(nullptr, Format::fp16, QColor());
  EXPECT_FALSE(view.toPixmap(300, 150).isNull());
  QSignalSpy activated(&view, &HistoryView::stepActivated);
  QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(100, 80));
  EXPECT_EQ(activated.count(), 0);
}

TEST(HeatLegend, NamesWhatItShows) {
  HeatLegend legend;
  legend.setMeasure(Measure::amax);
  EXPECT_TRUE(legend.accessibleName().contains("Amax"));
  EXPECT_FALSE(legend.grab().isNull());
}

}  // namespace
}  // namespace scalescope
