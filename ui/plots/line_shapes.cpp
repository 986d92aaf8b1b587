#include "ui/plots/line_shapes.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/plots/run_groups.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr double kContrast = 1.5;
constexpr std::size_t kMostLines = 16;
constexpr std::array kShapes{LineShape::none, LineShape::ring,  LineShape::square, LineShape::plus,
                             LineShape::box,  LineShape::gable, LineShape::bar,    LineShape::star};
constexpr double kApart = 120.0;  // pixels
constexpr double kHalf = 3.6;     // of a shape's size

struct Line {
  RunKey key;
  QColor colour;
};

std::vector<Line> linesOf(const PlotModel& model, bool dark) {
  std::vector<Line> lines;
  const auto add = [&](RunKey key, const RunLook& look) {
    lines.push_back({key, dark ? look.dark : look.light});
  };
  if (model.settings.grouped) {
    for (const RunGroup& group : groupsOf(model)) add(group.runs.front()->key, group.look);
  } else {
    for (const auto& run : model.runs())
      if (run->visible && !run->look.noiseOf) add(run->key, run->look);
  }
  return lines;
}

bool anyAlike(const std::vector<Line>& lines) {
  std::vector<QColor> colours;
  for (const Line& line : lines) colours.push_back(line.colour);
  std::sort(colours.begin(), colours.end(),
            [](const QColor& a, const QColor& b) { return luminance(a) < luminance(b); });
  return std::adjacent_find(colours.begin(), colours.end(), [](const QColor& a, const QColor& b) {
           return contrast(a, b) < kContrast;
         }) != colours.end();
}

void drawRays(QPainter& painter, QPointF centre, std::initializer_list<QPointF> directions) {
  for (const QPointF& way : directions)
    painter.drawLine(centre - way * (kHalf + 0.6), centre + way * (kHalf + 0.6));
}

}  // namespace

LineShapes::LineShapes(const PlotModel& model, bool dark) {
  const std::vector<Line> lines = linesOf(model, dark);
  if (lines.size() > kMostLines || !anyAlike(lines)) return;
  for (std::size_t i = 0; i < lines.size(); ++i)
    shapes_[lines[i].key] = kShapes[i % kShapes.size()];
}

void drawShape(QPainter& painter, LineShape shape, QPointF centre, const QColor& colour,
               const QColor& ground) {
  const QRectF box(centre.x() - kHalf, centre.y() - kHalf, 2 * kHalf, 2 * kHalf);
  painter.setPen(QPen(colour, 1.6));
  painter.setBrush(ground);
  switch (shape) {
    case LineShape::none:
      break;
    case LineShape::ring:
      painter.drawEllipse(box);
      break;
    case LineShape::square:
      painter.drawRect(box);
      break;
    case LineShape::box:
      painter.setPen(QPen(ground, 1.0));
      painter.setBrush(colour);
      painter.drawRect(box);
      break;
    case LineShape::gable: {
      const QPointF corners[] = {box.bottomLeft(), box.bottomRight(), {centre.x(), box.top()}};
      painter.drawPolygon(corners, 3);
      break;
    }
    case LineShape::plus:
      drawRays(painter, centre, {{1, 0}, {0, 1}});
      break;
    case LineShape::bar:
      drawRays(painter, centre, {{0, 1.4}});
      break;
    case LineShape::star:
      drawRays(painter, centre, {{0, 1}, {0.87, 0.5}, {0.87, -0.5}});
      break;
  }
}

void drawShapes(QPainter& painter, const PixelMap& map, const PlotCurve& curve,
                const QColor& ground, const QRectF& frame) {
  if (curve.shape == LineShape::none) return;
  painter.setRenderHint(QPainter::Antialiasing, true);
  const double phase = std::fmod(static_cast<double>(curve.shape) * kApart * 0.382, kApart);
  double next = frame.left() + kApart / 4.0 + phase;
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    const PlotPoint &a = curve.points[i - 1], &b = curve.points[i];
    const double right = map(b.x, 0.0).x();
    if (right < next) continue;
    const QPointF from = map(a.x, a.y);
    while (next < from.x()) next += kApart;
    for (; next <= std::min(right, frame.right()); next += kApart) {
      if (std::isnan(a.y) || std::isnan(b.y)) continue;
      const double share = right > from.x() ? (next - from.x()) / (right - from.x()) : 0.0;
      const double y = curve.style == CurveStyle::steps
                           ? from.y()
                           : from.y() + share * (map(b.x, b.y).y() - from.y());
      drawShape(painter, curve.shape, {next, y}, curve.colour, ground);
    }
  }
}

}  // namespace scalescope
