#include "ui/divergence/divergence_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr double kLeastShown = 1e-12;  ///< of a distance on the logarithmic axis

QColor bandColour(bool dark) {
  QColor colour = runColour(QStringLiteral("fp32"), 0, dark);
  colour.setAlpha(dark ? 70 : 50);
  return colour;
}

/// The finite values of all that a plot shows.
struct ValueRange {
  double low = HUGE_VAL, high = -HUGE_VAL, leastPositive = HUGE_VAL;
  void include(const QVector<double>& values) {
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
      if (value > 0.0) leastPositive = std::min(leastPositive, value);
    }
  }
  bool empty() const { return low > high; }
};

QCPRange logRange(const ValueRange& seen) {
  if (seen.empty() || !std::isfinite(seen.leastPositive)) return {1e-8, 1.0};
  const double low = std::max(seen.leastPositive, kLeastShown);
  const double high = std::max(seen.high, low);
  return {low / 3.0, std::max(high * 3.0, low * 30.0)};
}

/// Of cosines: up to 1, and never a picture of the last places alone.
QCPRange cosineRange(const ValueRange& seen) {
  constexpr double least = 1e-5;
  const double low = seen.empty() ? 0.0 : seen.low;
  const double span = std::max(1.0 - low, least);
  return {std::max(1.0 - 1.1 * span, -1.05), 1.0 + 0.06 * span};
}

QCPRange percentRange(const ValueRange& seen) {
  return {0.0, std::max(seen.empty() ? 0.0 : 1.1 * seen.high, 1.0)};
}

/// Powers of ten, written as such.
class PowerTicker : public QCPAxisTickerLog {
 public:
  PowerTicker() { setSubTickCount(0); }

 protected:
  QString getTickLabel(double tick, const QLocale& /*locale*/, QChar /*formatChar*/,
                       int /*precision*/) override {
    return powerText(10, static_cast<int>(std::lround(std::log10(tick))));
  }
};

}  // namespace

QString titleOf(DivergenceQuantity quantity) {
  switch (quantity) {
    case DivergenceQuantity::gradientCosine:
      return DivergenceView::tr("Gradient cosine");
    case DivergenceQuantity::weightDistance:
      return DivergenceView::tr("Weight distance");
    case DivergenceQuantity::lostUpdates:
      break;
  }
  return DivergenceView::tr("Lost updates (%)");
}

DivergenceView::DivergenceView(QWidget* parent) : QCustomPlot(parent) {
  plotLayout()->clear();
  setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  setAccessibleName(tr("Divergence from FP32 over the steps"));
  setToolTip(
      tr("How far the shown runs are from their FP32 run, over the steps. Wheel: zoom. Drag: pan. "
         "Double click: all steps. Click: go to the step"));
  for (const DivergenceQuantity quantity : allDivergenceQuantities) setUp(quantity);
  plotLayout()->setRowStretchFactor(0, 0.001);
  plotLayout()->setRowSpacing(2);
  setTheme();
  connect(this, &QCustomPlot::mouseDoubleClick, this, [this] {
    zoomed_ = false;
    showAllSteps();
    replot(QCustomPlot::rpQueuedReplot);
  });
}

void DivergenceView::setUp(DivergenceQuantity quantity) {
  const auto column = static_cast<int>(quantity);
  auto* rect = new QCPAxisRect(this);
  rect->setupFullAxesBox();
  rect->setRangeDrag(Qt::Horizontal);
  rect->setRangeZoom(Qt::Horizontal);
  rect->setMinimumMargins(QMargins(8, 2, 8, 4));
  for (const auto side : {QCPAxis::atTop, QCPAxis::atRight}) rect->axis(side)->setTicks(false);
  QCPAxis* const values = rect->axis(QCPAxis::atLeft);
  if (quantity == DivergenceQuantity::weightDistance) {
    values->setScaleType(QCPAxis::stLogarithmic);
    values->setTicker(QSharedPointer<PowerTicker>::create());
  } else {
    values->setNumberFormat(QStringLiteral("g"));
    values->ticker()->setTickCount(4);
  }
  QCPAxis* const steps = rect->axis(QCPAxis::atBottom);
  steps->setLabel(tr("Step"));
  steps->setNumberFormat(QStringLiteral("g"));
  steps->setNumberPrecision(9);
  connect(steps, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          &DivergenceView::shareRange);
  auto* title = new QCPTextElement(this, titleOf(quantity));
  title->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  plotLayout()->addElement(0, column, title);
  plotLayout()->addElement(1, column, rect);
  rects_[static_cast<std::size_t>(quantity)] = rect;
  titles_[static_cast<std::size_t>(quantity)] = title;
}

QSize DivergenceView::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 6};
}

void DivergenceView::setTheme() {
  theme_ = PlotTheme::from(palette(), font());
  setBackground(QBrush(theme_.surround));
  QFont bold = theme_.font;
  bold.setBold(true);
  for (QCPTextElement* title : titles_) {
    title->setFont(bold);
    title->setTextColor(theme_.text);
  }
  for (QCPAxisRect* rect : rects_) {
    rect->setBackground(QBrush(theme_.ground));
    for (QCPAxis* axis : rect->axes()) {
      axis->setBasePen(QPen(theme_.frame, 1));
      axis->setTickPen(QPen(theme_.frame, 1));
      axis->setSubTicks(false);
      axis->setTickLength(0, 3);
      axis->setTickLabelColor(theme_.text);
      axis->setTickLabelFont(theme_.smallFont);
      axis->setLabelColor(theme_.faintText);
      axis->setLabelFont(theme_.smallFont);
      axis->setLabelPadding(1);
      axis->grid()->setPen(QPen(theme_.grid, 1));
      axis->grid()->setZeroLinePen(Qt::NoPen);
    }
  }
}

void DivergenceView::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
  setTheme();
  setContent(runs_, bands_);
}

void DivergenceView::addBand(QCPAxisRect* rect, const DivergenceBand& band) {
  if (band.steps.isEmpty()) return;
  QCPAxis* const steps = rect->axis(QCPAxis::atBottom);
  QCPAxis* const values = rect->axis(QCPAxis::atLeft);
  const bool log = values->scaleType() == QCPAxis::stLogarithmic;
  const auto edge = [&](QVector<double> at) {
    if (log) {
      for (double& value : at) value = std::max(value, kLeastShown);
    }
    QCPGraph* graph = addGraph(steps, values);
    graph->setPen(Qt::NoPen);
    graph->setData(band.steps, at, true);
    return graph;
  };
  QCPGraph* const low = edge(band.low);
  QCPGraph* const high = edge(band.high);
  high->setBrush(QBrush(bandColour(theme_.dark)));
  high->setChannelFillGraph(low);
}

void DivergenceView::addCurve(QCPAxisRect* rect, const DivergenceCurve& curve) {
  QCPAxis* const steps = rect->axis(QCPAxis::atBottom);
  QCPAxis* const values = rect->axis(QCPAxis::atLeft);
  QVector<double> shown = curve.values;
  for (double& value : shown) {
    const bool placed =
        std::isfinite(value) && (value > 0.0 || values->scaleType() != QCPAxis::stLogarithmic);
    if (!placed) value = std::numeric_limits<double>::quiet_NaN();
  }
  QCPGraph* const graph = addGraph(steps, values);
  graph->setPen(QPen(curve.colour, 1.6));
  graph->setData(curve.steps, shown, true);
  constexpr int fewPoints = 60, marks = 12;
  static constexpr std::array shapes{
      QCPScatterStyle::ssDisc,    QCPScatterStyle::ssTriangle,
      QCPScatterStyle::ssDiamond, QCPScatterStyle::ssTriangleInverted,
      QCPScatterStyle::ssPlus,    QCPScatterStyle::ssSquare};
  const auto shape = shapes[static_cast<std::size_t>(curve.shape) % shapes.size()];
  const bool disc = shape == QCPScatterStyle::ssDisc;
  const auto points = static_cast<int>(curve.steps.size());
  if (points <= fewPoints || !disc) {
    graph->setScatterStyle(
        QCPScatterStyle(shape, QPen(curve.colour, 1.4), QBrush(curve.colour), disc ? 4.0 : 7.0));
    graph->setScatterSkip(disc ? 0 : std::max(points / marks - 1, 0));
  }
  if (!curve.parts) return;
  auto* line = new QCPItemStraightLine(this);
  line->setClipAxisRect(rect);
  for (QCPItemPosition* position : line->positions()) position->setAxes(steps, values);
  line->point1->setCoords(*curve.parts, 1e-6);
  line->point2->setCoords(*curve.parts, 1.0);
  line->setPen(QPen(curve.colour, 1, Qt::DashLine));
}

void DivergenceView::fitValues(DivergenceQuantity quantity) {
  const auto index = static_cast<std::size_t>(quantity);
  ValueRange seen;
  for (const DivergenceCurves& run : runs_) seen.include(run[index].values);
  for (const DivergenceBands& band : bands_) {
    // The band is open at its ideal end.
    seen.include(quantity == DivergenceQuantity::gradientCosine ? band[index].low
                                                                : band[index].high);
  }
  QCPRange range = percentRange(seen);
  if (quantity == DivergenceQuantity::weightDistance) range = logRange(seen);
  if (quantity == DivergenceQuantity::gradientCosine) range = cosineRange(seen);
  rects_[index]->axis(QCPAxis::atLeft)->setRange(range);
}

void DivergenceView::setContent(const std::vector<DivergenceCurves>& runs,
                                const std::vector<DivergenceBands>& bands) {
  runs_ = runs;
  bands_ = bands;
  clearItems();
  clearGraphs();
  lastStep_ = 1.0;
  for (const DivergenceQuantity quantity : allDivergenceQuantities) {
    const auto index = static_cast<std::size_t>(quantity);
    for (const DivergenceBands& band : bands_) addBand(rects_[index], band[index]);
    for (const DivergenceCurves& run : runs_) {
      addCurve(rects_[index], run[index]);
      if (!run[index].steps.isEmpty()) lastStep_ = std::max(lastStep_, run[index].steps.back());
    }
    fitValues(quantity);
  }
  if (!zoomed_) showAllSteps();
  replot(QCustomPlot::rpQueuedReplot);
}

void DivergenceView::showAllSteps() {
  const double room = 0.02 * lastStep_;
  for (QCPAxisRect* rect : rects_) {
    const QSignalBlocker blocker(rect->axis(QCPAxis::atBottom));
    rect->axis(QCPAxis::atBottom)->setRange(-room, lastStep_ + room);
  }
}

void DivergenceView::shareRange(const QCPRange& range) {
  zoomed_ = true;
  for (QCPAxisRect* rect : rects_) {
    if (!rect) continue;
    const QSignalBlocker blocker(rect->axis(QCPAxis::atBottom));
    rect->axis(QCPAxis::atBottom)->setRange(range);
  }
  replot(QCustomPlot::rpQueuedReplot);
}

void DivergenceView::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->pos();
  QCustomPlot::mousePressEvent(event);
}

void DivergenceView::mouseReleaseEvent(QMouseEvent* event) {
  QCustomPlot::mouseReleaseEvent(event);
  const bool moved = (event->pos() - pressed_).manhattanLength() > 3;
  if (moved || event->button() != Qt::LeftButton) return;
  for (QCPAxisRect* rect : rects_) {
    if (!rect->rect().contains(event->pos())) continue;
    const double step = rect->axis(QCPAxis::atBottom)->pixelToCoord(event->pos().x());
    emit stepClicked(std::llround(std::clamp(step, 0.0, lastStep_)));
  }
}

}  // namespace scalescope
