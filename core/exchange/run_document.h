#pragma once

#include "core/base/json_reader.h"
#include "core/store/run_tables.h"

namespace scalescope {

// The JSON document that a run is exported as, and comes back from:
//   {"scalescope_run": 1, "experiment": {…}, "run": {…},
//    "steps": {"columns": ["step", "loss", …], "rows": [[0, 2.3, …], …]}, "evaluations": …, …}
// with the tables and columns of run_tables.h. Not measured is null; "nan", "inf" and "-inf" are
// strings.
inline constexpr const char* kDocumentKey = "scalescope_run";
inline constexpr int kDocumentVersion = 1;

/// The member "experiment"; its "configuration" is null of another program's run.
OrderedJson experimentJson(const RunInfo& run);
/// The member "run"; its "details" are null where there are none.
OrderedJson runJson(const StoreReader& reader, const RunInfo& run);

}  // namespace scalescope
