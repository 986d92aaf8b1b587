#pragma once

#include <vector>

#include "ui/plots/plot_model.h"

namespace scalescope {

/// Visible runs that are drawn as one: their mean, and how far they lie from it.
struct RunGroup {
  RunLook look;  ///< its name, and the colours of its first run
  std::vector<const PlotRun*> runs;
};

/// "lr 0.1 (5 runs)", "lr 0.1 (1 run)".
QString groupLabel(const QString& name, std::size_t runs);

/// In the order of their first runs. Noise floors are left out.
std::vector<RunGroup> groupsOf(const PlotModel& model);

/// On a logarithmic axis means and deviations are those of the logarithms (the geometric mean, and
/// a factor), else of the values themselves: the scale that they are taken on.
ValueScale meanScale(const PlotModel& model, PlotKind kind);

/// What the runs of a group have at one place, in positions on meanScale().
struct GroupValue {
  double mean = 0.0;
  double deviation = 0.0;  ///< standard deviation of the runs, n − 1 in its divisor; 0 of one run
  int runs = 0;            ///< that have a finite value there; 0: no mean
};

/// The value of one quantity in a run as it is drawn: smoothed, if that is asked for.
const SeriesPyramid& drawnValues(const PlotModel& model, const PlotRun& run, PlotKind kind);

/// The stretches of the x axis in which at least one run of a group is, in their order.
std::vector<XRange> stretchesOf(const PlotModel& model, const RunGroup& group);

/// Where the means of a group are taken in a stretch, as far as it lies in `range` and one further
/// to either side: at every step of its runs, or, if these are more than `most`, at as many places
/// that are equally far from one another. Ascending.
std::vector<double> placesOf(const PlotModel& model, const RunGroup& group, const XRange& stretch,
                             const XRange& range, std::size_t most);

/// At these ascending places of the x axis. A run has a value from its first to its last step, that
/// of the step nearest.
std::vector<GroupValue> valuesOf(const PlotModel& model, const RunGroup& group, PlotKind kind,
                                 const std::vector<double>& places, bool smoothed = true);

}  // namespace scalescope
