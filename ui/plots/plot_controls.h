#pragma once

#include <QWidget>

#include "ui/plots/plot_model.h"

class QCheckBox;
class QComboBox;
class QSlider;
class QToolButton;

namespace scalescope {

/// What is chosen for all plots: the x axis, smoothing, a logarithmic loss; and the way back from
/// a zoom.
class PlotControls : public QWidget {
  Q_OBJECT

 public:
  explicit PlotControls(QWidget* parent = nullptr);

  /// Shows the settings, without signals.
  void show(const PlotSettings& settings);
  using QWidget::show;
  void setZoomed(bool canGoBack, bool following);
  /// How runs can be put together; the chooser is there while there is a choice.
  void setGroupings(const QStringList& labels, int chosen);

 signals:
  void xAxisChosen(scalescope::XAxis axis);
  void smoothingChosen(double beta);
  void logLossChosen(bool on);
  void groupingChosen(int index);
  void backWanted();
  void resetWanted();

 private:
  QComboBox* axis_;
  QComboBox* groupings_;
  QSlider* smoothing_;
  QCheckBox* logLoss_;
  QToolButton* back_;
  QToolButton* reset_;
};

}  // namespace scalescope
