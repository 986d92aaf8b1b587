#include "core/store/check.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/store/database.h"
#include "core/store/sqlite_error.h"
#include "core/store/statistics_rows.h"
#include "core/store/words.h"
#include "core/tensor/safetensors.h"
#include "core/train/experiment_config.h"

namespace scalescope {
namespace {

/// The checks of one store, each adding what it finds to the report.
class Checker {
 public:
  Checker(SQLite::Database& db, CheckReport& report) : db_(db), report_(report) {}

  void integrity() {
    SQLite::Statement rows(db_, "PRAGMA integrity_check");
    while (rows.executeStep()) {
      const std::string text = rows.getColumn(0).getString();
      if (text != "ok") add("integrity: " + text);
    }
  }

  void tables() {
    SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    fresh.exec(storeSchema().create);
    const std::set<std::string> there = columns(db_);
    for (const std::string& column : columns(fresh)) {
      if (!there.contains(column)) add("the column " + column + " is missing");
    }
  }

  void foreignKeys() {
    SQLite::Statement rows(db_, "PRAGMA foreign_key_check");
    while (rows.executeStep()) {
      add("a row of " + rows.getColumn(0).getString() + " refers to " +
          rows.getColumn(2).getString() + " that is not there");
    }
  }

  void countRows() {
    report_.experiments = count("experiments");
    report_.runs = count("runs");
    report_.steps = count("steps");
    report_.events = count("events");
    report_.checkpoints = count("checkpoints");
  }

  void stepsWithoutGap() {
    SQLite::Statement rows(
        db_,
        "SELECT run_id, count(*), min(step), max(step), coalesce(parent_step, 0) FROM steps "
        // A log tells of every tenth step, or every hundredth.
        "JOIN runs ON id = run_id WHERE json_extract(coalesce(details, '{}'), '$.imported') IS "
        "NULL "
        "GROUP BY run_id");
    while (rows.executeStep()) {
      const std::int64_t steps = rows.getColumn(1).getInt64();
      const std::int64_t first = rows.getColumn(2).getInt64();
      const std::int64_t last = rows.getColumn(3).getInt64();
      const std::int64_t begin = rows.getColumn(4).getInt64();
      if (first == begin && last + 1 == begin + steps) continue;
      add(run(rows.getColumn(0).getInt64()) + " has " + std::to_string(steps) + " steps between " +
          std::to_string(first) + " and " + std::to_string(last) + "; expected all from " +
          std::to_string(begin) + " on");
    }
  }

  void words() {
    SQLite::Statement runs(db_, "SELECT id, state FROM runs");
    while (runs.executeStep()) {
      const std::string state = runs.getColumn(1).getString();
      if (!runStateFrom(state))
        add(run(runs.getColumn(0).getInt64()) + " has the unknown state \"" + state + "\"");
    }
    SQLite::Statement kinds(db_, "SELECT DISTINCT kind FROM events");
    while (kinds.executeStep()) {
      const std::string kind = kinds.getColumn(0).getString();
      if (!eventKindFrom(kind)) add("there are events of the unknown kind \"" + kind + "\"");
    }
  }

  void configurations() {
    SQLite::Statement rows(
        db_, "SELECT id, configuration FROM experiments WHERE configuration IS NOT NULL");
    while (rows.executeStep()) {
      const std::int64_t id = rows.getColumn(0).getInt64();
      const std::string where = "the configuration of experiment " + std::to_string(id);
      try {
        const std::string text = rows.getColumn(1).getString();
        runsAsConfigured(id, parseExperiment(parseJson(text, where), where));
      } catch (const Error& error) {
        add(error.what());
      }
    }
  }

  void statistics() {
    SQLite::Statement orphans(db_,
                              "SELECT DISTINCT s.run_id, s.tensor FROM tensor_stats s LEFT JOIN "
                              "tensors t USING (run_id, tensor) WHERE t.tensor IS NULL");
    while (orphans.executeStep()) {
      add(run(orphans.getColumn(0).getInt64()) + " has statistics of tensor " +
          std::to_string(orphans.getColumn(1).getInt64()) + ", which is not among its tensors");
    }
    SQLite::Statement steps(db_, "SELECT run_id, step FROM statistics_steps");
    while (steps.executeStep()) {
      const std::int64_t id = steps.getColumn(0).getInt64();
      const std::int64_t step = steps.getColumn(1).getInt64();
      const std::string place = run(id) + ", step " + std::to_string(step);
      for (const Error& error : brokenStatistics(db_, id, step, place)) add(error.what());
    }
  }

  void checkpoints() {
    SQLite::Statement rows(db_, "SELECT run_id, step, data FROM checkpoints");
    while (rows.executeStep()) {
      const std::string where = "the checkpoint of " + run(rows.getColumn(0).getInt64()) +
                                " at step " + rows.getColumn(1).getString();
      try {
        parseSafetensors(rows.getColumn(2).getString(), where);
      } catch (const Error& error) {
        add(error.what());
      }
    }
  }

 private:
  static std::string run(std::int64_t id) { return "run " + std::to_string(id); }

  /// "table.column" of all tables.
  static std::set<std::string> columns(SQLite::Database& db) {
    std::set<std::string> names;
    SQLite::Statement rows(db,
                           "SELECT t.name || '.' || c.name FROM sqlite_master t, "
                           "pragma_table_info(t.name) c WHERE t.type = 'table'");
    while (rows.executeStep()) names.insert(rows.getColumn(0).getString());
    return names;
  }

  void add(const std::string& problem) { report_.problems.push_back(problem); }

  std::int64_t count(const std::string& table) {
    return db_.execAndGet("SELECT count(*) FROM " + table).getInt64();
  }

  void runsAsConfigured(std::int64_t experiment, const ExperimentConfig& config) {
    SQLite::Statement rows(db_, "SELECT id, position, name FROM runs WHERE experiment_id = ?");
    rows.bind(1, experiment);
    while (rows.executeStep()) {
      const auto position = static_cast<std::size_t>(rows.getColumn(1).getInt64());
      const std::string name = rows.getColumn(2).getString();
      if (position >= config.runs.size() || config.runs[position].name != name) {
        add(run(rows.getColumn(0).getInt64()) + ", \"" + name + "\", is not number " +
            std::to_string(position) + " of its experiment's configuration");
      }
    }
  }

  SQLite::Database& db_;
  CheckReport& report_;
};

}  // namespace

CheckReport checkStore(const std::string& path) {
  CheckReport report;
  SQLite::Database db = openForReading(path, std::chrono::milliseconds(5000));
  Checker checker(db, report);
  // A damaged page breaks off one check; the others may still have something to say.
  for (const auto check : {&Checker::integrity, &Checker::tables, &Checker::foreignKeys,
                           &Checker::countRows, &Checker::stepsWithoutGap, &Checker::words,
                           &Checker::configurations, &Checker::checkpoints, &Checker::statistics}) {
    try {
      SQLite::Transaction transaction(db);
      (checker.*check)();
    } catch (const SQLite::Exception& error) {
      const std::string problem = path + ": " + explain(error, db).inEnglish();
      const auto known = std::find(report.problems.begin(), report.problems.end(), problem);
      if (known == report.problems.end()) report.problems.push_back(problem);
    }
  }
  return report;
}

}  // namespace scalescope
