#pragma once

#include <qcustomplot.h>

#include <optional>
#include <vector>

#include "ui/plots/plot_cell.h"

namespace scalescope {

/// A value of one run, as read out beside a plot's title.
struct ReadOut {
  QString name;
  QString value;
  QColor colour;
};

/// The line through all plots at one x, the values of all runs there, and where that is. Without a
/// place the last values are read out. Drawn on a layer of its own, so that it can move without
/// drawing the curves again.
class Crosshair : public QCPLayerable {
 public:
  static constexpr std::size_t mostReadOuts = 24;  ///< that the line above a plot may have room for

  Crosshair(QCustomPlot* plot, const PlotModel& model, const std::vector<PlotCell*>& cells);

  void setTheme(const PlotTheme& theme) { theme_ = theme; }
  void setX(std::optional<double> x) { x_ = x; }
  std::optional<double> x() const { return x_; }
  /// What a drag spans, to be zoomed to.
  void setSpan(std::optional<XRange> span) { span_ = span; }
  /// The step under the line.
  std::optional<qint64> step() const;
  std::vector<ReadOut> readOuts(PlotKind kind, std::size_t most = mostReadOuts) const;
  /// A table of all of them, as rich text, where the line above a plot has no room for each with
  /// its name; else empty.
  QString allReadOuts(const PlotCell& cell) const;
  /// Step, time or samples, as the x axis has it.
  QString placeText() const;

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* /*painter*/) const override {}
  void draw(QCPPainter* painter) override;

 private:
  /// How the values above a plot share its width.
  struct Line {
    bool named = true;
    int between = 0, width = 0, space = 0;  ///< pixels
  };
  Line lineOf(const PlotCell& cell, const std::vector<ReadOut>& values) const;
  std::vector<ReadOut> groupReadOuts(PlotKind kind, std::size_t most) const;
  void drawLine(QPainter& painter, const PlotCell& cell) const;
  void drawSpan(QPainter& painter, const PlotCell& cell) const;
  void drawReadOuts(QPainter& painter, const PlotCell& cell) const;
  void drawPlace(QPainter& painter, const PlotCell& cell) const;
  bool spansDays() const;  ///< of a clock
  std::optional<std::size_t> indexIn(const PlotRun& run) const;
  /// The x of the step that is nearest, of all visible runs.
  double snapped() const;

  const PlotModel& model_;
  const std::vector<PlotCell*>& cells_;
  PlotTheme theme_;
  std::optional<double> x_;
  std::optional<XRange> span_;
};

}  // namespace scalescope
