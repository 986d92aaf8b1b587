#pragma once

#include <string>
#include <vector>

#include "core/exchange/log_fields.h"
#include "core/exchange/log_table.h"
#include "core/store/run_import.h"

namespace scalescope {

/// How a log is to be called in the store.
struct LogLabels {
  std::string file;        ///< that it was read from
  std::string experiment;  ///< its name
  std::string run;         ///< empty: the log's own
  std::string precision;   ///< a policy's name; empty: what the run's name says, else "unknown"
};

/// A log as a run, with the meaning that `mapping` gives its columns. Rows of one step are put
/// together, the later word counts; without a step column rows are counted. Seconds begin at 0.
/// What the log does not tell is not measured, except that a step in which an overflow was found
/// counts as skipped, and the other way round; accuracies of which one is above 2 are percents.
/// Refused, with the file and the row: a step or a count that is no whole number from 0 on,
/// something other than 0 and 1 for whether a step was skipped, a share that is none, a negative
/// loss scale; a mapping as requireMapping() does. `log` must outlive the run's rows.
ImportedRun runFromLog(const LogTable& log, const LogMapping& mapping, const LogLabels& labels);

/// What a person should know of how a log was read (its notes), then of how it is taken.
std::vector<Sentence> mappingNotes(const LogTable& log, const LogMapping& mapping);

/// The policy that a name speaks of, "amp-bf16-lr3": "bf16-mixed"; "unknown" if of none.
std::string precisionFromName(const std::string& name);

}  // namespace scalescope
