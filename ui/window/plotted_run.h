#pragma once

#include <QString>
#include <cstdint>
#include <functional>

#include "core/store/run_info.h"
#include "ui/plots/plot_model.h"

// How a stored run is plotted, in the window and in a report.
namespace scalescope {

/// When its training began, in seconds since 1970; NaN: a log that has no dates does not tell.
double startOf(const RunInfo& run);

/// A look in the colours of the run's precision, the first of those that the fewest runs have;
/// `uses` is asked how many, of the colour on a light theme.
RunLook freeLook(const QString& name, const QString& precision,
                 const std::function<int(const QColor& light)>& uses);

/// The smallest blocks (one of kBlockSizes) in which a run of so many steps is no more points than
/// a picture has columns.
std::int64_t blockSizeFor(std::int64_t steps);

}  // namespace scalescope
