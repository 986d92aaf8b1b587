#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/store/run_info.h"

namespace scalescope {
class StoreReader;
}

namespace scalescope {

/// What a training came to, as comparisons and reports show it.
struct RunResult {
  Phrase title;
  std::optional<double> (*value)(const RunInfo&);  ///< nothing: not known
  std::string (*text)(double);                     ///< with its unit
  int better = 0;        ///< +1: more is better, −1: less is; 0: neither
  bool relative = true;  ///< worth telling relative to a baseline
  bool share = false;    ///< 0 … 1: two of them differ by points, not by percents
};

/// Final loss, accuracy, share of skipped steps, steps, wall time, time of a step, memory.
const std::vector<RunResult>& runResults();

/// Fills in RunInfo::stepMs, from up to 201 steps spread evenly over the run: a median, so that the
/// first steps of all, which also set up, do not weigh; what a few samples tell well enough.
void measureStepTime(const StoreReader& reader, RunInfo& run);

/// Which of the runs have the best value, as it is written; none where all seem alike. A run that
/// skipped every step learned nothing: its loss and accuracy are not in the race.
std::vector<bool> bestRuns(const RunResult& result, const std::vector<RunInfo>& runs);

}  // namespace scalescope
