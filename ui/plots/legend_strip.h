#pragma once

#include <qcustomplot.h>

#include <vector>

#include "ui/plots/plot_model.h"
#include "ui/plots/plot_theme.h"

namespace scalescope {

/// The names and colours of the visible runs or groups, in as many lines over the whole width as
/// they take, for pictures. Of more than a quarter of the picture holds, the number is told.
class LegendStrip : public QCPLayoutElement {
 public:
  LegendStrip(QCustomPlot* plot, const PlotModel& model);
  void setTheme(const PlotTheme& theme);
  /// Takes the height that the names need in the plot's viewport.
  void fit();

 protected:
  void draw(QCPPainter* painter) override;

 private:
  struct Entry {
    RunKey key = 0;
    RunLook look;
    QString name;
    double width = 1.8;  ///< of its line
    QPoint at;           ///< from the left end of the first line
  };
  struct Arrangement {
    std::vector<Entry> entries;
    int lines = 1;
    QString rest;  ///< how many more there are; empty: none
  };
  std::vector<Entry> entries() const;
  Arrangement arranged() const;
  int lineHeight() const;

  const PlotModel& model_;
  PlotTheme theme_;
};

}  // namespace scalescope
