#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_reader.h"
#include "core/store/run_info.h"
#include "core/store/run_tables.h"

// A program that watches its own training says in its run's details which columns of `steps` it
// fills:
// {"step_columns": […]}. A run that came from a log says so in its details: {"imported":
// {"step_columns": […], …}}. There are steps of it that the store lacks, and columns that it fills
// because every step has them, though the log did not tell.
namespace scalescope {

/// The object under "imported". `columns`: those of `steps` that the log tells of.
OrderedJson logDetails(const std::vector<std::string>& columns);

/// Fills in `fromLog`, `hasGaps` and `notMeasured` by the details. What other versions wrote there
/// is taken for what it says; what is no JSON says nothing.
void readLogDetails(RunInfo& run);

/// Whether the values in this column of `steps` were measured. Where "applied" was not, `skipped`
/// says nothing.
bool measures(const RunInfo& run, std::string_view column);

/// The table with those of its columns that were measured.
RunTable measuredTable(const RunInfo& run, const RunTable& table);

/// How many steps there are; of one that was planned of how many, "120/500", of a fork without its
/// parent's.
std::string stepsText(const RunInfo& run);

}  // namespace scalescope
