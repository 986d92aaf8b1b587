#pragma once

#include <QHash>
#include <QWidget>

#include "ui/plots/plot_curve.h"
#include "ui/plots/plot_model.h"
#include "ui/plots/plot_theme.h"

class QLabel;
class QToolButton;

namespace scalescope {

/// A button for each run, with its colour: pressed while the run is shown. Wraps where there are
/// several; of very many, the first have one, and how many more there are is told. Groups of runs
/// are named, with how many each has.
class LegendBar : public QWidget {
  Q_OBJECT

 public:
  explicit LegendBar(QWidget* parent = nullptr);

  int lineWidth() const;  ///< pixels that all runs take side by side
  void setRuns(const PlotModel& model, const PlotTheme& theme);
  QToolButton* button(RunKey key) const { return buttons_.value(key); }

 signals:
  void toggled(scalescope::RunKey key, bool visible);

 private:
  static constexpr int mostButtons = 24;

  void setRun(QToolButton& button, const PlotRun& run, double width, LineShape shape,
              const PlotTheme& theme) const;
  QToolButton* addButton(RunKey key);
  void setGroups(const PlotModel& model, const PlotTheme& theme);
  void forget(const PlotModel& model, bool all);

  QHash<RunKey, QToolButton*> buttons_;
  QList<QLabel*> labels_;  ///< of groups, or of what has no button
};

}  // namespace scalescope
