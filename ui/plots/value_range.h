#pragma once

#include <vector>

#include "ui/plots/plot_kind.h"
#include "ui/plots/series_pyramid.h"
#include "ui/plots/value_scale.h"
#include "ui/plots/x_navigator.h"

namespace scalescope {

/// The values of one run without their highest tenth.
struct CommonValues {
  double least = 0.0, most = 0.0;
};

/// What the y axis of a plot should span, in axis coordinates, to show what was seen. On a linear
/// axis spikes of a run may leave it (`common`, of runs of which spikes are known), and what counts
/// begins at 0.
XRange valueRange(PlotKind kind, ValueScale scale, const Extent& seen,
                  const std::vector<CommonValues>& common);

}  // namespace scalescope
