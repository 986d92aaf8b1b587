#include <SQLiteCpp/Column.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/store/merge_parts.h"

namespace scalescope {
namespace {

// What has not come to its end is not going on in the target.
constexpr const char* kStateHere =
    "iif(s.state IN ('ready', 'running', 'paused'), 'interrupted', s.state)";

std::int64_t numberOf(SQLite::Database& db, const std::string& sql, std::int64_t value) {
  SQLite::Statement statement(db, sql);
  statement.bind(1, value);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

/// The target's run for one of the source's; a new one, without rows, if there is none.
std::int64_t runFor(SQLite::Database& db, std::int64_t source, std::int64_t experiment,
                    std::int64_t& changes) {
  SQLite::Statement known(db,
                          "SELECT t.id FROM source.runs s JOIN main.runs t ON t.experiment_id = ?2"
                          " AND t.position = s.position WHERE s.id = ?1");
  known.bind(1, source);
  known.bind(2, experiment);
  if (known.executeStep()) return known.getColumn(0).getInt64();
  const std::string left = "id experiment_id state writer parent_run";
  changes +=
      executeWith(db,
                  "INSERT INTO main.runs (experiment_id, state, " + columnList(db, "runs", left) +
                      ") SELECT ?2, " + kStateHere + ", " + columnList(db, "runs", left, "s.") +
                      " FROM source.runs s WHERE s.id = ?1",
                  source, experiment);
  return db.getLastInsertRowid();
}

bool empty(SQLite::Database& db, const std::string& table, std::int64_t run) {
  return numberOf(db, "SELECT EXISTS (SELECT 1 FROM main." + table + " WHERE run_id = ?)", run) ==
         0;
}

/// Rows that the target's run has none of the same key for. Of a run that has none at all nothing
/// need be looked up.
std::int64_t copyRows(SQLite::Database& db, const std::string& table, const std::string& key,
                      std::int64_t source, std::int64_t target) {
  const std::string missing = empty(db, table, target)
                                  ? ""
                                  : " AND NOT EXISTS (SELECT 1 FROM main." + table +
                                        " t WHERE t.run_id = ?2 AND " + key + ")";
  return executeWith(db,
                     "INSERT INTO main." + table + " (run_id, " + columnList(db, table, "run_id") +
                         ") SELECT ?2, " + columnList(db, table, "run_id", "s.") + " FROM source." +
                         table + " s WHERE s.run_id = ?1" + missing + " ORDER BY s.step",
                     source, target);
}

std::int64_t copyStatistics(SQLite::Database& db, std::int64_t source, std::int64_t target) {
  matchTensors(db, source, target);
  std::int64_t changes = executeWith(
      db,
      "INSERT INTO main.tensors (run_id, tensor, " + columnList(db, "tensors", "run_id tensor") +
          ") SELECT ?2, (SELECT coalesce(max(tensor), -1) FROM main.tensors WHERE run_id = ?2)"
          " + row_number() OVER (ORDER BY s.tensor), " +
          columnList(db, "tensors", "run_id tensor", "s.") +
          " FROM source.tensors s WHERE s.run_id = ?1 AND s.tensor NOT IN"
          " (SELECT source FROM merged_tensors WHERE run = ?2)",
      source, target);
  if (changes > 0) matchTensors(db, source, target);
  changes += copyRows(db, "statistics_steps", "t.step = s.step", source, target);
  const std::string missing =
      empty(db, "tensor_stats", target)
          ? ""
          : " AND NOT EXISTS (SELECT 1 FROM main.tensor_stats t WHERE t.run_id = ?2"
            " AND t.step = s.step AND t.tensor = m.target)";
  const std::string left = "run_id tensor";
  changes += executeWith(db,
                         "INSERT INTO main.tensor_stats (run_id, tensor, " +
                             columnList(db, "tensor_stats", left) + ") SELECT ?2, m.target, " +
                             columnList(db, "tensor_stats", left, "s.") +
                             " FROM source.tensor_stats s JOIN merged_tensors m ON m.run = ?2"
                             " AND m.source = s.tensor WHERE s.run_id = ?1" +
                             missing + " ORDER BY s.step",
                         source, target);
  changes +=
      copyRows(db, "divergence", "t.step = s.step AND t.position = s.position", source, target);
  return changes;
}

std::int64_t lastStep(SQLite::Database& db, const std::string& store, std::int64_t run) {
  return numberOf(db, "SELECT coalesce(max(step), -1) FROM " + store + ".steps WHERE run_id = ?",
                  run);
}

/// Who has come further says how the run ended; of two that came as far, the one that ended.
std::int64_t takeState(SQLite::Database& db, std::int64_t source, std::int64_t target,
                       std::int64_t stepsBefore) {
  const std::int64_t steps = lastStep(db, "source", source);
  std::int64_t changes =
      executeWith(db,
                  "UPDATE main.runs SET memory_peak = s.memory_peak FROM source.runs s"
                  " WHERE s.id = ?1 AND runs.id = ?2 AND s.memory_peak > runs.memory_peak",
                  source, target);
  if (steps < stepsBefore) return changes;
  const std::string ended = steps > stepsBefore
                                ? ""
                                : " AND s.state IN ('finished', 'stopped', 'failed')"
                                  " AND runs.state NOT IN ('finished', 'stopped', 'failed')";
  changes += executeWith(
      db,
      std::string("UPDATE main.runs SET state = ") + kStateHere +
          ", state_message = s.state_message, steps_done = s.steps_done FROM source.runs s"
          " WHERE s.id = ?1 AND runs.id = ?2 AND (runs.state, runs.state_message, runs.steps_done)"
          " IS NOT (" +
          kStateHere + ", s.state_message, s.steps_done)" + ended,
      source, target);
  return changes;
}

std::string noteOf(SQLite::Database& db, const std::string& store, std::int64_t run) {
  SQLite::Statement row(db, "SELECT note FROM " + store + ".notes WHERE run_id = ?");
  row.bind(1, run);
  return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

/// Lines that the target's note does not have come behind its own.
std::int64_t joinNotes(SQLite::Database& db, std::int64_t source, std::int64_t target) {
  const std::string here = noteOf(db, "main", target);
  std::set<std::string> known;
  std::string line;
  for (std::istringstream lines(here); std::getline(lines, line);) known.insert(line);
  std::string joined = here;
  for (std::istringstream lines(noteOf(db, "source", source)); std::getline(lines, line);) {
    if (here.empty() || known.insert(line).second) joined += (joined.empty() ? "" : "\n") + line;
  }
  if (joined == here) return 0;
  return executeWith(db, "INSERT OR REPLACE INTO main.notes (run_id, note) VALUES (?,?)", target,
                     joined);
}

/// Events have no key: as many of each kind as the source has are there afterwards, with the ids
/// that merged_events gives them. An overflow is the same whatever is said of its reason, which may
/// depend on the version that said it.
std::int64_t copyEvents(SQLite::Database& db, const ExperimentPair& pair) {
  db.exec("DROP TABLE IF EXISTS merged_events");
  executeWith(
      db,
      "CREATE TEMP TABLE merged_events AS SELECT s.id AS source, s.run AS run, t.id AS target FROM"
      " (SELECT e.*, m.target AS run, row_number() OVER (PARTITION BY e.run_id, e.step, e.kind,"
      "  e.value, iif(e.kind = 'overflow', '', e.message), e.action, e.nan_mask ORDER BY e.id) AS "
      "n FROM source.events e"
      "  LEFT JOIN merged_runs m ON m.source = e.run_id WHERE e.experiment_id = ?1) s"
      " LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY run_id, step, kind, value,"
      "  iif(kind = 'overflow', '', message), action, nan_mask ORDER BY id) AS n FROM main.events "
      "WHERE experiment_id = ?2) t"
      " ON t.step = s.step AND t.n = s.n AND t.kind = s.kind"
      "  AND (t.message = s.message OR t.kind = 'overflow')"
      "  AND t.run_id IS s.run AND t.value IS s.value AND t.action IS s.action"
      "  AND t.nan_mask = s.nan_mask",
      pair.source, pair.target);
  const std::string left = "id experiment_id run_id";
  const std::int64_t changes = executeWith(
      db,
      "INSERT INTO main.events (id, experiment_id, run_id, " + columnList(db, "events", left) +
          ") SELECT (SELECT coalesce(max(id), 0) FROM main.events)"
          " + row_number() OVER (ORDER BY s.id), ?1, m.run, " +
          columnList(db, "events", left, "s.") +
          " FROM merged_events m JOIN source.events s ON s.id = m.source WHERE m.target IS NULL"
          " ORDER BY s.id",
      pair.target);
  executeWith(db,
              "UPDATE merged_events SET target = (SELECT max(id) FROM main.events) - ?1 + n FROM"
              " (SELECT source AS at, row_number() OVER (ORDER BY source) AS n FROM merged_events"
              "  WHERE target IS NULL) WHERE source = at",
              changes);
  return changes;
}

/// A checkpoint knows the newest event of its time by its id.
std::int64_t copyCheckpoints(SQLite::Database& db, std::int64_t source, std::int64_t target) {
  return executeWith(db,
                     "INSERT INTO main.checkpoints (run_id, step, data, last_event)"
                     " SELECT ?2, s.step, s.data, (SELECT coalesce(max(e.target), 0)"
                     "  FROM merged_events e WHERE e.source <= s.last_event)"
                     " FROM source.checkpoints s WHERE s.run_id = ?1 AND s.step NOT IN"
                     " (SELECT step FROM main.checkpoints WHERE run_id = ?2) ORDER BY s.step",
                     source, target);
}

std::int64_t copyRun(SQLite::Database& db, std::int64_t source, std::int64_t target) {
  const std::int64_t before = lastStep(db, "main", target);
  std::int64_t changes = copyRows(db, "steps", "t.step = s.step", source, target);
  changes += copyStatistics(db, source, target);
  changes += copyRows(db, "evaluations", "t.step = s.step", source, target);
  changes += takeState(db, source, target, before);
  changes += executeWith(db,
                         "INSERT OR IGNORE INTO main.tags (run_id, tag)"
                         " SELECT ?2, tag FROM source.tags WHERE run_id = ?1",
                         source, target);
  return changes + joinNotes(db, source, target);
}

/// Parents are looked for among all runs so far: one may have come after its fork.
std::int64_t linkForks(SQLite::Database& db) {
  return db.exec(
      "UPDATE main.runs SET parent_run = p.target FROM merged_runs m"
      " JOIN source.runs s ON s.id = m.source JOIN merged_runs p ON p.source = s.parent_run"
      " WHERE m.target = runs.id AND runs.parent_run IS NULL");
}

}  // namespace

std::string columnList(SQLite::Database& db, const std::string& table, const std::string& left,
                       const std::string& prefix) {
  SQLite::Statement columns(db, "SELECT name FROM pragma_table_info(?, 'main')");
  columns.bind(1, table);
  std::string list;
  const std::string leftOut = " " + left + " ";
  while (columns.executeStep()) {
    const std::string name = columns.getColumn(0).getString();
    if (leftOut.find(std::string(" ").append(name).append(" ")) != std::string::npos) continue;
    list.append(list.empty() ? "" : ", ").append(prefix).append(name);
  }
  return list;
}

void matchTensors(SQLite::Database& db, std::int64_t source, std::int64_t target) {
  executeWith(db, "DELETE FROM merged_tensors WHERE run = ?", target);
  executeWith(db,
              "INSERT INTO merged_tensors (run, source, target) SELECT ?2, s.tensor, t.tensor"
              " FROM source.tensors s JOIN main.tensors t ON t.run_id = ?2 AND t.name = s.name"
              " AND t.role = s.role AND t.format = s.format WHERE s.run_id = ?1",
              source, target);
}

std::int64_t addExperiment(SQLite::Database& db, std::int64_t source, const std::string& uid) {
  executeWith(db,
              "INSERT INTO main.experiments (uid, " + columnList(db, "experiments", "id uid") +
                  ") SELECT ?2, " + columnList(db, "experiments", "id uid", "s.") +
                  " FROM source.experiments s WHERE s.id = ?1",
              source, uid);
  return db.getLastInsertRowid();
}

std::int64_t addRows(SQLite::Database& db, const ExperimentPair& pair) {
  std::int64_t changes = executeWith(
      db,
      "UPDATE main.experiments SET planned_steps = s.planned_steps FROM source.experiments s"
      " WHERE s.id = ?1 AND experiments.id = ?2 AND s.planned_steps > experiments.planned_steps",
      pair.source, pair.target);
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  {
    SQLite::Statement rows(db, "SELECT id FROM source.runs WHERE experiment_id = ? ORDER BY id");
    rows.bind(1, pair.source);
    while (rows.executeStep()) runs.emplace_back(rows.getColumn(0).getInt64(), 0);
  }
  for (auto& [source, target] : runs) {
    target = runFor(db, source, pair.target, changes);
    executeWith(db, "INSERT OR REPLACE INTO merged_runs (source, target) VALUES (?,?)", source,
                target);
    changes += copyRun(db, source, target);
  }
  changes += copyEvents(db, pair);
  for (const auto& [source, target] : runs) changes += copyCheckpoints(db, source, target);
  return changes + linkForks(db);
}

}  // namespace scalescope
