#include "core/store/statistics_rows.h"

#include <SQLiteCpp/Statement.h>

#include <algorithm>

#include "core/store/words.h"

namespace scalescope {
namespace {

constexpr const char* summaryColumns =
    "elements, zeros, subnormals, infinities, nans, overflow, underflow, lost_updates, amax, amin, "
    "histogram";

TensorSummary summaryFrom(const SQLite::Statement& row, int first) {
  int next = first;
  const auto count = [&] {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(row.getColumn(next++).getInt64(), 0));
  };
  TensorSummary summary;
  for (std::uint64_t* member :
       {&summary.elements, &summary.zeros, &summary.subnormals, &summary.infinities, &summary.nans,
        &summary.overflow, &summary.underflow, &summary.lostUpdates}) {
    *member = count();
  }
  summary.largest = static_cast<float>(row.getColumn(next++).getDouble());
  summary.smallest = static_cast<float>(row.getColumn(next++).getDouble());
  summary.histogram = row.getColumn(next).getString();
  return summary;
}

}  // namespace

std::vector<StoredTensor> readTensors(SQLite::Database& db, std::int64_t run) {
  SQLite::Statement rows(db,
                         "SELECT tensor, name, role, format FROM tensors WHERE run_id = ? "
                         "ORDER BY position, tensor");
  rows.bind(1, run);
  std::vector<StoredTensor> tensors;
  while (rows.executeStep()) {
    StoredTensor tensor;
    tensor.number = rows.getColumn(0).getInt64();
    tensor.info.name = rows.getColumn(1).getString();
    tensor.info.role =
        tensorRoleFrom(rows.getColumn(2).getString()).value_or(TensorRole::activation);
    // Another program's formats are shown as they are counted: as FP32.
    if (!parseFormat(rows.getColumn(3).getString(), tensor.info.format)) {
      tensor.info.format = Format::fp32;
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

std::vector<std::int64_t> readStatisticsSteps(SQLite::Database& db, std::int64_t run,
                                              std::int64_t from) {
  SQLite::Statement rows(
      db,
      "SELECT step FROM statistics_steps s WHERE run_id = ? AND step >= ? AND EXISTS "
      "(SELECT 1 FROM tensor_stats t JOIN tensors USING (run_id, tensor) "
      "WHERE t.run_id = s.run_id AND t.step = s.step) ORDER BY step");
  rows.bind(1, run);
  rows.bind(2, from);
  std::vector<std::int64_t> steps;
  while (rows.executeStep()) steps.push_back(rows.getColumn(0).getInt64());
  return steps;
}

std::optional<StatisticsRecord> readStatistics(SQLite::Database& db, std::int64_t run,
                                               std::int64_t step) {
  const std::vector<StoredTensor> tensors = readTensors(db, run);
  StatisticsRecord record;
  record.step = step;
  record.summaries.resize(tensors.size());
  SQLite::Statement rows(db, std::string("SELECT tensor, amax_before, ") + summaryColumns +
                                 " FROM tensor_stats WHERE run_id = ? AND step = ?");
  rows.bind(1, run);
  rows.bind(2, step);
  bool any = false;
  while (rows.executeStep()) {
    const std::int64_t number = rows.getColumn(0).getInt64();
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const StoredTensor& each) {
      return each.number == number;
    });
    if (found == tensors.end()) continue;
    const auto place = static_cast<std::size_t>(found - tensors.begin());
    record.summaries[place] = summaryFrom(rows, 2);
    if (!rows.getColumn(1).isNull()) {
      record.largestBefore.resize(tensors.size());
      record.largestBefore[place] = rows.getColumn(1).getDouble();
    }
    any = true;
  }
  if (!any) return std::nullopt;
  SQLite::Statement scale(
      db,
      "SELECT coalesce(statistics_steps.scale, steps.scale, 1.0) FROM statistics_steps "
      "LEFT JOIN steps USING (run_id, step) WHERE run_id = ? AND step = ?");
  scale.bind(1, run);
  scale.bind(2, step);
  if (scale.executeStep()) record.scale = scale.getColumn(0).getDouble();
  auto table = std::make_shared<TensorTable>();
  for (const StoredTensor& each : tensors) table->push_back(each.info);
  record.tensors = std::move(table);
  return record;
}

std::vector<Error> brokenStatistics(SQLite::Database& db, std::int64_t run, std::int64_t step,
                                    const Sentence& place) {
  std::vector<Error> broken;
  const auto record = readStatistics(db, run, step);
  if (!record) {
    broken.emplace_back(ErrorKind::input, place,
                        phrase("is listed among the steps with statistics, and has none"));
  }
  for (std::size_t i = 0; record && i < record->summaries.size(); ++i) {
    if (record->summaries[i].elements == 0) continue;
    try {
      statisticsOf((*record->tensors)[i], record->summaries[i], place);
    } catch (const Error& error) {
      broken.push_back(error);
    }
  }
  return broken;
}

std::vector<StoredSummary> readHistory(SQLite::Database& db, std::int64_t run, std::int64_t tensor,
                                       const std::vector<std::int64_t>& steps) {
  SQLite::Statement row(db, std::string("SELECT ") + summaryColumns +
                                " FROM tensor_stats WHERE run_id = ? AND step = ? AND tensor = ?");
  std::vector<StoredSummary> history;
  for (const std::int64_t step : steps) {
    row.reset();
    row.bind(1, run);
    row.bind(2, step);
    row.bind(3, tensor);
    if (row.executeStep()) history.push_back({step, summaryFrom(row, 0)});
  }
  return history;
}

}  // namespace scalescope
