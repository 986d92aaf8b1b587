#include "ui/plots/plot_curve.h"

#include <QPainter>
#include <algorithm>

namespace scalescope {
namespace {

void drawLines(QPainter& painter, const std::vector<QPointF>& pixels) {
  if (pixels.size() > 1) painter.drawPolyline(pixels.data(), static_cast<int>(pixels.size()));
}

void drawConnected(QPainter& painter, const PixelMap& map, const PlotCurve& curve) {
  const bool steps = curve.style == CurveStyle::steps;
  std::vector<QPointF> pixels;
  pixels.reserve(curve.points.size() * (steps ? 2 : 1));
  for (const PlotPoint& point : curve.points) {
    if (std::isnan(point.y)) {
      drawLines(painter, pixels);
      pixels.clear();
      continue;
    }
    const QPointF pixel = map(point.x, point.y);
    // A tread is one line, however many steps it lasts.
    const auto onTread = [&pixels, y = pixel.y()](std::size_t back) {
      return pixels.size() >= back && pixels[pixels.size() - back].y() == y;
    };
    if (steps && onTread(1) && onTread(2)) {
      pixels.back() = pixel;
      continue;
    }
    if (steps && !pixels.empty()) pixels.emplace_back(pixel.x(), pixels.back().y());
    pixels.push_back(pixel);
  }
  drawLines(painter, pixels);
}

void drawImpulses(QPainter& painter, const PixelMap& map, const PlotCurve& curve) {
  std::vector<QLineF> lines;
  lines.reserve(curve.points.size());
  for (const PlotPoint& point : curve.points) {
    if (std::isnan(point.y) || point.y == 0.0) continue;
    lines.emplace_back(map(point.x, 0.0), map(point.x, point.y));
  }
  painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

void drawDots(QPainter& painter, const PixelMap& map, const PlotCurve& curve) {
  constexpr double radius = 2.2;
  painter.setBrush(painter.pen().color());
  painter.setPen(Qt::NoPen);
  for (const PlotPoint& point : curve.points) {
    if (!std::isnan(point.y)) painter.drawEllipse(map(point.x, point.y), radius, radius);
  }
}

}  // namespace

QPointF PixelMap::operator()(double x, double y) const {
  return {x * xScale + xOffset, std::clamp(y * yScale + yOffset, yLeast, yMost)};
}

void drawBand(QPainter& painter, const PixelMap& map, const PlotBand& band) {
  constexpr int alpha = 90;
  QPolygonF outline;
  for (const BandPoint& point : band.points) outline << map(point.x, point.high);
  for (auto point = band.points.rbegin(); point != band.points.rend(); ++point)
    outline << map(point->x, point->low);
  QColor colour = band.colour;
  colour.setAlpha(alpha);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawPolygon(outline);
}

/// Values between two that are not finite: as a line, the pale ones would be all but unseen.
void drawLoners(QPainter& painter, const PixelMap& map, const PlotCurve& curve) {
  const auto& points = curve.points;  // a loner is doubled
  const auto gap = [&](std::size_t i) { return i >= points.size() || std::isnan(points[i].y); };
  const double radius = (curve.pale ? 1.6 : 2.0) * curve.lineScale;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setPen(Qt::NoPen);
  painter.setBrush(curve.colour);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const bool doubled =
        !gap(i) && points[i].x == points[i + 1].x && points[i].y == points[i + 1].y;
    if (!doubled || (i > 0 && !gap(i - 1)) || !gap(i + 2)) continue;
    painter.drawEllipse(map(points[i].x, points[i].y), radius, radius);
  }
  painter.restore();
}

void drawCurve(QPainter& painter, const PixelMap& map, const PlotCurve& curve, int columns) {
  const auto count = static_cast<int>(curve.points.size());
  // Where pixels outnumber points a wide, smooth line costs little and reads better.
  const bool sparse = count < columns && !curve.crowded;
  const bool impulses = curve.style == CurveStyle::impulses;
  double width = 1.0;
  if (sparse && !curve.pale) width = curve.first ? 2.6 : 1.4;
  if (curve.style == CurveStyle::steps && !curve.crowded) width = curve.first ? 3.0 : 2.0;
  if (impulses) {
    // A dense row of them is spaced a little wider than a pixel, and must not show the ground.
    width = 2 * count > columns ? 2.0 : std::clamp(columns / std::max(4.0 * count, 1.0), 1.0, 3.0);
    width +=
        std::min(curve.behind, 3) * 2.0;  // so that one of the same height is seen on both sides
  }
  if (!curve.crowded) width *= curve.lineScale;
  QPen pen(curve.colour, width, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
  painter.setRenderHint(QPainter::Antialiasing, sparse && curve.style == CurveStyle::line);
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  if (impulses) {
    drawImpulses(painter, map, curve);
    return;
  }
  drawConnected(painter, map, curve);
  if (sparse) drawLoners(painter, map, curve);
  if (curve.calm && curve.first && !sparse && !curve.crowded) {
    // As a wide pen would, at a fraction of its cost.
    for (const double shift : {-1.0, 1.0}) {
      PixelMap shifted = map;
      shifted.yOffset += shift;
      drawConnected(painter, shifted, curve);
    }
  }
  if (count * 10 < columns && !curve.pale && !curve.crowded) {
    painter.setRenderHint(QPainter::Antialiasing, true);
    drawDots(painter, map, curve);
  }
}

}  // namespace scalescope
