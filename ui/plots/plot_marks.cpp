#include "ui/plots/plot_marks.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>

#include "ui/plots/number_text.h"

namespace scalescope {
namespace {

constexpr double half = 3.5;  // of a mark's size, in pixels

double radiusOf(const PlotMark& evaluation) { return evaluation.first ? 5.6 : 3.6; }

void drawTriangle(QPainter& painter, QPointF tip, bool up) {
  const double back = up ? 2.0 * half : -2.0 * half;
  const QPointF corners[] = {tip, tip + QPointF(half, back), tip + QPointF(-half, back)};
  painter.drawPolygon(corners, 3);
}

void drawCross(QPainter& painter, QPointF centre) {
  painter.drawLine(centre + QPointF(-half, -half), centre + QPointF(half, half));
  painter.drawLine(centre + QPointF(-half, half), centre + QPointF(half, -half));
}

void drawDiamond(QPainter& painter, QPointF centre) {
  const double reach = half + 1.0;
  const QPointF corners[] = {centre + QPointF(0.0, -reach), centre + QPointF(reach, 0.0),
                             centre + QPointF(0.0, reach), centre + QPointF(-reach, 0.0)};
  painter.drawPolygon(corners, 4);
}

/// Text under a mark at the top, where it hides no other mark, and not the text in `taken`. Returns
/// where it is.
QRectF drawName(QPainter& painter, const QRect& frame, const PlotTheme& theme, double mark,
                const QString& name, const QRectF& taken) {
  const QFontMetrics metrics(theme.smallFont);
  const double width = metrics.horizontalAdvance(name) + 4.0;
  const double left = std::clamp(mark - width / 2.0, frame.left() + 1.0, frame.right() - width);
  QRectF box(left, frame.top() + 2.0 * half + 4.0, width, metrics.height() - 1.0);
  if (box.intersects(taken)) {
    const bool room = taken.right() + width < frame.right();
    box.moveLeft(room ? taken.right() : taken.left() - width);
  }
  painter.fillRect(box, theme.ground);
  painter.setFont(theme.smallFont);
  painter.drawText(box, Qt::AlignCenter, name);
  return box;
}

void drawMark(QPainter& painter, const PixelMap& map, const QRect& frame, const PlotTheme& theme,
              const PlotMark& mark) {
  const double x = map(mark.x, 0.0).x();
  const double top = frame.top() + 2.0;
  const double bottom = frame.bottom() - 2.0;
  painter.setPen(QPen(mark.colour, 1.6));
  painter.setBrush(Qt::NoBrush);
  switch (mark.kind) {
    case PlotMark::Kind::nan:
      drawCross(painter, {x, top + half + 1.0});
      break;
    case PlotMark::Kind::collapsed:
      drawCross(painter, {x, bottom - half});
      break;
    case PlotMark::Kind::positiveInf:
    case PlotMark::Kind::spike:
      painter.setPen(Qt::NoPen);
      painter.setBrush(mark.colour);
      drawTriangle(painter, {x, top}, true);
      break;
    case PlotMark::Kind::skippedAside:
    case PlotMark::Kind::negativeInf:
      painter.setPen(Qt::NoPen);
      painter.setBrush(mark.colour);
      drawTriangle(painter, {x, bottom}, false);
      break;
    case PlotMark::Kind::skipped: {
      painter.setPen(QPen(theme.ground, 1.0));
      painter.setBrush(mark.colour);
      // Whole within the frame, however low the plot is.
      const double tip = std::max(map(mark.x, mark.y).y() - 2.0, top + 2.0 * half);
      drawTriangle(painter, {x, tip}, false);
      break;
    }
    case PlotMark::Kind::act:
      painter.setPen(QPen(mark.colour, 1.0, Qt::DashLine));
      painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()));
      painter.setPen(QPen(theme.ground, 1.0));
      painter.setBrush(mark.colour);
      drawDiamond(painter, {x, top + half + 1.0});
      break;
    case PlotMark::Kind::evaluation:
      painter.setPen(QPen(theme.ground, 1.5));
      painter.setBrush(mark.colour);
      painter.drawEllipse(map(mark.x, mark.y), radiusOf(mark), radiusOf(mark));
      break;
  }
}

}  // namespace

void drawMarks(QPainter& painter, const PixelMap& map, const QRect& frame, const PlotTheme& theme,
               const std::vector<PlotMark>& marks) {
  painter.setRenderHint(QPainter::Antialiasing, true);
  bool nanNamed = false;
  bool infNamed = false;
  QRectF named;
  for (const PlotMark& mark : marks) {
    drawMark(painter, map, frame, theme, mark);
    const bool nan = mark.kind == PlotMark::Kind::nan;
    const bool inf = mark.kind == PlotMark::Kind::positiveInf;
    if ((nan && !nanNamed) || (inf && !infNamed)) {
      (nan ? nanNamed : infNamed) = true;
      painter.setPen(mark.colour);
      const double value =
          nan ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
      named = drawName(painter, frame, theme, map(mark.x, 0.0).x(), nonFiniteText(value), named);
    }
  }
}

}  // namespace scalescope
