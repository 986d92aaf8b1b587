#include "ui/plots/plot_cell.h"

#include "ui/plots/axis_tickers.h"
#include "ui/plots/line_shapes.h"
#include "ui/plots/number_text.h"
#include "ui/plots/plot_marks.h"
#include "ui/plots/plot_text.h"

namespace scalescope {
namespace {

constexpr int captionGap = 10;
constexpr int markReach = 6;

QFont boldened(QFont font) {
  font.setBold(true);
  return font;
}

}  // namespace

PlotCell::PlotCell(QCustomPlot* plot, PlotKind kind)
    : QCPLayerable(plot, QStringLiteral("main")), kind_(kind), rect_(new QCPAxisRect(plot)) {
  rect_->setLayer(QStringLiteral("background"));
  rect_->setAutoMargins(QCP::msLeft | QCP::msBottom);
  rect_->setupFullAxesBox();
  for (QCPAxis* axis : rect_->axes()) {
    axis->setLayer(QStringLiteral("axes"));
    axis->grid()->setLayer(QStringLiteral("grid"));
    axis->setSubTicks(false);
    axis->setTickLength(0, 3);
    axis->setSelectableParts(QCPAxis::spNone);
  }
  for (const auto side : {QCPAxis::atTop, QCPAxis::atRight}) rect_->axis(side)->setTicks(false);
}

int PlotCell::readOutHeight() const {
  return readOutLine_ ? QFontMetrics(theme_.smallFont).height() : 0;
}

int PlotCell::headHeight() const {
  return QFontMetrics(theme_.font).height() + 7 + readOutHeight();
}

void PlotCell::setReadOutLine(bool own) {
  readOutLine_ = own;
  setMargins();
}

void PlotCell::setMargins() {
  const int digit = QFontMetrics(theme_.smallFont).horizontalAdvance(QLatin1Char('0'));
  rect_->setMargins(QMargins(0, headHeight(), 3 * digit, 0));
  rect_->setMinimumMargins(QMargins(4 * digit, 0, 0, 4));
}

int PlotCell::titleWidth() const {
  const int title = QFontMetrics(boldened(theme_.font)).horizontalAdvance(plotTitle(kind_));
  const int words = QFontMetrics(theme_.smallFont).horizontalAdvance(caption());
  return words > 0 ? title + captionGap + words : title;
}

QString PlotCell::caption() const {
  constexpr int room = 400;
  if (rect_->width() < room) return {};
  QStringList words;
  if (content_.evaluated) words << PlotText::tr("● evaluation");
  if (content_.skipped) words << PlotText::tr("▼ skipped step");
  if (content_.acted) words << PlotText::tr("◆ changed or injected");
  return words.join("  ");
}

void PlotCell::setTheme(const PlotTheme& theme) {
  theme_ = theme;
  setMargins();
  rect_->setBackground(QBrush(theme.ground));
  for (QCPAxis* axis : rect_->axes()) {
    axis->setBasePen(QPen(theme.frame, 1));
    axis->setTickPen(QPen(theme.frame, 1));
    axis->setTickLabelColor(theme.text);
    axis->setTickLabelFont(theme.smallFont);
    axis->setLabelColor(theme.faintText);
    axis->setLabelFont(theme.smallFont);
    axis->setLabelPadding(3);
    axis->setTickLabelPadding(3);
    axis->grid()->setPen(QPen(theme.grid, 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
    axis->grid()->setSubGridVisible(false);
  }
  axesSet_ = false;
}

void PlotCell::setUpAxes(const PlotModel& model) {
  const PlotSettings& settings = model.settings;
  const ValueScale scale = settings.scaleOf(kind_);
  if (!axesSet_ || scale != scale_ || settings.xAxis != xKind_) {
    scale_ = scale;
    xKind_ = settings.xAxis;
    yAxis()->setTicker(QSharedPointer<ValueTicker>::create(scale_, kind_));
    xAxis()->setTicker(QSharedPointer<XTicker>::create(xKind_));
    axesSet_ = true;
  }
  xAxis()->setTickLabels(xLabels_);
  xAxis()->setLabel(xLabels_ ? xAxisLabel(xKind_) : QString());
  const QFontMetrics metrics(theme_.smallFont);
  const int labelWidth = metrics.horizontalAdvance(QStringLiteral("0:00:00")) * 8 / 5;
  xAxis()->ticker()->setTickCount(std::clamp(rect_->width() / labelWidth, 2, 10));
  yAxis()->ticker()->setTickCount(std::clamp(rect_->height() / (metrics.height() * 2), 2, 8));
}

void PlotCell::sample(const PlotModel& model, const XRange& range) {
  setUpAxes(model);
  clipLine_.reset();
  if (kind_ == PlotKind::gradNorm) clipLine_ = model.settings.clipLine;
  content_ = samplePlot(model, kind_, theme_, range, rect_->width());
  xAxis()->setRange(range.from, range.to);
  yAxis()->setRange(content_.values.from, content_.values.to);
}

PixelMap PlotCell::pixelMap() const {
  const QRect frame = rect_->rect();
  const QCPRange x = xAxis()->range();
  const QCPRange y = yAxis()->range();
  PixelMap map;
  map.xScale = frame.width() / x.size();
  map.xOffset = frame.left() - x.lower * map.xScale;
  map.yScale = -frame.height() / y.size();
  map.yOffset = frame.bottom() + 1 - y.lower * map.yScale;
  map.yLeast = frame.top() - 1000.0;
  map.yMost = frame.bottom() + 1000.0;
  return map;
}

void PlotCell::draw(QCPPainter* painter) {
  const PixelMap map = pixelMap();
  drawTitle(*painter);
  painter->save();
  painter->setClipRect(rect_->rect(), Qt::IntersectClip);
  for (const PlotBand& band : content_.bands) drawBand(*painter, map, band);
  for (const PlotCurve& curve : content_.curves) {
    drawCurve(*painter, map, curve, rect_->width());
  }
  for (const PlotCurve& curve : content_.curves)
    drawShapes(*painter, map, curve, theme_.ground, rect_->rect());
  drawClipLine(*painter, map);
  if (content_.empty && kind_ == PlotKind::loss) drawHint(*painter);
  painter->restore();
  // One at the first or the last step is seen whole.
  painter->save();
  painter->setClipRect(rect_->rect().adjusted(-markReach, 0, markReach, 0), Qt::IntersectClip);
  drawMarks(*painter, map, rect_->rect(), theme_, content_.marks);
  painter->restore();
}

void PlotCell::drawTitle(QPainter& painter) const {
  const QFont bold = boldened(theme_.font);
  const int baseline = rect_->top() - 5 - readOutHeight();
  painter.setFont(bold);
  painter.setPen(theme_.text);
  painter.drawText(rect_->left(), baseline, plotTitle(kind_));
  const int width = QFontMetrics(bold).horizontalAdvance(plotTitle(kind_));
  painter.setFont(theme_.smallFont);
  painter.setPen(theme_.faintText);
  painter.drawText(rect_->left() + width + captionGap, baseline, caption());
}

void PlotCell::drawClipLine(QPainter& painter, const PixelMap& map) const {
  if (!clipLine_) return;
  const double y = map(0.0, toAxis(scale_, *clipLine_)).y();
  if (std::isnan(y)) return;
  const QRect frame = rect_->rect();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(theme_.text, 1, Qt::DashLine));
  painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y));
  const QString text = PlotText::tr("clip %1").arg(numberText(*clipLine_, 3));
  const QFontMetrics metrics(theme_.smallFont);
  const QRectF label(frame.right() - metrics.horizontalAdvance(text) - 8, y - metrics.height() - 1,
                     metrics.horizontalAdvance(text) + 6, metrics.height());
  painter.fillRect(label, theme_.ground);
  painter.setFont(theme_.smallFont);
  painter.drawText(label, Qt::AlignCenter, text);
}

void PlotCell::drawHint(QPainter& painter) const {
  painter.setFont(theme_.font);
  painter.setPen(theme_.faintText);
  painter.drawText(rect_->rect(), Qt::AlignCenter, PlotText::tr("No steps yet"));
}

}  // namespace scalescope
