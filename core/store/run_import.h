#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/store/run_info.h"
#include "core/store/run_tables.h"

namespace scalescope {

/// Takes a row of one of runTables(): values in the order of `columns`, each a column of it.
using RowSink = std::function<void(const RunTable& table, std::span<const StoredValue> values)>;

/// A run that was not trained here, or not into this store.
struct ImportedRun {
  /// What a list shows of it. `experimentUid` says to which experiment it belongs, if the store
  /// knows it, else it begins one; empty: it begins one. `index` is its place there; −1: the next.
  RunInfo info;
  std::function<void(const RowSink&)> rows;  ///< hands over its rows; may throw
  /// Of a fork: its parent, which the store may have, come to have, or lack; `info.parent` has the
  /// step.
  std::string parentUid{};
  int parentPosition = -1;
  std::string source{};  ///< the file, for messages about the run; empty: messages name it already
};

/// Puts runs into the store `path` (made if there is none), all of them or, if anything fails,
/// none. Runs without a uid come into one experiment, that of the first. Refused: an experiment
/// that has a run in this place already. Returns their ids.
/// `progress` is told the share of runs that is done, 0 … 1; false breaks the import off.
std::vector<std::int64_t> importRuns(const std::string& path, const std::vector<ImportedRun>& runs,
                                     const std::function<bool(double)>& progress = {});

}  // namespace scalescope
