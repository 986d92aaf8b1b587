#include "core/store/run_import.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/store/database.h"
#include "core/store/import_inserters.h"
#include "core/store/schema.h"
#include "core/store/sqlite_error.h"
#include "core/store/statistics_rows.h"
#include "core/store/words.h"

namespace scalescope {
namespace {

constexpr std::chrono::milliseconds kPatience{30000};

template <typename... Values>
void execute(SQLite::Database& db, const char* sql, const Values&... values) {
  SQLite::Statement statement(db, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  statement.exec();
}

template <typename... Values>
std::int64_t find(SQLite::Database& db, const char* sql, const Values&... values) {
  SQLite::Statement statement(db, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

std::int64_t experimentOf(SQLite::Database& db, const RunInfo& info) {
  if (!info.experimentUid.empty()) {
    const std::int64_t known =
        find(db, "SELECT id FROM experiments WHERE uid = ?", info.experimentUid);
    if (known != 0) return known;
  }
  execute(
      db,
      "INSERT INTO experiments (name, program, seed, planned_steps, configuration, uid, created) "
      "VALUES (?,?,?,?,nullif(?, ''),nullif(?, ''),"
      " coalesce(nullif(?, ''), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))",
      info.experiment, info.program.empty() ? programVersion() : info.program,
      static_cast<std::int64_t>(info.seed), info.plannedSteps, info.configuration,
      info.experimentUid, info.created);
  return db.getLastInsertRowid();
}

/// What is shown in one line has no line ends, nor anything else that a terminal obeys.
void requireName(const Phrase& what, const std::string& name) {
  const auto control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), control))
    refuse(what, phrase("has a control character in it"));
  if (!isUtf8(name)) refuse(what, phrase("is not UTF-8 text"));
  constexpr std::size_t kLongest = 1000;
  if (name.size() > kLongest)
    refuse(what, {phrase("is longer than %1 bytes"), {std::to_string(kLongest)}});
}

void requireNames(const RunInfo& info) {
  requireName(phrase("the run's name"), info.name);
  requireName(phrase("the experiment's name"), info.experiment);
  requireName(phrase("the experiment's uid"), info.experimentUid);
  requireName(phrase("the experiment's program"), info.program);
  requireName(phrase("the run's precision"), info.precision);
  requireName(phrase("the run's scaler"), info.scaler);
  for (const std::string& tag : info.tags) requireName(phrase("a tag"), tag);
}

std::int64_t addRun(SQLite::Database& db, std::int64_t experiment, const RunInfo& info) {
  const std::int64_t there =
      find(db, "SELECT id FROM runs WHERE experiment_id = ? AND (position = ? OR name = ?)",
           experiment, info.index, info.name);
  if (there != 0) {
    refuse({phrase("run \"%1\" of experiment \"%2\""), {info.name, info.experiment}},
           {phrase("is in this store already, as run %1"), {std::to_string(there)}});
  }
  execute(db,
          "INSERT INTO runs (experiment_id, position, name, precision, scaler, backend, device, "
          "library, threads, state, state_message, memory_peak, details, parent_step) VALUES (?1, "
          "iif(?2 >= 0, ?2,"
          " (SELECT coalesce(max(position), -1) + 1 FROM runs WHERE experiment_id = ?1)),"
          " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, nullif(?13, ''), nullif(?14, -1))",
          experiment, info.index, info.name, info.precision, info.scaler, info.backend, info.device,
          info.library, info.threads, std::string(toString(info.state)), info.stateMessage,
          static_cast<std::int64_t>(info.memoryPeak), info.details,
          info.parent ? info.parent->step : std::int64_t{-1});
  const std::int64_t run = db.getLastInsertRowid();
  for (const std::string& tag : info.tags)
    execute(db, "INSERT OR IGNORE INTO tags (run_id, tag) VALUES (?,?)", run, tag);
  if (!info.note.empty())
    execute(db, "INSERT INTO notes (run_id, note) VALUES (?,?)", run, info.note);
  return run;
}

/// What a row of a table is known by, in a message.
Sentence rowText(const RunTable& table, std::span<const StoredValue> values) {
  const auto step = std::find(table.columns.begin(), table.columns.end(), "step");
  const auto at = static_cast<std::size_t>(step - table.columns.begin());
  const auto* number = at < values.size() ? std::get_if<std::int64_t>(&values[at]) : nullptr;
  if (!number) return phrase("a row without a step");
  return {phrase("step %1"), {std::to_string(*number)}};
}

void requireCounts(const RunTable& table, std::span<const StoredValue> values) {
  constexpr std::array<std::string_view, 5> kCounts{"overflow", "underflow", "cast_elements",
                                                    "lost_updates", "samples"};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto* number = std::get_if<std::int64_t>(&values[i]);
    const bool count = std::find(kCounts.begin(), kCounts.end(), table.columns[i]) != kCounts.end();
    if (count && number && *number < 0)
      refuse(rowText(table, values), {phrase("%1 is %2; expected a whole number from 0 on"),
                                      {table.columns[i], std::to_string(*number)}});
  }
}

/// What `scalescope-cli check` would complain of must not come in.
void requireReadable(SQLite::Database& db, std::int64_t run) {
  SQLite::Statement kinds(db, "SELECT DISTINCT kind FROM events WHERE run_id = ?");
  kinds.bind(1, run);
  while (kinds.executeStep()) {
    const std::string kind = kinds.getColumn(0).getString();
    if (!eventKindFrom(kind))
      refuse(phrase("events"), {phrase("the kind \"%1\" is not known"), {kind}});
  }
  SQLite::Statement steps(db, "SELECT step FROM statistics_steps WHERE run_id = ?");
  steps.bind(1, run);
  while (steps.executeStep()) {
    const std::int64_t step = steps.getColumn(0).getInt64();
    const auto broken =
        brokenStatistics(db, run, step, {phrase("step %1"), {std::to_string(step)}});
    if (!broken.empty()) throw broken.front();
  }
}

/// Of a run whose steps do not begin where they should, or have gaps, its details say that it came
/// from elsewhere.
void tellOfGaps(SQLite::Database& db, std::int64_t run) {
  execute(db,
          "UPDATE runs SET details = json_set(coalesce(details, '{}'), '$.imported', json('{}')) "
          "WHERE id = ?1 AND json_extract(coalesce(details, '{}'), '$.imported') IS NULL AND "
          "(SELECT max(step) + 1 <> count(*) + coalesce(parent_step, 0) OR "
          "min(step) <> coalesce(parent_step, 0) FROM steps WHERE run_id = ?1)",
          run);
}

void addRows(SQLite::Database& db, std::int64_t experiment, std::int64_t run,
             const ImportedRun& imported) {
  std::map<std::string, TableInserter> inserters;
  StatisticsImporter statistics(db, run);
  const auto insert = [&](const RunTable& table, std::span<const StoredValue> values) {
    if (table.name == "tensor_stats") {
      statistics.insert(table, values);
      return;
    }
    auto found = inserters.find(table.name);
    if (found == inserters.end())
      found = inserters.try_emplace(table.name, db, table, experiment, run).first;
    found->second.insert(values);
  };
  imported.rows([&](const RunTable& table, std::span<const StoredValue> values) {
    requireCounts(table, values);
    try {
      insert(table, values);
    } catch (const SQLite::Exception& error) {
      if ((error.getErrorCode() & 0xff) != SQLITE_CONSTRAINT) throw;
      refuse(
          {phrase("run \"%1\", %2: %3"), {imported.info.name, table.name, rowText(table, values)}},
          {phrase("is no row that a store can hold: %1"), {error.what()}});
    }
  });
  tellOfGaps(db, run);
  requireReadable(db, run);
  execute(db,
          "UPDATE runs SET steps_done = (SELECT coalesce(max(step) + 1, 0) FROM steps WHERE run_id "
          "= ?1) WHERE id = ?1",
          run);
  // A document says what was planned.
  if (!imported.info.experimentUid.empty()) return;
  execute(db,
          "UPDATE experiments SET planned_steps = (SELECT steps_done FROM runs WHERE id = ?1) "
          "WHERE id = ?2 AND configuration IS NULL AND planned_steps < "
          "(SELECT steps_done FROM runs WHERE id = ?1)",
          run, experiment);
}

}  // namespace

namespace {

using ImportProgress = std::function<bool(double)>;

/// The same run, whose rows tell now and then that they are being handed over.
ImportedRun watched(const ImportedRun& run, const ImportProgress& progress, double from,
                    double share) {
  if (!progress) return run;
  ImportedRun told = run;
  told.rows = [rows = run.rows, progress, from, share](const RowSink& sink) {
    constexpr std::size_t kRowsBetween = 2048;
    // How many there will be is not known: the bar nears the end of its part, and never reaches it.
    constexpr double kHalfWay = 50'000.0;
    std::size_t count = 0;
    rows([&](const RunTable& table, std::span<const StoredValue> values) {
      sink(table, values);
      if (++count % kRowsBetween != 0) return;
      const auto done = static_cast<double>(count);
      if (!progress(from + share * done / (done + kHalfWay)))
        fail(phrase("import"), phrase("was broken off; nothing was imported"));
    });
  };
  return told;
}

std::vector<std::int64_t> importInto(SQLite::Database& db, const std::string& path,
                                     const std::vector<ImportedRun>& runs,
                                     const ImportProgress& progress) {
  try {
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    std::vector<std::int64_t> ids;
    std::int64_t shared = 0;
    for (const ImportedRun& each : runs) {
      const bool alone = !each.info.experimentUid.empty() || shared == 0;
      const std::int64_t experiment = alone ? experimentOf(db, each.info) : shared;
      if (each.info.experimentUid.empty()) shared = experiment;
      const double share = 1.0 / static_cast<double>(runs.size());
      try {
        requireNames(each.info);
        ids.push_back(addRun(db, experiment, each.info));
        addRows(db, experiment, ids.back(),
                watched(each, progress, static_cast<double>(ids.size() - 1) * share, share));
      } catch (const Error& error) {
        if (each.source.empty() || error.where().starts_with(each.source)) throw;
        throw error.within(each.source);
      }
    }
    // A fork may have come before its parent.
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].parentUid.empty()) continue;
      execute(db,
              "UPDATE runs SET parent_run = (SELECT r.id FROM runs r JOIN experiments e ON e.id = "
              "r.experiment_id WHERE e.uid = ? AND r.position = ?) WHERE id = ?",
              runs[i].parentUid, runs[i].parentPosition, ids[i]);
    }
    transaction.commit();
    return ids;
  } catch (const SQLite::Exception& error) {
    refuseOrFail(error, path, explain(error, db));
  }
}

}  // namespace

std::vector<std::int64_t> importRuns(const std::string& path, const std::vector<ImportedRun>& runs,
                                     const ImportProgress& progress) {
  const bool isNew = !std::filesystem::exists(path);
  try {
    SQLite::Database db = openForWriting(path, kPatience);
    return importInto(db, path, runs, progress);
  } catch (...) {
    std::error_code ignored;
    if (isNew) std::filesystem::remove(path, ignored);
    throw;
  }
}

}  // namespace scalescope
