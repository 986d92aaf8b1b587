#include "core/store/divergence_rows.h"

#include <SQLiteCpp/Statement.h>

#include <map>
#include <string>
#include <utility>

#include "core/train/update_counts.h"

namespace scalescope {
namespace {

using TensorOfStep = std::pair<std::int64_t, std::string>;

/// By step and the name of the weight that was updated.
std::map<TensorOfStep, UpdateCounts> readUpdates(SQLite::Database& db, std::int64_t run,
                                                 std::int64_t from) {
  SQLite::Statement rows(
      db,
      "SELECT s.step, substr(t.name, 1, length(t.name) - length('.update')), s.lost_updates, "
      "s.elements - s.zeros FROM tensor_stats s JOIN tensors t USING (run_id, tensor) "
      "WHERE s.run_id = ? AND s.step >= ? AND t.role = 'update'");
  rows.bind(1, run);
  rows.bind(2, from);
  std::map<TensorOfStep, UpdateCounts> updates;
  while (rows.executeStep()) {
    updates[{rows.getColumn(0).getInt64(), rows.getColumn(1).getString()}] = {
        static_cast<std::uint64_t>(rows.getColumn(2).getInt64()),
        static_cast<std::uint64_t>(rows.getColumn(3).getInt64())};
  }
  return updates;
}

std::optional<double> measured(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getDouble();
}

/// A record whose rows are being read.
struct OpenRecord {
  DivergenceRecord record;
  ParameterNames names;
  UpdateCounts all;
};

void close(OpenRecord& open, std::vector<DivergenceRecord>& records) {
  if (open.names.empty()) return;
  if (open.names.front().empty()) open.record.values.front().lostUpdates = open.all.share();
  const bool known = !records.empty() && *records.back().tensors == open.names;
  open.record.tensors =
      known ? records.back().tensors : std::make_shared<const ParameterNames>(open.names);
  records.push_back(std::move(open.record));
  open = {};
}

}  // namespace

std::vector<DivergenceRecord> readDivergence(SQLite::Database& db, std::int64_t run,
                                             std::int64_t from) {
  const auto updates = readUpdates(db, run, from);
  SQLite::Statement rows(db,
                         "SELECT step, tensor, gradient_cosine, weight_distance FROM divergence "
                         "WHERE run_id = ? AND step >= ? ORDER BY step, position");
  rows.bind(1, run);
  rows.bind(2, from);
  std::vector<DivergenceRecord> records;
  OpenRecord open;
  while (rows.executeStep()) {
    const std::int64_t step = rows.getColumn(0).getInt64();
    if (!open.names.empty() && open.record.step != step) close(open, records);
    open.record.step = step;
    open.names.push_back(rows.getColumn(1).getString());
    const auto found = updates.find({step, open.names.back()});
    const UpdateCounts counts = found != updates.end() ? found->second : UpdateCounts{};
    open.all += counts;
    open.record.values.push_back(
        {measured(rows.getColumn(2)), measured(rows.getColumn(3)), counts.share()});
  }
  close(open, records);
  return records;
}

}  // namespace scalescope
