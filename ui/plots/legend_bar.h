#pragma once

#include <QHash>
#include <QWidget>

#include "ui/plots/plot_model.h"

class QToolButton;

namespace scalescope {

/// A button for each run, with its colour: pressed while the run is shown. Wraps where there are
/// many.
class LegendBar : public QWidget {
  Q_OBJECT

 public:
  explicit LegendBar(QWidget* parent = nullptr);

  int lineWidth() const;  ///< pixels that all runs take side by side
  void setRuns(const PlotModel& model, bool dark);
  QToolButton* button(RunKey key) const { return buttons_.value(key); }

 signals:
  void toggled(scalescope::RunKey key, bool visible);

 private:
  QHash<RunKey, QToolButton*> buttons_;
};

}  // namespace scalescope
