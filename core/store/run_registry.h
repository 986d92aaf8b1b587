#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/store/liveness.h"
#include "core/store/run_info.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// Rows that an experiment has from before it was resumed. Each stays until training has come to
/// its step again, so that a disk that is full by then, or a kill, costs nothing that was there.
struct OutdatedRows {
  std::int64_t lastStep = -1;   ///< that one of them belongs to; -1: there are none
  std::int64_t fromStep = 0;    ///< where training goes on; events there count as outdated …
  std::int64_t afterEvent = 0;  ///< … if their ids are above this one, those of later steps always
  std::int64_t lastEvent = 0;   ///< the newest outdated event; 0: there is none
};

/// An experiment that a writer may add rows to.
struct RegisteredExperiment {
  std::int64_t id = 0;
  std::vector<std::int64_t> runs;  ///< ids, by index in the configuration
  OutdatedRows outdated;
};

// What a writer does to experiments and runs as a whole. Each is one transaction on the writer's
// connection; SQLite::Exception if it fails, Error (input) for a run or experiment that is not
// there or is being trained.

/// Adds the experiment and its runs, which belong to `mark` then; runs of an earlier experiment of
/// this writer become interrupted. `parents`: one a run of a fork, else empty.
RegisteredExperiment registerExperiment(SQLite::Database& db, const ExperimentConfig& config,
                                        const BackendInfo& backend,
                                        const std::vector<Parent>& parents, const WriterMark& mark);
/// Lets training go on after `step` steps. What came later is outdated; checkpoints beyond, from
/// which not all runs could go on, are removed. Runs that are left out stay as they are.
RegisteredExperiment resumeExperiment(SQLite::Database& db, std::int64_t experiment,
                                      std::int64_t step, const std::vector<std::int64_t>& leftOut,
                                      const WriterMark& mark);
/// Marks open runs (ready, running, paused) as interrupted if their writer no longer lives.
void interruptAbandonedRuns(SQLite::Database& db, const WriterMark& mark);
/// The same for the runs of this one writer.
void interruptRunsOf(SQLite::Database& db, std::int64_t writer);

/// Empty tags are left out, and one given twice is kept once.
void replaceTags(SQLite::Database& db, std::int64_t run, const std::vector<std::string>& tags);
void replaceNote(SQLite::Database& db, std::int64_t run, const std::string& note);
/// With all its rows; an experiment that has no run left goes, too.
void deleteRun(SQLite::Database& db, std::int64_t run, const WriterMark& mark);

}  // namespace scalescope
