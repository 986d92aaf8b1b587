#pragma once

#include <qcustomplot.h>

#include "ui/plots/plot_content.h"

namespace scalescope {

/// One of the plots on the canvas: its axes, its title, and what is drawn between them.
class PlotCell : public QCPLayerable {
 public:
  PlotCell(QCustomPlot* plot, PlotKind kind);

  PlotKind kind() const { return kind_; }
  QCPAxisRect* rect() const { return rect_; }
  const PlotContent& content() const { return content_; }
  ValueScale scale() const { return scale_; }
  PixelMap pixelMap() const;
  int titleWidth() const;  ///< with the caption
  /// Whether values are read out in a line of their own below the title.
  void setReadOutLine(bool own);
  bool readOutLine() const { return readOutLine_; }
  int headHeight() const;  ///< of title and values, above the axes

  void setTheme(const PlotTheme& theme);
  /// Whether the x axis is written out, or shared with the plot below.
  void setXLabels(bool shown) { xLabels_ = shown; }
  /// Takes what is to be drawn from the model.
  void sample(const PlotModel& model, const XRange& range);

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* /*painter*/) const override {}
  void draw(QCPPainter* painter) override;

 private:
  QCPAxis* xAxis() const { return rect_->axis(QCPAxis::atBottom); }
  QCPAxis* yAxis() const { return rect_->axis(QCPAxis::atLeft); }
  void setUpAxes(const PlotModel& model);
  /// What the marks mean, where there are any and room to say so.
  QString caption() const;
  void setMargins();
  int readOutHeight() const;  ///< of a line of their own; 0: beside the title
  void drawTitle(QPainter& painter) const;
  void drawClipLine(QPainter& painter, const PixelMap& map) const;
  void drawHint(QPainter& painter) const;

  PlotKind kind_;
  QCPAxisRect* rect_;
  PlotTheme theme_;
  PlotContent content_;
  ValueScale scale_ = ValueScale::linear;
  XAxis xKind_ = XAxis::step;
  std::optional<double> clipLine_;
  bool axesSet_ = false;
  bool xLabels_ = true;
  bool readOutLine_ = false;
};

}  // namespace scalescope
