#pragma once

#include <QColor>
#include <QMap>
#include <QPointF>
#include <vector>

#include "ui/plots/plot_curve.h"
#include "ui/plots/plot_model.h"

class QPainter;

namespace scalescope {

/// The shape of each line of a model, where two of them are alike without colour (on paper, to an
/// eye that sees none): contrast below 1.5. Empty: every two differ in brightness, or there are too
/// many for shapes to help.
class LineShapes {
 public:
  LineShapes(const PlotModel& model, bool dark);

  LineShape of(RunKey run) const { return shapes_.value(run, LineShape::none); }
  bool empty() const { return shapes_.isEmpty(); }

 private:
  QMap<RunKey, LineShape> shapes_;  // of a group, by its first run
};

/// Once every so many pixels along the curve, at places that differ from shape to shape.
void drawShapes(QPainter& painter, const PixelMap& map, const PlotCurve& curve,
                const QColor& ground, const QRectF& frame);

void drawShape(QPainter& painter, LineShape shape, QPointF centre, const QColor& colour,
               const QColor& ground);

}  // namespace scalescope
