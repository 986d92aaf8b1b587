#pragma once

#include <string>
#include <vector>

#include "core/store/run_import.h"

namespace scalescope {

/// Whether a file is named and headed as a table that a run was exported as, "x.steps.csv".
bool isTableCsv(const std::string& path);
/// What its name says of the run: "x"; files with the same one belong together.
std::string runOfTableCsv(const std::string& path);

/// The run that these tables of it hold. Refused with file, line and column.
ImportedRun runFromTables(const std::vector<std::string>& paths);

}  // namespace scalescope
