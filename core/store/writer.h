#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/base/phrases.h"
#include "core/store/run_info.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// How patient a writer is, and how much it lets wait.
struct StoreOptions {
  std::chrono::milliseconds commitEvery{250};  ///< time between transactions
  std::chrono::milliseconds retryEvery{1000};  ///< after a transaction that failed
  std::chrono::milliseconds patience{5000};    ///< how long to wait for another program's lock
  std::size_t mostWaiting = 64u << 20;         ///< bytes of records that awaitRoom() lets wait
  Phrases say{};                               ///< the language of what `onError` is told
};

/// Writes records from a thread of its own: one connection, one transaction a quarter of a second,
/// so that a step row is on disk within a second of its step. Opening creates the file if there is
/// none, migrates an older schema, and marks runs whose writer is gone as interrupted. Errors name
/// the file and leave it as it was.
class StoreWriter {
 public:
  /// `onError` is called on the writer's thread when a transaction fails (full disk, lock held too
  /// long), once until writing works again: records are kept in memory and tried again every second
  /// until close(). It is also called, once a run, for a record that has no place in the store (its
  /// run was removed).
  using ErrorHandler = std::function<void(const std::string& message)>;
  explicit StoreWriter(const std::string& path, ErrorHandler onError = {},
                       StoreOptions options = {});
  ~StoreWriter();  ///< close(), but says nothing of what cannot be written

  /// Registers an experiment and its runs, forks of `parents`, one a run, if there are any; returns
  /// the runs' ids, by index in the configuration.
  std::vector<std::int64_t> begin(const ExperimentConfig& config, const BackendInfo& backend,
                                  const std::vector<Parent>& parents = {});
  /// Goes on with a stored experiment after `step` steps. What it has from there on stays until
  /// training comes to the same step, or to its end; only checkpoints beyond are removed. Runs that
  /// are left out, by id, stay as they are. Refused if there is no such experiment or someone is
  /// training it.
  std::vector<std::int64_t> resume(std::int64_t experiment, std::int64_t step,
                                   const std::vector<std::int64_t>& leftOut = {});
  /// Takes a record of the experiment begun or resumed last; returns at once. Any thread.
  void write(Record record);
  /// Returns once no more than `mostWaiting` bytes wait. False: more do, and writing fails, so that
  /// whoever goes on would fill the memory. Costs nothing while there is room. Any thread.
  bool awaitRoom();
  bool failing() const;  ///< records wait that could not be written; any thread
  void flush();  ///< until all that was written so far is on disk; Error (failed) if it cannot be
  /// Flush, then end the thread; runs that are still open (ready, running, paused) become
  /// `interrupted`. Error (failed) with the number of records that could not be written.
  void close();

  // Edits from the runs table, carried out on the writer's thread, finished on return. Refused for
  // an unknown run.
  void setTags(std::int64_t run, const std::vector<std::string>& tags);
  void setNote(std::int64_t run, const std::string& note);
  void removeRun(std::int64_t run);  ///< refused while someone is training it; the last one takes
                                     ///< its experiment along

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Where runs are kept when nobody says otherwise: $XDG_DATA_HOME/scalescope/runs.sqlite.
std::string defaultStorePath();

}  // namespace scalescope
