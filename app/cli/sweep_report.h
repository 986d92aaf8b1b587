#pragma once

#include <vector>

#include "core/sweep/sweep_match.h"

namespace scalescope::cli {

/// What became of a sweep, a row or a JSON object for each run of each point: final loss, accuracy,
/// skipped share, time; the best finished run is marked: of the highest accuracy, or else of the
/// lowest loss.
void printSweep(const SweepPlan& plan, const std::vector<StoredPoint>& points, bool json);

}  // namespace scalescope::cli
