#include "ui/inspector/histogram_view.h"

#include <algorithm>
#include <cmath>

#include "ui/inspector/exponent_axis.h"

namespace scalescope {
namespace {

constexpr double leastShare = 1e-6;

/// First and last exponent that a curve counts anything at, moved by its shift.
std::pair<int, int> extentOf(const HistogramCurve& curve) {
  const auto& bins =
      curve.step->counted.statistics[static_cast<std::size_t>(curve.tensor)].exponents;
  int first = mostShownExponent;
  int last = leastShownExponent;
  for (int bin = 0; bin < kExponentBins; ++bin) {
    if (bins[static_cast<std::size_t>(bin)] == 0) continue;
    first = std::min(first, bin + kLeastExponent + curve.shift);
    last = std::max(last, bin + kLeastExponent + curve.shift);
  }
  return {first, last};
}

int roundedDown(int exponent) { return static_cast<int>(std::floor(exponent / 8.0)) * 8; }

}  // namespace

HistogramView::HistogramView(QWidget* parent) : QCustomPlot(parent) {
  setAccessibleName(tr("Exponent histogram of the selected tensor"));
  setToolTip(
      tr("How many of the tensor's values have which exponent, before the cast; filled: what the "
         "run's format keeps"));
  addLayer(QStringLiteral("ranges"), layer(QStringLiteral("grid")), limBelow);
  addLayer(QStringLiteral("labels"), layer(QStringLiteral("main")), limAbove);
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    ranges_[i] = new QCPItemRect(this);
    ranges_[i]->setLayer(QStringLiteral("ranges"));
    ranges_[i]->setPen(Qt::NoPen);
    ranges_[i]->setClipToAxisRect(true);
    for (QCPItemPosition* position : {ranges_[i]->topLeft, ranges_[i]->bottomRight}) {
      position->setTypeX(QCPItemPosition::ptPlotCoords);
      position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    labels_[i] = new QCPItemText(this);
    labels_[i]->setLayer(QStringLiteral("labels"));
    labels_[i]->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
    labels_[i]->position->setTypeX(QCPItemPosition::ptPlotCoords);
    labels_[i]->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    labels_[i]->setPadding(QMargins(0, 2, 0, 0));
  }
  yAxis->setScaleType(QCPAxis::stLogarithmic);
  yAxis->setRange(leastShare, 8.0);  // above 100% the ranges are named
  const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
  ticker->addTick(1.0, QStringLiteral("100%"));
  ticker->addTick(1e-2, QStringLiteral("1%"));
  ticker->addTick(1e-4, QStringLiteral("0.01%"));
  ticker->addTick(1e-6, QStringLiteral("0.0001%"));
  yAxis->setTicker(ticker);
  axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
  axisRect()->setMargins(QMargins(0, 4, 10, 0));
  axisRect()->setMinimumMargins(QMargins(8, 0, 0, 0));
  xAxis->setRange(leastShownExponent, mostShownExponent);
  retheme();
}

void HistogramView::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) retheme();
}

void HistogramView::retheme() {
  if (labels_.back() == nullptr) return;
  theme_ = PlotTheme::from(palette(), font());
  setBackground(QBrush(theme_.surround));
  axisRect()->setBackground(QBrush(theme_.ground));
  setUpExponentAxis(xAxis, theme_);
  themeAxis(yAxis, theme_);
  const auto colours = rangeColours(theme_);
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    ranges_[i]->setBrush(colours[i]);
    labels_[i]->setColor(theme_.faintText);
    labels_[i]->setFont(theme_.smallFont);
  }
  rebuild();
}

void HistogramView::show(const QList<HistogramCurve>& curves, Format format) {
  curves_ = curves;
  format_ = format;
  rebuild();
}

void HistogramView::resizeEvent(QResizeEvent* event) {
  QCustomPlot::resizeEvent(event);
  placeRanges();
}

void HistogramView::rebuild() {
  clearGraphs();
  int first = leastShownExponent;
  int last = mostShownExponent;
  for (const HistogramCurve& curve : curves_) {
    const auto [from, to] = extentOf(curve);
    first = std::min(first, roundedDown(from));
    last = std::max(last, roundedDown(to) + 8);
  }
  xAxis->setRange(first, last);
  // The chosen run is drawn over the others, whose wider lines show where they coincide.
  for (const bool chosen : {false, true}) {
    for (const HistogramCurve& curve : curves_) {
      if (curve.chosen == chosen) addCurve(curve);
    }
  }
  placeRanges();
  replot(QCustomPlot::rpQueuedReplot);
}

void HistogramView::addCurve(const HistogramCurve& curve) {
  const auto at = static_cast<std::size_t>(curve.tensor);
  const TensorStatistics& statistics = curve.step->counted.statistics[at];
  const Format own = curve.step->tensors()[at].format;
  const FormatRanges ranges = rangesOf(own);
  const bool rounds = own != Format::fp32;
  QVector<double> exponents, shares, keptExponents, kept;
  const auto [first, last] = extentOf(curve);
  // A value of 0 would leave a logarithmic axis; the bottom of the picture stands for it.
  constexpr double none = leastShare / 10.0;
  for (int exponent = first - 1; exponent <= last + 1; ++exponent) {
    const int bin = exponent - curve.shift - kLeastExponent;
    const bool there = bin >= 0 && bin < kExponentBins && statistics.elements > 0;
    const double count =
        there ? static_cast<double>(statistics.exponents[static_cast<std::size_t>(bin)]) : 0.0;
    const double share = std::max(count / std::max<double>(statistics.elements, 1.0), none);
    exponents << exponent;
    shares << share;
    const bool keeps = exponent >= ranges.zeroBelow && exponent < ranges.infiniteFrom;
    keptExponents << exponent;
    kept << (keeps ? share : none);
  }
  if (rounds) {
    QCPGraph* fill = addGraph();
    fill->setLineStyle(QCPGraph::lsStepLeft);
    fill->setPen(Qt::NoPen);
    QColor pale = curve.colour;
    pale.setAlphaF(curve.chosen ? 0.32F : 0.16F);
    fill->setBrush(pale);
    fill->setData(keptExponents, kept, true);
  }
  QCPGraph* line = addGraph();
  line->setLineStyle(QCPGraph::lsStepLeft);
  line->setPen(
      QPen(curve.colour, curve.chosen ? 1.6 : 3.4, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  line->setData(exponents, shares, true);
}

void HistogramView::placeRanges() {
  const FormatRanges ranges = rangesOf(format_);
  const double edges[] = {-400.0, static_cast<double>(ranges.zeroBelow),
                          static_cast<double>(ranges.normalFrom),
                          static_cast<double>(ranges.infiniteFrom), 400.0};
  const QString overflows = info(format_).hasInfinity ? tr("overflow") : tr("NaN");
  const QString names[] = {
      tr("becomes 0"), tr("subnormal"),
      tr("%1 normal")
          .arg(QString::fromUtf8(info(format_).label.data(),
                                 static_cast<qsizetype>(info(format_).label.size()))),
      overflows};
  const QCPRange view = xAxis->range();
  const double pixelsPerBinade = axisRect()->width() / std::max(view.size(), 1.0);
  const QFontMetrics metrics(theme_.smallFont);
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const double from = std::clamp(edges[i], view.lower, view.upper);
    const double to = std::clamp(edges[i + 1], view.lower, view.upper);
    ranges_[i]->setVisible(to > from);
    ranges_[i]->topLeft->setCoords(from, 0.0);
    ranges_[i]->bottomRight->setCoords(to, 1.0);
    labels_[i]->setText(names[i]);
    labels_[i]->position->setCoords((from + to) / 2.0, 0.0);
    labels_[i]->setVisible((to - from) * pixelsPerBinade > metrics.horizontalAdvance(names[i]) + 4);
  }
}

}  // namespace scalescope
