#pragma once

#include <qcustomplot.h>

#include "ui/plots/plot_model.h"
#include "ui/plots/plot_theme.h"

namespace scalescope {

/// The names and colours of the visible runs in a line, for pictures.
class LegendStrip : public QCPLayoutElement {
 public:
  LegendStrip(QCustomPlot* plot, const PlotModel& model);
  void setTheme(const PlotTheme& theme);

 protected:
  void draw(QCPPainter* painter) override;

 private:
  const PlotModel& model_;
  PlotTheme theme_;
};

}  // namespace scalescope
