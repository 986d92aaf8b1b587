#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "core/sweep/sweep_match.h"

namespace scalescope {

/// Counts what was finished or had failed before the call, too.
struct SweepProgress {
  std::size_t points = 0, finished = 0, failed = 0, running = 0;
  std::size_t elsewhere = 0;              ///< that another program trains into the store
  std::int64_t steps = 0, stepsDone = 0;  ///< of all points
};

/// How a sweep is trained, and who is told.
struct SweepOptions {
  std::string program;  ///< scalescope-cli, which trains each point as a process of its own
  std::string store;
  int jobs = 1;                             ///< points at a time
  int threads = 0;                          ///< of each; 0: as the environment says
  std::vector<std::string> arguments;       ///< further ones of `run` and `resume`
  bool stopAtFailure = false;               ///< start nothing more once a point has failed
  const std::atomic<bool>* stop = nullptr;  ///< true: stop cleanly, to go on later
  std::function<void(const SweepProgress&)> onProgress;  ///< several times a second
};

/// What a sweep has come to; `failures` also name points that had failed before the call.
struct SweepOutcome {
  std::vector<StoredPoint> points;    ///< in the plan's order, as the store has them at the end
  std::vector<std::string> failures;  ///< "point 3 (lr=0.1): why"
  bool stopped = false;               ///< there is more to do
};

/// Trains what a store lacks of a sweep: points that are finished are left alone, those that were
/// interrupted go on from their checkpoints, the others start. What another program trains into the
/// store is left to it and waited for. One that crashes takes no other
/// along. To be called from a thread that lives as long as the training: children stop when it
/// ends.
SweepOutcome runSweep(const SweepPlan& plan, const SweepOptions& options);

}  // namespace scalescope
