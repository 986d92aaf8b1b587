#include "core/store/reader.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/store/database.h"
#include "core/store/log_details.h"
#include "core/store/rows.h"
#include "core/store/sqlite_error.h"

namespace scalescope {
namespace {

constexpr std::chrono::milliseconds patience{5000};

}  // namespace

struct StoreReader::Impl {
  explicit Impl(const std::string& file) : path(file), db(opened(file)) {}
  static SQLite::Database opened(const std::string& file) {
    try {
      return openForReading(file, patience);
    } catch (const Error&) {
      if (!upgradeOlder(file, patience)) throw;
    }
    return openForReading(file, patience);
  }

  /// Runs `query` in one read transaction, and says which file an error is about.
  template <typename Query>
  auto read(Query query) {
    try {
      std::optional<SQLite::Transaction> transaction;
      if (!together) transaction.emplace(db);
      return query();
    } catch (const SQLite::Exception& error) {
      if (isDamage(error)) refuse(path, explain(error, db));
      fail(path, explain(error, db));
    }
  }

  template <typename... Values>
  SQLite::Statement prepare(const std::string& sql, const Values&... values) {
    SQLite::Statement statement(db, sql);
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
  }

  template <typename... Values>
  std::vector<RunInfo> runs(const std::string& rest, const Values&... values);
  void completeLogs(std::vector<RunInfo>& runs);
  void addTags(std::vector<RunInfo>& runs);
  void shareWallTime(std::vector<RunInfo>& runs);
  RunInfo run(std::int64_t id);
  int indexOf(std::int64_t run);
  [[noreturn]] void refuseRun(const Sentence& what);

  std::string path;
  SQLite::Database db;
  bool together = false;  ///< within readTogether()
};

template <typename... Values>
std::vector<RunInfo> StoreReader::Impl::runs(const std::string& rest, const Values&... values) {
  std::vector<RunInfo> result;
  SQLite::Statement rows = prepare(selectRuns + rest, values...);
  while (rows.executeStep()) result.push_back(runFrom(rows, path));
  completeLogs(result);
  addTags(result);
  shareWallTime(result);
  return result;
}

/// Not every step is in a log, nor has each a loss: the last one that is there is the final one.
void StoreReader::Impl::completeLogs(std::vector<RunInfo>& runs) {
  for (RunInfo& run : runs) {
    if (run.fromLog && run.hasGaps) {
      SQLite::Statement count = prepare("SELECT count(*) FROM steps WHERE run_id = ?", run.id);
      if (count.executeStep()) run.steps = count.getColumn(0).getInt64();
    }
    if (!run.hasFinalLoss || !std::isnan(run.finalLoss)) continue;
    run.hasFinalLoss = false;
    if (!measures(run, "loss")) continue;
    SQLite::Statement last = prepare(
        "SELECT loss FROM steps WHERE run_id = ? AND (loss IS NOT NULL OR nan_mask & 1) "
        "ORDER BY step DESC LIMIT 1",
        run.id);
    if (!last.executeStep()) continue;
    run.hasFinalLoss = true;
    if (!last.isColumnNull(0)) run.finalLoss = last.getColumn(0).getDouble();
  }
}

void StoreReader::Impl::addTags(std::vector<RunInfo>& runs) {
  SQLite::Statement tags(db, "SELECT tag FROM tags WHERE run_id = ? ORDER BY tag");
  for (RunInfo& run : runs) {
    tags.reset();
    tags.bind(1, run.id);
    while (tags.executeStep()) run.tags.push_back(tags.getColumn(0).getString());
  }
}

/// Runs of an experiment train together: theirs is one time, though each of its rows has its own.
void StoreReader::Impl::shareWallTime(std::vector<RunInfo>& runs) {
  std::map<std::int64_t, double> longest;
  for (const RunInfo& run : runs)
    longest[run.experimentId] = std::max(longest[run.experimentId], run.wallTime);
  if (runs.size() == 1 && !runs.front().fromLog) {
    SQLite::Statement all = prepare("SELECT max(wall_time) FROM run_list WHERE experiment_id = ?",
                                    runs.front().experimentId);
    if (all.executeStep() && !all.isColumnNull(0))
      longest[runs.front().experimentId] = all.getColumn(0).getDouble();
  }
  for (RunInfo& run : runs)
    if (!run.fromLog) run.wallTime = longest[run.experimentId];
}

RunInfo StoreReader::Impl::run(std::int64_t id) {
  auto found = runs("WHERE run_id = ?", id);
  if (found.empty()) refuseRun({phrase("there is no run %1"), {std::to_string(id)}});
  return std::move(found.front());
}

int StoreReader::Impl::indexOf(std::int64_t run) {
  SQLite::Statement row = prepare("SELECT position FROM runs WHERE id = ?", run);
  if (!row.executeStep()) refuseRun({phrase("there is no run %1"), {std::to_string(run)}});
  return row.getColumn(0).getInt();
}

void StoreReader::Impl::refuseRun(const Sentence& what) {
  static constexpr int shown = 10;
  std::string list;
  SQLite::Statement rows = prepare(
      "SELECT r.id, e.name, r.name FROM runs r JOIN experiments e ON e.id = r.experiment_id "
      "ORDER BY r.id DESC LIMIT ?",
      shown + 1);
  for (int count = 0; rows.executeStep(); ++count) {
    if (count == shown) {
      list += ", …";
      break;
    }
    list += (count == 0 ? "" : ", ") + rows.getColumn(0).getString() + " (" +
            rows.getColumn(1).getString() + "/" + rows.getColumn(2).getString() + ")";
  }
  if (list.empty()) refuse(path, {phrase("%1; it holds no runs"), {what}});
  refuse(path, {phrase("%1; it holds %2"), {what, list}});
}

StoreReader::StoreReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
StoreReader::~StoreReader() = default;
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;

const std::string& StoreReader::path() const { return impl_->path; }

void StoreReader::readTogether(const std::function<void()>& reads) const {
  impl_->read([&] {
    impl_->together = true;
    try {
      reads();
    } catch (...) {
      impl_->together = false;
      throw;
    }
    impl_->together = false;
  });
}

std::int64_t StoreReader::dataVersion() const {
  try {
    return impl_->db.execAndGet("PRAGMA data_version").getInt64();
  } catch (const SQLite::Exception& error) {
    fail(impl_->path, explain(error, impl_->db));
  }
}

std::vector<RunInfo> StoreReader::runs() const {
  return impl_->read([&] { return impl_->runs("ORDER BY experiment_id DESC, position"); });
}

RunInfo StoreReader::run(std::int64_t id) const {
  return impl_->read([&] { return impl_->run(id); });
}

RunInfo StoreReader::findRun(const std::string& text) const {
  return impl_->read([&] {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error == std::errc() && end == text.data() + text.size()) {
      auto found = impl_->runs("WHERE run_id = ?", id);
      if (!found.empty()) return std::move(found.front());
    }
    auto found = impl_->runs(
        "WHERE name = ?1 OR experiment || '/' || name = ?1 ORDER BY run_id DESC LIMIT 1", text);
    if (found.empty()) impl_->refuseRun({phrase("there is no run \"%1\""), {text}});
    return std::move(found.front());
  });
}

std::vector<StepRecord> StoreReader::steps(std::int64_t run, std::int64_t from,
                                           std::int64_t limit) const {
  return impl_->read([&] {
    const int index = impl_->indexOf(run);
    std::vector<StepRecord> result;
    SQLite::Statement rows =
        impl_->prepare(selectSteps, run, from, limit > 0 ? limit : std::int64_t{-1});
    while (rows.executeStep()) result.push_back(stepFrom(rows, index));
    return result;
  });
}

std::vector<std::int64_t> StoreReader::skippedSteps(std::int64_t run, std::int64_t from) const {
  return impl_->read([&] {
    std::vector<std::int64_t> steps;
    SQLite::Statement rows = impl_->prepare(
        "SELECT step FROM steps INDEXED BY skipped_steps "
        "WHERE run_id = ? AND step >= ? AND applied = 0 ORDER BY step",
        run, from);
    while (rows.executeStep()) steps.push_back(rows.getColumn(0).getInt64());
    return steps;
  });
}

std::vector<EvaluationRecord> StoreReader::evaluations(std::int64_t run, std::int64_t from) const {
  return impl_->read([&] {
    const int index = impl_->indexOf(run);
    std::vector<EvaluationRecord> result;
    SQLite::Statement rows = impl_->prepare(selectEvaluations, run, from);
    while (rows.executeStep()) result.push_back(evaluationFrom(rows, index));
    return result;
  });
}

std::vector<EventRecord> StoreReader::events(std::int64_t run, std::int64_t from) const {
  return impl_->read([&] {
    const int index = impl_->indexOf(run);
    std::vector<EventRecord> result;
    SQLite::Statement rows = impl_->prepare(selectEvents, run, from);
    while (rows.executeStep()) result.push_back(eventFrom(rows, index));
    return result;
  });
}

std::vector<StoredTensor> StoreReader::tensors(std::int64_t run) const {
  return impl_->read([&] { return readTensors(impl_->db, run); });
}

std::vector<std::int64_t> StoreReader::statisticsSteps(std::int64_t run, std::int64_t from) const {
  return impl_->read([&] { return readStatisticsSteps(impl_->db, run, from); });
}

std::optional<StatisticsRecord> StoreReader::statistics(std::int64_t run, std::int64_t step) const {
  return impl_->read([&] {
    auto record = readStatistics(impl_->db, run, step);
    if (record) record->run = impl_->indexOf(run);
    return record;
  });
}

std::vector<DivergenceRecord> StoreReader::divergence(std::int64_t run, std::int64_t from) const {
  return impl_->read([&] {
    auto records = readDivergence(impl_->db, run, from);
    for (DivergenceRecord& each : records) each.run = impl_->indexOf(run);
    return records;
  });
}

std::vector<StoredSummary> StoreReader::history(std::int64_t run, std::int64_t tensor,
                                                const std::vector<std::int64_t>& steps) const {
  return impl_->read([&] { return readHistory(impl_->db, run, tensor, steps); });
}

bool StoreReader::query(const std::string& sql, std::int64_t run,
                        const std::function<bool(const SQLite::Statement&)>& row) const {
  return impl_->read([&] {
    SQLite::Statement rows = impl_->prepare(sql, run);
    while (rows.executeStep()) {
      if (!row(rows)) return false;
    }
    return true;
  });
}

std::optional<CheckpointRecord> StoreReader::lastCheckpoint(std::int64_t run) const {
  const std::int64_t step = impl_->read([&] {
    SQLite::Statement row =
        impl_->prepare("SELECT coalesce(max(step), -1) FROM checkpoints WHERE run_id = ?", run);
    row.executeStep();
    return row.getColumn(0).getInt64();
  });
  return step < 0 ? std::nullopt : checkpoint(run, step);
}

std::vector<std::int64_t> StoreReader::commonCheckpoints(
    const std::vector<std::int64_t>& runs) const {
  return impl_->read([&] {
    std::vector<std::int64_t> steps;
    SQLite::Statement rows = impl_->prepare(
        "SELECT step FROM checkpoints WHERE run_id IN (SELECT value FROM json_each(?1)) "
        "GROUP BY step HAVING count(*) = json_array_length(?1) ORDER BY step DESC",
        Json(runs).dump());
    while (rows.executeStep()) steps.push_back(rows.getColumn(0).getInt64());
    return steps;
  });
}

std::optional<CheckpointRecord> StoreReader::checkpoint(std::int64_t run, std::int64_t step) const {
  return impl_->read([&]() -> std::optional<CheckpointRecord> {
    const int index = impl_->indexOf(run);
    SQLite::Statement row =
        impl_->prepare("SELECT data FROM checkpoints WHERE run_id = ? AND step = ?", run, step);
    if (!row.executeStep()) return std::nullopt;
    return CheckpointRecord{index, step, row.getColumn(0).getString()};
  });
}

}  // namespace scalescope
