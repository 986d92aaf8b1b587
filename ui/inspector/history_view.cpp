#include "ui/inspector/history_view.h"

#include <algorithm>
#include <cmath>

#include "ui/inspector/exponent_axis.h"
#include "ui/plots/number_text.h"

namespace scalescope {
namespace {

constexpr double leastDecade = -5.0;  // shares from 0.001% on are coloured

}  // namespace

HistoryView::HistoryView(QWidget* parent) : QCustomPlot(parent) {
  setAccessibleName(tr("Exponents of the selected tensor over time"));
  setToolTip(
      tr("The histograms of all steps beside one another: the stronger the colour, the more values "
         "have this exponent; lines mark the format's ranges. A click goes to a step."));
  setCursor(Qt::PointingHandCursor);
  addLayer(QStringLiteral("cursor"));
  layer(QStringLiteral("cursor"))->setMode(QCPLayer::lmBuffered);
  map_ = new QCPColorMap(xAxis, yAxis);
  map_->setInterpolate(false);
  map_->setTightBoundary(false);
  for (QCPItemStraightLine*& limit : limits_) limit = new QCPItemStraightLine(this);
  cursor_ = new QCPItemStraightLine(this);
  cursor_->setLayer(QStringLiteral("cursor"));
  axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
  axisRect()->setMargins(QMargins(0, 4, 10, 0));
  axisRect()->setMinimumMargins(QMargins(8, 0, 0, 0));
  retheme();
}

void HistoryView::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) retheme();
}

void HistoryView::retheme() {
  if (cursor_ == nullptr) return;
  theme_ = PlotTheme::from(palette(), font());
  setBackground(QBrush(theme_.surround));
  axisRect()->setBackground(QBrush(theme_.ground));
  themeAxis(xAxis, theme_);
  setUpExponentAxis(yAxis, theme_);
  for (QCPAxis* axis : {xAxis, yAxis}) axis->grid()->setVisible(false);
  for (QCPItemStraightLine* limit : limits_) {
    limit->setPen(QPen(mixed(theme_.ground, theme_.text, 0.55), 1.0, Qt::DashLine));
  }
  cursor_->setPen(QPen(theme_.text, 1.4));
  rebuild();
}

void HistoryView::show(const HistoryPtr& history, Format format, const QColor& colour) {
  if (history == history_ && format == format_ && colour == colour_) return;
  history_ = history;
  format_ = format;
  colour_ = colour;
  rebuild();
}

void HistoryView::rebuild() {
  const bool any = history_ && !history_->steps.empty();
  map_->setVisible(any);
  const FormatRanges ranges = rangesOf(format_);
  const int edges[] = {ranges.zeroBelow, ranges.normalFrom, ranges.infiniteFrom};
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    limits_[i]->point1->setCoords(0.0, edges[i]);
    limits_[i]->point2->setCoords(1.0, edges[i]);
  }
  int first = leastShownExponent;
  int last = mostShownExponent;
  const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
  if (any) {
    for (const auto& shares : history_->shares) {
      for (int bin = 0; bin < kExponentBins; ++bin) {
        if (shares[static_cast<std::size_t>(bin)] == 0.0F) continue;
        first = std::min(first, bin + kLeastExponent);
        last = std::max(last, bin + kLeastExponent + 1);
      }
    }
    fill(first, last);
    const auto count = history_->steps.size();
    const std::size_t ticks = std::min<std::size_t>(count, 5);
    for (std::size_t i = 0; i < ticks; ++i) {
      const std::size_t at = ticks == 1 ? 0 : i * (count - 1) / (ticks - 1);
      ticker->addTick(static_cast<double>(at),
                      shortCountText(static_cast<double>(history_->steps[at])));
    }
    xAxis->setRange(-0.5, static_cast<double>(count) - 0.5);
  }
  xAxis->setTicker(ticker);
  yAxis->setRange(first, last);
  setStep(step_);
  replot(QCustomPlot::rpQueuedReplot);
}

void HistoryView::fill(int first, int last) {
  const auto columns = static_cast<int>(history_->steps.size());
  const int rows = last - first;
  QCPColorMapData* cells = map_->data();
  // One column alone would have no width: it is drawn twice.
  const int drawn = std::max(columns, 2);
  cells->setSize(drawn, rows);
  cells->setRange(QCPRange(columns > 1 ? 0.0 : -0.25, columns > 1 ? columns - 1.0 : 0.25),
                  QCPRange(first + 0.5, last - 0.5));
  for (int column = 0; column < drawn; ++column) {
    const auto& shares = history_->shares[static_cast<std::size_t>(std::min(column, columns - 1))];
    for (int row = 0; row < rows; ++row) {
      const int bin = first + row - kLeastExponent;
      const float share =
          bin >= 0 && bin < kExponentBins ? shares[static_cast<std::size_t>(bin)] : 0.0F;
      cells->setCell(column, row, share > 0.0F ? std::log10(share) : leastDecade - 1.0);
    }
  }
  QCPColorGradient gradient;
  gradient.clearColorStops();
  gradient.setColorStopAt(0.0, theme_.ground);
  gradient.setColorStopAt(0.15, mixed(theme_.ground, colour_, 0.25));
  gradient.setColorStopAt(1.0, mixed(colour_, theme_.text, 0.15));
  map_->setGradient(gradient);
  map_->setDataRange(QCPRange(leastDecade - 0.2, 0.0));
}

void HistoryView::setStep(std::optional<qint64> step) {
  step_ = step;
  const bool any = step && history_ && !history_->steps.empty();
  cursor_->setVisible(any);
  if (any) {
    const auto at = static_cast<double>(indexAtOrBefore(history_->steps, *step));
    cursor_->point1->setCoords(at, 0.0);
    cursor_->point2->setCoords(at, 1.0);
  }
  layer(QStringLiteral("cursor"))->replot();
}

void HistoryView::choose(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) == 0 || !history_ || history_->steps.empty()) return;
  const double column = std::round(xAxis->pixelToCoord(event->position().x()));
  const double last = static_cast<double>(history_->steps.size()) - 1.0;
  emit stepActivated(history_->steps[static_cast<std::size_t>(std::clamp(column, 0.0, last))]);
}

void HistoryView::mousePressEvent(QMouseEvent* event) { choose(event); }
void HistoryView::mouseMoveEvent(QMouseEvent* event) { choose(event); }

}  // namespace scalescope
