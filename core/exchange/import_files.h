#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/exchange/log_fields.h"
#include "core/exchange/log_table.h"
#include "core/store/run_import.h"

namespace scalescope {

/// A file, or several that belong together, as what it will become.
struct ImportSource {
  std::string path;  ///< the first of them
  /// The runs of a log, and what its columns mean as far as their names tell. None: a run that
  /// ScaleScope exported, which needs no mapping.
  std::vector<LogTable> logs;
  LogMapping mapping;
  std::optional<ImportedRun> exported;
};

/// What the person who imports says; empty: as the files have it.
struct ImportLabels {
  std::string experiment;
  std::string run;        ///< of a single run
  std::string precision;  ///< a policy's name
};

/// Reads files: logs as readLog() does, documents and tables that runs were exported as. Nothing if
/// it was broken off. Refused as soon as one of them is none.
std::optional<std::vector<ImportSource>> readSources(const std::vector<std::string>& paths,
                                                     const ReadProgress& progress = {});

/// The runs that they become. `sources` must outlive the rows. Refused as runFromLog().
std::vector<ImportedRun> runsFromSources(const std::vector<ImportSource>& sources,
                                         const ImportLabels& labels);

}  // namespace scalescope
