#pragma once

#include <qcustomplot.h>

#include <optional>
#include <vector>

#include "ui/plots/crosshair.h"
#include "ui/plots/plot_cell.h"
#include "ui/plots/x_navigator.h"

namespace scalescope {

class LegendStrip;

/// The canvas with some of the plots in columns, and what the mouse does on it: the wheel zooms x,
/// dragging pans, dragging with Shift zooms to what it spans, a double click shows all again, a
/// click chooses a step.
class PlotView : public QCustomPlot {
  Q_OBJECT

 public:
  /// Two columns where there are more than three plots. Both references outlive the view.
  PlotView(const PlotModel& model, XNavigator& navigator, std::vector<PlotKind> kinds,
           QWidget* parent = nullptr);

  /// Takes the present values from the model and draws; at once, or with the next paint event.
  void refresh(bool atOnce = false);
  /// Lays out and samples for a picture of this size, whatever the size on the screen.
  void prepare(QSize size);
  void setTheme(const PlotTheme& theme);
  /// Pictures name their runs themselves.
  void setLegendShown(bool shown);

  /// Holds the crosshair on a step until the mouse takes it; none lets it go.
  void pinCrosshair(std::optional<qint64> step);
  const Crosshair& crosshair() const { return *crosshair_; }
  const std::vector<PlotCell*>& cells() const { return cells_; }
  const PlotCell* cellAt(QPoint position) const;

 signals:
  void viewChanged();  ///< the navigator was moved by the mouse
  void stepClicked(qint64 step);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  enum class Drag { none, pressed, pan, span };

  void buildLayout();
  void placeReadOuts();
  void shareHeight(QSize size);
  void sample();
  void moveCrosshair(std::optional<double> x);
  double xAt(const PlotCell& cell, double pixel) const;
  void dragTo(QPoint position);
  void finishSpan(QPoint position);

  const PlotModel& model_;
  XNavigator& navigator_;
  std::vector<PlotKind> kinds_;
  std::vector<PlotCell*> cells_;
  Crosshair* crosshair_ = nullptr;
  LegendStrip* legendStrip_ = nullptr;
  PlotTheme theme_;
  std::optional<qint64> pinned_;
  const PlotCell* dragCell_ = nullptr;
  Drag drag_ = Drag::none;
  QPoint pressed_;
  QPoint last_;
  QElapsedTimer sinceWheel_;
  bool stale_ = true;
};

}  // namespace scalescope
