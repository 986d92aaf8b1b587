#include "ui/plots/crosshair.h"

#include <algorithm>

#include "ui/plots/plot_text.h"
#include "ui/plots/run_groups.h"

namespace scalescope {
namespace {

QString textOf(const ReadOut& value, bool named) {
  return named ? value.name + QLatin1Char(' ') + value.value : value.value;
}

}  // namespace

Crosshair::Crosshair(QCustomPlot* plot, const PlotModel& model, const std::vector<PlotCell*>& cells)
    : QCPLayerable(plot, QStringLiteral("crosshair")), model_(model), cells_(cells) {}

std::optional<std::size_t> Crosshair::indexIn(const PlotRun& run) const {
  const auto x = run.series.x(model_.settings.xAxis);
  if (x.empty()) return std::nullopt;
  if (!x_) return x.size() - 1;
  // A run that ended long ago, or has not begun, has no value here.
  const double at = snapped();
  const double spacing =
      (x.back() - x.front()) / std::max<double>(static_cast<double>(x.size()), 1.0);
  if (at < x.front() - 2.0 * spacing || at > x.back() + 2.0 * spacing) return std::nullopt;
  return nearestIndex(x, at);
}

double Crosshair::snapped() const {
  double best = *x_;
  double distance = std::numeric_limits<double>::infinity();
  for (const auto& run : model_.runs()) {
    const auto x = run->series.x(model_.settings.xAxis);
    if (!model_.draws(*run) || x.empty()) continue;
    const double near = x[nearestIndex(x, *x_)];
    if (std::abs(near - *x_) < distance) {
      distance = std::abs(near - *x_);
      best = near;
    }
  }
  return best;
}

std::optional<qint64> Crosshair::step() const {
  if (!x_) return std::nullopt;
  for (const auto& run : model_.runs()) {
    const auto index = model_.draws(*run) ? indexIn(*run) : std::nullopt;
    if (index) return static_cast<qint64>(run->series.x(XAxis::step)[*index]);
  }
  return std::nullopt;
}

std::vector<ReadOut> Crosshair::readOuts(PlotKind kind, std::size_t most) const {
  if (model_.settings.grouped) return groupReadOuts(kind, most);
  std::vector<ReadOut> result;
  for (const auto& run : model_.runs()) {
    // More than these have no room, and looking each of hundreds up would take its time.
    if (result.size() == most) break;
    const auto index = model_.draws(*run) ? indexIn(*run) : std::nullopt;
    if (!index) continue;
    const SeriesPyramid& column = run->series.column(kind);
    const auto known = column.lastMeasured(*index);
    if (!known) continue;
    QString text = readOut(kind, column.value(*known));
    // A point of a long run, seen from afar, is the least or the largest of a block of steps.
    if (run->series.coarse()) text.prepend(QStringLiteral("≈ "));
    if (kind == PlotKind::lossScale) {
      const auto skipped = run->series.skipped();
      const bool isSkipped =
          std::binary_search(skipped.begin(), skipped.end(), static_cast<std::uint32_t>(*index));
      if (isSkipped) text = PlotText::tr("%1 skipped").arg(text);
    }
    result.push_back({run->look.name, text, theme_.colourOf(run->look)});
  }
  return result;
}

std::vector<ReadOut> Crosshair::groupReadOuts(PlotKind kind, std::size_t most) const {
  std::vector<ReadOut> result;
  for (const RunGroup& group : groupsOf(model_)) {
    if (result.size() == most) break;
    double at = x_.value_or(-std::numeric_limits<double>::infinity());
    for (const PlotRun* run : group.runs) {
      const auto x = run->series.x(model_.settings.xAxis);
      if (!x_ && !x.empty()) at = std::max(at, x.back());
    }
    const GroupValue value = valuesOf(model_, group, kind, {at}, false).front();
    if (value.runs == 0) continue;
    const ValueScale taken = meanScale(model_, kind);
    QString text = readOut(kind, fromAxis(taken, value.mean));
    if (value.runs > 1 && taken == ValueScale::linear) {
      text += QStringLiteral(" ± ") + readOut(kind, value.deviation);
    } else if (value.runs > 1) {
      const double factor = fromAxis(taken, value.deviation);
      text += QStringLiteral(" ×÷ ") + QString::number(factor, 'g', 3);
    }
    result.push_back({group.look.name, text, theme_.colourOf(group.look)});
  }
  return result;
}

bool Crosshair::spansDays() const {
  if (cells_.empty()) return false;
  const QCPRange range = cells_.front()->rect()->axis(QCPAxis::atBottom)->range();
  return momentText(range.lower, true).section(' ', 0, 0) !=
         momentText(range.upper, true).section(' ', 0, 0);
}

QString Crosshair::placeText() const {
  if (!x_) return {};
  switch (model_.settings.xAxis) {
    case XAxis::step:
      return PlotText::tr("step %1").arg(countText(snapped()));
    case XAxis::wallTime:
      return secondsText(snapped());
    case XAxis::samples:
      return PlotText::tr("%1 samples").arg(countText(snapped()));
    case XAxis::clock:
      return momentText(snapped(), spansDays());
  }
  return {};
}

void Crosshair::draw(QCPPainter* painter) {
  for (const PlotCell* cell : cells_) {
    drawReadOuts(*painter, *cell);
    if (x_) drawLine(*painter, *cell);
    if (span_) drawSpan(*painter, *cell);
  }
}

void Crosshair::drawSpan(QPainter& painter, const PlotCell& cell) const {
  const PixelMap map = cell.pixelMap();
  const QRect frame = cell.rect()->rect();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(theme_.text, 1, Qt::DashLine));
  for (const double x : {span_->from, span_->to}) {
    const double at = std::clamp<double>(std::round(map(x, 0.0).x()), frame.left(), frame.right());
    painter.drawLine(QPointF(at, frame.top()), QPointF(at, frame.bottom()));
  }
}

void Crosshair::drawLine(QPainter& painter, const PlotCell& cell) const {
  const PixelMap map = cell.pixelMap();
  const QRect frame = cell.rect()->rect();
  const double at = std::round(map(snapped(), 0.0).x());
  if (at < frame.left() || at > frame.right()) return;
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(theme_.faintText, 1));
  painter.drawLine(QPointF(at, frame.top()), QPointF(at, frame.bottom()));
  painter.setRenderHint(QPainter::Antialiasing, true);
  const bool few = !model_.settings.grouped && model_.runs().size() <= mostReadOuts;
  for (const auto& run : model_.runs()) {
    if (!few) break;
    const auto index = model_.draws(*run) ? indexIn(*run) : std::nullopt;
    if (!index) continue;
    const double value = toAxis(cell.scale(), run->series.column(cell.kind()).value(*index));
    const QPointF place = map(run->series.x(model_.settings.xAxis)[*index], value);
    if (std::isnan(value) || !frame.contains(place.toPoint())) continue;
    painter.setPen(QPen(theme_.ground, 1.5));
    painter.setBrush(theme_.colourOf(run->look));
    painter.drawEllipse(place, 3.5, 3.5);
  }
  if (cell.rect()->axis(QCPAxis::atBottom)->tickLabels()) drawPlace(painter, cell);
}

void Crosshair::drawPlace(QPainter& painter, const PlotCell& cell) const {
  const QString text = placeText();
  const QFontMetrics metrics(theme_.smallFont);
  const QRect frame = cell.rect()->rect();
  const int width = metrics.horizontalAdvance(text) + 10;
  const double centre = cell.pixelMap()(snapped(), 0.0).x();
  const double left = std::clamp<double>(centre - width / 2.0, frame.left(),
                                         std::max(frame.right() - width, frame.left()));
  const QRectF tag(left, frame.bottom() + 4, width, metrics.height() + 2);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme_.text);
  painter.drawRoundedRect(tag, 2.0, 2.0);
  painter.setPen(theme_.ground);
  painter.setFont(theme_.smallFont);
  painter.drawText(tag, Qt::AlignCenter, text);
}

Crosshair::Line Crosshair::lineOf(const PlotCell& cell, const std::vector<ReadOut>& values) const {
  const QFontMetrics metrics(theme_.smallFont);
  constexpr int wide = 12;
  constexpr int narrow = 6;
  const int width = cell.rect()->rect().width();
  Line line;
  line.space = cell.readOutLine() ? width : width - cell.titleWidth() - wide;
  const auto widthOf = [&](bool named, int between) {
    int all = -between;
    for (const ReadOut& value : values)
      all += between + metrics.horizontalAdvance(textOf(value, named));
    return all;
  };
  // Colours tell runs apart where there is no room for names.
  line.named = widthOf(true, wide) <= line.space;
  line.between = widthOf(line.named, wide) <= line.space ? wide : narrow;
  line.width = widthOf(line.named, line.between);
  return line;
}

void Crosshair::drawReadOuts(QPainter& painter, const PlotCell& cell) const {
  const std::vector<ReadOut> values = readOuts(cell.kind());
  const Line line = lineOf(cell, values);
  const QFontMetrics metrics(theme_.smallFont);
  const QRect frame = cell.rect()->rect();
  const QString more = QStringLiteral("…");
  const int right = frame.right() + 2;
  painter.setFont(theme_.smallFont);
  int x = cell.readOutLine() ? frame.left() : frame.right() - std::min(line.width, line.space);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const QString text = textOf(values[i], line.named);
    const int width = metrics.horizontalAdvance(text);
    // A number is whole or not there: half of one would be another.
    const int rest = i + 1 < values.size() ? line.between + metrics.horizontalAdvance(more) : 0;
    const bool fits = line.width <= line.space || x + width + rest <= right;
    painter.setPen(fits ? values[i].colour : theme_.faintText);
    painter.drawText(x, frame.top() - 5, fits ? text : more);
    if (!fits) break;
    x += width + line.between;
  }
}

QString Crosshair::allReadOuts(const PlotCell& cell) const {
  constexpr std::size_t most = 40;
  const std::vector<ReadOut> values = readOuts(cell.kind(), most + 1);
  const Line line = lineOf(cell, values);
  const bool told = line.named && line.width <= line.space && values.size() <= mostReadOuts;
  if (!x_ || told) return {};
  QString rows;
  for (std::size_t i = 0; i < std::min(values.size(), most); ++i) {
    rows += QStringLiteral(
                "<tr><td style='color:%1'>■</td><td>%2</td>"
                "<td align='right'>&nbsp;&nbsp;%3</td></tr>")
                .arg(values[i].colour.name(), values[i].name.toHtmlEscaped(),
                     values[i].value.toHtmlEscaped());
  }
  if (values.size() > most) rows += QStringLiteral("<tr><td></td><td>…</td></tr>");
  return QStringLiteral("<b>%1</b>, %2<table>%3</table>")
      .arg(plotTitle(cell.kind()).toHtmlEscaped(), placeText().toHtmlEscaped(), rows);
}

}  // namespace scalescope
