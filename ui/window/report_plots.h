#pragma once

#include <QString>
#include <vector>

#include "core/exchange/report.h"
#include "core/store/reader.h"
#include "ui/plots/plot_model.h"
#include "ui/plots/plot_panel.h"

namespace scalescope {

/// What of a stored run is plotted.
struct PlottedRun {
  RunInfo info;
  std::vector<StepRecord> steps;  ///< of a long run none, but `blocks`
  std::vector<StepBlock> blocks;
  std::vector<EvaluationRecord> evaluations;
  std::vector<EventRecord> events;
};

/// Reads runs as their plots need them; slow for many. Refused as StoreReader::run().
std::vector<PlottedRun> readPlottedRuns(const StoreReader& reader, const std::vector<qint64>& runs);

/// Whether these are the runs that the plots show.
bool showsJust(const PlotModel& model, const std::vector<qint64>& runs);

/// A drawing (SVG) of each plot of these runs, with the axes and smoothing that `panel` has, in its
/// colours where it shows them; on white, as a page is.
std::vector<ReportPlot> drawRuns(const PlotPanel& panel, const std::vector<PlottedRun>& runs);

/// The same of what `panel` shows, as it is shown.
std::vector<ReportPlot> drawShown(PlotPanel& panel);

}  // namespace scalescope
