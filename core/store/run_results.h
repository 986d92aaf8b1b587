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
  Phrase about{""};      ///< what exactly it is, where the title leaves that open
};

/// Final loss, accuracy, share of skipped steps, steps, wall time, time of a step, memory.
const std::vector<RunResult>& runResults();

/// Fills in RunInfo::stepMs with the median of its steps, or of 2,000 of them spread over a run of
/// more than 20,000: the first steps of all, which also set up, do not weigh.
void measureStepTime(const StoreReader& reader, RunInfo& run);

/// Which of the runs have the best value, as it is written; none where all seem alike. A run that
/// skipped every step learned nothing: its loss and accuracy are not in the race.
std::vector<bool> bestRuns(const RunResult& result, const std::vector<RunInfo>& runs);

}  // namespace scalescope
