#pragma once

#include <optional>
#include <vector>

#include "ui/plots/plot_curve.h"
#include "ui/plots/plot_model.h"

namespace scalescope {

/// Something at one place of a plot that a line cannot show.
struct PlotMark {
  enum class Kind {
    nan,
    positiveInf,
    negativeInf,
    spike,      ///< a value above the picture
    collapsed,  ///< a loss scale of 0
    skipped,
    skippedAside,  ///< of a run without a curve: at the bottom
    evaluation,
    act  ///< a person changed something, or a fault was planted: over the whole height
  };
  Kind kind = Kind::nan;
  QColor colour;
  double x = 0.0;
  double y = 0.0;      ///< in axis coordinates; only of skipped and evaluation
  bool first = false;  ///< of the first run: larger, and seen under others it coincides with
};

/// All that one plot shows of a stretch of the x axis; y in axis coordinates (toAxis()).
struct PlotContent {
  std::vector<PlotBand> bands;  ///< behind the curves
  std::vector<PlotCurve> curves;
  std::vector<PlotMark> marks;
  XRange values{0.0, 1.0};  ///< what the y axis should span
  bool empty = true;        ///< no run has a step
  bool evaluated = false;   ///< evaluations are seen
  bool skipped = false;     ///< skipped steps are seen
  bool acted = false;       ///< changes and injections are seen
};

/// `columns`: how many pixels wide the plot is.
PlotContent samplePlot(const PlotModel& model, PlotKind kind, const PlotTheme& theme,
                       const XRange& range, int columns);

}  // namespace scalescope
