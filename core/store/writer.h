#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/store/run_info.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// Writes records from a thread of its own: one connection, one transaction a quarter of a second,
/// so that a step row is on disk within a second of its step. Opening creates the file if there is
/// none, migrates an older schema, and marks runs whose writer is gone as interrupted. Errors name
/// the file and leave it as it was.
class StoreWriter {
 public:
  /// `onError` is called once, on the writer's thread, when a write fails for good (full disk, lock
  /// held too long); records that came since the last commit are kept in memory and tried again
  /// every second until close().
  using ErrorHandler = std::function<void(const std::string& message)>;
  explicit StoreWriter(const std::string& path, ErrorHandler onError = {});
  ~StoreWriter();  ///< close()

  /// Registers an experiment and its runs; returns the runs' ids, by index in the configuration.
  std::vector<std::int64_t> begin(const ExperimentConfig& config, const BackendInfo& backend);
  /// Goes on with a stored experiment from `step`: rows, events and checkpoints at or after it are
  /// removed.
  std::vector<std::int64_t> resume(std::int64_t experiment, std::int64_t step);
  /// Takes a record of the experiment begun last; returns at once. Any thread.
  void write(Record record);
  void flush();  ///< until all that was written so far is on disk; Error (failed) if it cannot be
  void
  close();  ///< flush, then end the thread; open runs that are still `running` become `interrupted`

  // Edits from the runs table, carried out on the writer's thread, finished on return.
  void setTags(std::int64_t run, const std::vector<std::string>& tags);
  void setNote(std::int64_t run, const std::string& note);
  void removeRun(std::int64_t run);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Where runs are kept when nobody says otherwise: $XDG_DATA_HOME/scalescope/runs.sqlite.
std::string defaultStorePath();

}  // namespace scalescope
