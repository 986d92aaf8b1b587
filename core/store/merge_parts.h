#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <string>

namespace scalescope {

// The parts of a merge. `db` has the target as `main` and the source attached as `source`.
// Temporary tables know what became of the source's rows:
//   merged_runs (source, target)          ids, of this source's experiments so far
//   merged_tensors (run, source, target)  numbers, by the target's run
inline constexpr const char* kMergeTables =
    "CREATE TEMP TABLE merged_runs (source INTEGER PRIMARY KEY, target INTEGER NOT NULL) STRICT;"
    "CREATE TEMP TABLE merged_tensors (run INTEGER NOT NULL, source INTEGER NOT NULL,"
    " target INTEGER NOT NULL, PRIMARY KEY (run, source)) STRICT, WITHOUT ROWID;";

/// An experiment of the source, and the target's that it is compared or merged with; ids.
struct ExperimentPair {
  std::int64_t source = 0;
  std::int64_t target = 0;
};

template <typename... Values>
std::int64_t executeWith(SQLite::Database& db, const std::string& sql, const Values&... values) {
  SQLite::Statement statement(db, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  return statement.exec();
}

/// The columns of a table of the store, without those that `left` names, each after `prefix`:
/// "s.step, s.loss".
std::string columnList(SQLite::Database& db, const std::string& table, const std::string& left,
                       const std::string& prefix = "");

/// The first thing that both have and that differs, in words that hold the source's values; nothing
/// if they are copies of the same training.
std::optional<std::string> firstDifference(SQLite::Database& db, const ExperimentPair& pair);

/// Adds the source's experiment, without its runs, under this uid; returns its id.
std::int64_t addExperiment(SQLite::Database& db, std::int64_t source, const std::string& uid);

/// Adds what the target's experiment lacks of the source's; returns how many rows changed.
std::int64_t addRows(SQLite::Database& db, const ExperimentPair& pair);

/// Matches tensors of two runs by what they are.
void matchTensors(SQLite::Database& db, std::int64_t source, std::int64_t target);

}  // namespace scalescope
