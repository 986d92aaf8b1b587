#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/store/liveness.h"
#include "core/train/experiment_config.h"

namespace scalescope {

struct RegisteredExperiment {
  std::int64_t id = 0;
  std::vector<std::int64_t> runs;  ///< ids, by index in the configuration
};

// What a writer does to experiments and runs as a whole. Each is one transaction on the writer's
// connection; SQLite::Exception if it fails, Error (input) for a run or experiment that is not
// there or is being trained.

RegisteredExperiment registerExperiment(SQLite::Database& db, const ExperimentConfig& config,
                                        const BackendInfo& backend, const WriterMark& mark);
/// Removes what came after `step` steps, so that training can go on from a checkpoint there.
RegisteredExperiment resumeExperiment(SQLite::Database& db, std::int64_t experiment,
                                      std::int64_t step, const WriterMark& mark);
void interruptAbandonedRuns(SQLite::Database& db, const WriterMark& mark);
void interruptRunsOf(SQLite::Database& db, std::int64_t writer);

void replaceTags(SQLite::Database& db, std::int64_t run, const std::vector<std::string>& tags);
void replaceNote(SQLite::Database& db, std::int64_t run, const std::string& note);
void deleteRun(SQLite::Database& db, std::int64_t run, const WriterMark& mark);

}  // namespace scalescope
