#pragma once

#include "ui/plots/plot_content.h"

class QRect;

namespace scalescope {

/// Draws the marks of a plot whose curves lie in `frame`. The first of what has no number is named.
void drawMarks(QPainter& painter, const PixelMap& map, const QRect& frame, const PlotTheme& theme,
               const std::vector<PlotMark>& marks);

}  // namespace scalescope
