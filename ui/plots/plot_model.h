#pragma once

#include <QColor>
#include <QString>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "ui/plots/noise_width.h"
#include "ui/plots/plot_kind.h"
#include "ui/plots/run_series.h"
#include "ui/plots/smoothed_series.h"
#include "ui/plots/x_navigator.h"

namespace scalescope {

/// Chosen by whoever adds runs; each run has one of its own.
using RunKey = qint64;

/// How a run is named and coloured, the same in every plot.
struct RunLook {
  QString name;
  QColor light;  ///< on a light theme
  QColor dark;   ///< on a dark theme
  /// It is the noise floor of this run: a band around that one's loss instead of a curve.
  std::optional<RunKey> noiseOf{};
  double started = 0.0;  ///< seconds since 1970-01-01 UTC; 0: not known
};

/// A run, and what is made from its values to draw it.
struct PlotRun {
  RunKey key = 0;
  RunLook look;
  bool visible = true;
  QString group;  ///< that it is drawn with where runs are grouped
  QString note;   ///< beside the name in the legend: "failed"
  RunSeries series;
  std::array<SmoothedSeries, plotKindCount> smoothed;
  NoiseWidth noise;  ///< of a noise floor
};

/// What a person chose for all plots.
struct PlotSettings {
  XAxis xAxis = XAxis::step;
  /// β of the moving average, 0 … 1; 0: values as they are. By default over about 8 steps, so that
  /// runs on the same batches, whose values rustle alike, can be told apart.
  double smoothing = 0.875;
  std::array<bool, plotKindCount> logAxis{};
  double lineScale = 1.0;          ///< lines are drawn as many times as wide
  bool groupsKeepColours = false;  ///< groups have those of their first runs, else their own
  bool grouped = false;  ///< groups of runs are drawn as their mean and a band, not each run
  std::optional<double> clipLine;  ///< the norm that gradients are clipped to

  PlotSettings();
  ValueScale scaleOf(PlotKind kind) const;
};

/// What is plotted: runs in the order they were added, and how.
class PlotModel {
 public:
  PlotRun& add(RunKey key, const RunLook& look);  ///< a run that is there keeps its values
  void remove(RunKey key);
  void clear() { runs_.clear(); }
  PlotRun* find(RunKey key);
  const PlotRun* find(RunKey key) const;
  const std::vector<std::unique_ptr<PlotRun>>& runs() const { return runs_; }

  /// Whether a run is drawn: it is visible, and has places on the x axis.
  bool draws(const PlotRun& run) const { return run.visible && run.series.tells(settings.xAxis); }
  /// From the first to the last x of the visible runs (of all runs where none is visible).
  std::optional<XRange> dataRange() const;
  /// The visible noise floor of a run; null if it has none.
  const PlotRun* noiseFloorOf(RunKey run) const;
  /// Brings moving averages and the noise floor up to date, a bounded piece at a time; false: there
  /// is more to do.
  bool updateSmoothing();
  /// The place of a step on the x axis: that of the first visible run which has it.
  std::optional<double> xOfStep(qint64 step) const;

  PlotSettings settings;

 private:
  bool updateNoise(std::size_t& budget);

  std::vector<std::unique_ptr<PlotRun>> runs_;
};

}  // namespace scalescope
