#pragma once

#include "core/sweep/sweep_runner.h"

namespace scalescope {

/// What only the data and the devices tell, for every point before the first is trained: refused,
/// naming the point, if a back end is not offered here (`here`: it trains on this machine) or a
/// data set does not fit the network.
void requireTrainable(const SweepPlan& plan, bool here);

/// Chooses `jobs`, where it is 0, and the threads of each, so that together they keep the processor
/// busy and no more; a GPU takes one point at a time. OMP_NUM_THREADS is the most that a point
/// gets.
void shareDevice(const SweepPlan& plan, SweepOptions& options);

}  // namespace scalescope
