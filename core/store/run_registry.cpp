#include "core/store/run_registry.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/store/schema.h"
#include "core/store/words.h"
#include "core/train/config_paths.h"

namespace scalescope {
namespace {

constexpr auto immediate = SQLite::TransactionBehavior::IMMEDIATE;

template <typename... Values>
void execute(SQLite::Database& db, const char* sql, const Values&... values) {
  SQLite::Statement statement(db, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  statement.exec();
}

void requireRun(SQLite::Database& db, std::int64_t run) {
  SQLite::Statement found(db, "SELECT 1 FROM runs WHERE id = ?");
  found.bind(1, run);
  if (!found.executeStep())
    refuse(db.getFilename(), {phrase("there is no run %1"), {std::to_string(run)}});
}

void requireNotTrained(SQLite::Database& db, SQLite::Statement& runs, const WriterMark& mark) {
  while (runs.executeStep()) {
    const std::int64_t writer = runs.getColumn("writer").getInt64();
    if (mark.alive(writer)) {
      refuse(db.getFilename(), {phrase("run %1 is being trained right now; stop it first"),
                                {runs.getColumn("id").getString()}});
    }
  }
}

void interruptWriter(SQLite::Database& db, std::int64_t writer) {
  execute(
      db,
      "UPDATE runs SET state = iif(state IN ('ready', 'running', 'paused'), 'interrupted', state),"
      " writer = NULL WHERE writer = ?",
      writer);
}

std::int64_t insertRun(SQLite::Database& db, std::int64_t experiment, int position,
                       const RunConfig& run, const BackendInfo& backend, std::int64_t writer) {
  execute(db,
          "INSERT INTO runs (experiment_id, position, name, precision, scaler, backend, device, "
          "library, threads, writer) VALUES (?,?,?,?,?,?,?,?,?,?)",
          experiment, position, run.name, run.precision, describeScaler(run.scaler), backend.kind,
          backend.device, backend.library, backend.threads, writer);
  return db.getLastInsertRowid();
}

/// Steps count from 0, so step `step` is still to come, but an evaluation or event there may belong
/// to the checkpoint that training goes on from. From step 0 everything is done again.
/// `runs`: a JSON array of the ids that go on.
OutdatedRows outdatedRows(SQLite::Database& db, std::int64_t experiment, std::int64_t step,
                          const std::string& runs) {
  const auto find = [&](const char* sql) {
    SQLite::Statement statement(db, sql);
    statement.bind(1, experiment);
    if (statement.getBindParameterCount() > 1) statement.bind(2, step);
    if (statement.getBindParameterCount() > 2) statement.bind(3, runs);
    statement.executeStep();
    return statement.getColumn(0).getInt64();
  };
  OutdatedRows rows;
  rows.fromStep = step;
  rows.afterEvent = find(
      "SELECT coalesce(max(last_event), 0) FROM checkpoints WHERE ?1 AND step = ?2 AND ?2 > 0"
      " AND run_id IN (SELECT value FROM json_each(?3))");
  rows.lastEvent = find("SELECT coalesce(max(id), 0) FROM events WHERE experiment_id = ?1");
  rows.lastStep = find(
      "SELECT max(coalesce((SELECT max(step) FROM steps WHERE step >= ?2 AND run_id IN"
      "  (SELECT value FROM json_each(?3))), -1),"
      " coalesce((SELECT max(step) FROM events WHERE step >= ?2 AND experiment_id = ?1), -1))");
  return rows;
}

}  // namespace

RegisteredExperiment registerExperiment(SQLite::Database& db, const ExperimentConfig& config,
                                        const BackendInfo& backend,
                                        const std::vector<Parent>& parents,
                                        const WriterMark& mark) {
  SQLite::Transaction transaction(db, immediate);
  interruptWriter(db, mark.id());  // records of the experiment before have no way in any more
  RegisteredExperiment result;
  execute(db,
          "INSERT INTO experiments (name, program, seed, planned_steps, configuration) "
          "VALUES (?,?,?,?,?)",
          config.name, programVersion(), static_cast<std::int64_t>(config.seed), config.steps,
          toJson(withAbsolutePaths(config, std::filesystem::current_path())).dump());
  result.id = db.getLastInsertRowid();
  for (std::size_t i = 0; i < config.runs.size(); ++i) {
    result.runs.push_back(
        insertRun(db, result.id, static_cast<int>(i), config.runs[i], backend, mark.id()));
    if (i < parents.size()) {
      execute(db, "UPDATE runs SET parent_run = ?, parent_step = ?, steps_done = ?2 WHERE id = ?",
              parents[i].run, parents[i].step, result.runs.back());
    }
  }
  transaction.commit();
  return result;
}

RegisteredExperiment resumeExperiment(SQLite::Database& db, std::int64_t experiment,
                                      std::int64_t step, const std::vector<std::int64_t>& leftOut,
                                      const WriterMark& mark) {
  if (step < 0)
    refuse(db.getFilename(), {phrase("cannot go on from step %1"), {std::to_string(step)}});
  SQLite::Transaction transaction(db, immediate);
  RegisteredExperiment result;
  result.id = experiment;
  {
    SQLite::Statement runs(db,
                           "SELECT id, writer FROM runs WHERE experiment_id = ? AND writer > 0");
    runs.bind(1, experiment);
    requireNotTrained(db, runs, mark);
  }
  {
    SQLite::Statement runs(db, "SELECT id FROM runs WHERE experiment_id = ? ORDER BY position");
    runs.bind(1, experiment);
    while (runs.executeStep()) result.runs.push_back(runs.getColumn(0).getInt64());
  }
  if (result.runs.empty())
    refuse(db.getFilename(), {phrase("there is no experiment %1"), {std::to_string(experiment)}});
  interruptWriter(db, mark.id());
  std::vector<std::int64_t> going = result.runs;
  std::erase_if(going, [&](std::int64_t run) {
    return std::find(leftOut.begin(), leftOut.end(), run) != leftOut.end();
  });
  const std::string ids = Json(going).dump();
  result.outdated = outdatedRows(db, experiment, step, ids);
  execute(db,
          "DELETE FROM checkpoints WHERE (step > ?1 OR ?1 = 0)"
          " AND run_id IN (SELECT value FROM json_each(?2))",
          step, ids);
  execute(db,
          "UPDATE runs SET state = 'running', state_message = '', steps_done = ?, writer = ?"
          " WHERE id IN (SELECT value FROM json_each(?))",
          step, mark.id(), ids);
  transaction.commit();
  return result;
}

void interruptAbandonedRuns(SQLite::Database& db, const WriterMark& mark) {
  SQLite::Transaction transaction(db, immediate);
  std::vector<std::int64_t> gone;
  {
    SQLite::Statement writers(db, "SELECT DISTINCT writer FROM runs WHERE writer IS NOT NULL");
    while (writers.executeStep()) {
      const std::int64_t writer = writers.getColumn(0).getInt64();
      if (!mark.alive(writer)) gone.push_back(writer);
    }
  }
  if (gone.empty()) return;
  for (const std::int64_t writer : gone) interruptWriter(db, writer);
  transaction.commit();
}

void interruptRunsOf(SQLite::Database& db, std::int64_t writer) {
  SQLite::Transaction transaction(db, immediate);
  interruptWriter(db, writer);
  transaction.commit();
}

void replaceTags(SQLite::Database& db, std::int64_t run, const std::vector<std::string>& tags) {
  SQLite::Transaction transaction(db, immediate);
  requireRun(db, run);
  execute(db, "DELETE FROM tags WHERE run_id = ?", run);
  for (const std::string& tag : tags) {
    if (!tag.empty())
      execute(db, "INSERT OR IGNORE INTO tags (run_id, tag) VALUES (?,?)", run, tag);
  }
  transaction.commit();
}

void replaceNote(SQLite::Database& db, std::int64_t run, const std::string& note) {
  SQLite::Transaction transaction(db, immediate);
  requireRun(db, run);
  execute(db, "INSERT OR REPLACE INTO notes (run_id, note) VALUES (?,?)", run, note);
  transaction.commit();
}

void deleteRun(SQLite::Database& db, std::int64_t run, const WriterMark& mark) {
  SQLite::Transaction transaction(db, immediate);
  requireRun(db, run);
  {
    SQLite::Statement trained(db, "SELECT id, writer FROM runs WHERE id = ? AND writer > 0");
    trained.bind(1, run);
    requireNotTrained(db, trained, mark);
  }
  execute(db, "DELETE FROM runs WHERE id = ?", run);
  db.exec("DELETE FROM experiments WHERE id NOT IN (SELECT experiment_id FROM runs)");
  transaction.commit();
}

}  // namespace scalescope
