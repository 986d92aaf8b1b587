#pragma once

#include <vector>

#include "core/store/reader.h"
#include "core/sweep/sweep_plan.h"

namespace scalescope {

/// How far a point of a sweep has come in a store.
enum class PointState {
  missing,      ///< to be trained
  interrupted,  ///< to be resumed
  training,     ///< someone does it right now
  failed,       ///< at its end, but a run failed: it would fail again
  finished,
};
std::string_view toString(PointState state);

/// A point of a plan, as a store has it.
struct StoredPoint {
  PointState state = PointState::missing;
  std::vector<RunInfo> runs;  ///< of its experiment, in their order; empty: missing
};

/// Finds every point of a plan among the runs of a store: an experiment of the same configuration,
/// which began at its start. Of several, the one that has come furthest.
std::vector<StoredPoint> matchPoints(const SweepPlan& plan, const std::vector<RunInfo>& runs);
/// Among the runs of this store, which need not be there yet.
std::vector<StoredPoint> storedPoints(const SweepPlan& plan, const std::string& store);

}  // namespace scalescope
