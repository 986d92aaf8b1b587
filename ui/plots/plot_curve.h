#pragma once

#include <QPointF>
#include <vector>

#include "ui/plots/plot_theme.h"
#include "ui/plots/polyline.h"

class QPainter;

namespace scalescope {

/// From axis coordinates to pixels, for both axes of a plot.
struct PixelMap {
  double xScale = 1.0;
  double xOffset = 0.0;
  double yScale = 1.0;
  double yOffset = 0.0;
  double yLeast = -1e4;  ///< beyond these a painter would lose its way
  double yMost = 1e4;

  QPointF operator()(double x, double y) const;
};

/// What is drawn on a line here and there, so that it is told from others without its colour.
enum class LineShape { none, ring, square, plus, box, gable, bar, star };

/// What is drawn of one series of one run: points in axis coordinates.
struct PlotCurve {
  QColor colour;
  CurveStyle style = CurveStyle::line;
  bool first =
      false;          ///< the first run: its line is wider, and seen under others it coincides with
  bool pale = false;  ///< the values behind a moving average
  int behind = 0;     ///< how many curves are drawn over it: its impulses are wider than theirs
  double lineScale = 1.0;
  LineShape shape = LineShape::none;
  bool crowded = false;  ///< among so many that wide or smooth lines would cost too much
  bool calm = false;     ///< a moving average: neighbours lie close, so a wide line costs little
  std::vector<PlotPoint> points;
};

/// A stretch of a band: its lower and its upper edge, in axis coordinates.
struct BandPoint {
  double x = 0.0, low = 0.0, high = 0.0;
};

/// What is filled behind the curves.
struct PlotBand {
  QColor colour;
  std::vector<BandPoint> points;
};

void drawBand(QPainter& painter, const PixelMap& map, const PlotBand& band);

/// `columns` is how many pixels wide the plot is: lines through few points are drawn wide and
/// smooth, dense ones thin and fast.
void drawCurve(QPainter& painter, const PixelMap& map, const PlotCurve& curve, int columns);

}  // namespace scalescope
