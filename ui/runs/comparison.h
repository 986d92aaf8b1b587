#pragma once

#include <QString>
#include <vector>

#include "core/base/json_reader.h"
#include "core/store/run_info.h"

namespace scalescope {

/// One thing that runs are compared by: a result, or a value that they were configured with.
struct ComparisonRow {
  QString what;                ///< "Final loss", "/optimizer/lr"
  QString about;               ///< what exactly that is, if there is more to say
  std::vector<QString> cells;  ///< one a run; "–" where it has none
  std::vector<bool> best;      ///< whether a run has the best value of a result; more may share it
};

/// Results of runs (final loss, accuracy, share of skipped steps, steps, time, memory), then what
/// differs of what they were configured with, or of what other programs tell of them. Results are
/// also told relative to the first run, the baseline: "0.31 (+3.2 %)". Of one run alone nothing is
/// best.
std::vector<ComparisonRow> compareRuns(const std::vector<RunInfo>& runs);

}  // namespace scalescope
