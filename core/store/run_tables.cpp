#include "core/store/run_tables.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace scalescope {
namespace {

constexpr std::string_view kMask = "nan_mask";

/// How the rows of a table are asked for; the bit of a column in its mask is the number of measured
/// columns before it.
struct Query {
  RunTable table;
  std::string from;  ///< with its condition
  std::string order;
  std::vector<std::string> measured;  ///< those of the mask, in the order of their bits
};

const std::vector<Query>& queries() {
  static const std::vector<Query> all{
      {{"steps",
        {"step", "loss", "scale", "grad_norm", "learning_rate", "accuracy", "step_ms", "wall_time",
         "found_inf", "applied", "overflow", "underflow", "cast_elements", "lost_updates",
         "samples"}},
       "steps WHERE run_id = ?1",
       "step",
       {"loss", "scale", "grad_norm", "learning_rate", "accuracy", "step_ms", "wall_time"}},
      {{"evaluations", {"step", "loss", "accuracy", "wall_time", "samples"}},
       "evaluations WHERE run_id = ?1",
       "step",
       {"loss", "accuracy", "wall_time"}},
      {{"events", {"step", "kind", "value", "message", "action"}},
       "events WHERE run_id = ?1 OR (run_id IS NULL AND experiment_id = (SELECT experiment_id FROM "
       "runs WHERE id = ?1))",
       "step, id",
       {"value"}},
      {{"tensor_stats",
        {"step", "name", "role", "format", "position", "elements", "zeros", "subnormals",
         "infinities", "nans", "overflow", "underflow", "lost_updates", "amax", "amin",
         "amax_before", "histogram"}},
       "tensor_stats JOIN tensors USING (run_id, tensor) WHERE run_id = ?1",
       "step, position, tensor",
       {}},
      {{"divergence", {"step", "position", "tensor", "gradient_cosine", "weight_distance"}},
       "divergence WHERE run_id = ?1",
       "step, position",
       {}}};
  return all;
}

const Query& queryOf(const RunTable& table) {
  const auto& all = queries();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Query& each) { return each.table.name == table.name; });
  if (found == all.end()) throw std::out_of_range("no table " + table.name);
  return *found;
}

std::string hexOf(const SQLite::Column& bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  const auto* data = static_cast<const unsigned char*>(bytes.getBlob());
  for (int i = 0; i < bytes.getBytes(); ++i) {
    text += digits[data[i] >> 4];
    text += digits[data[i] & 15];
  }
  return text;
}

StoredValue valueOf(const SQLite::Column& column, bool isNan) {
  if (isNan) return std::numeric_limits<double>::quiet_NaN();
  if (column.isNull()) return std::monostate();
  if (column.isInteger()) return column.getInt64();
  if (column.isFloat()) return column.getDouble();
  if (column.isBlob()) return hexOf(column);
  return column.getString();
}

}  // namespace

const std::vector<RunTable>& runTables() {
  static const std::vector<RunTable> tables = [] {
    std::vector<RunTable> all;
    for (const Query& each : queries()) all.push_back(each.table);
    return all;
  }();
  return tables;
}

const RunTable& runTable(std::string_view name) {
  return queryOf(RunTable{std::string(name), {}}).table;
}

bool holdsText(std::string_view column) {
  static constexpr std::string_view texts[] = {"kind", "message", "action",    "name",
                                               "role", "format",  "histogram", "tensor"};
  return std::find(std::begin(texts), std::end(texts), column) != std::end(texts);
}

std::vector<std::string> measuredColumns(const RunTable& table) { return queryOf(table).measured; }

bool readRunTable(const StoreReader& reader, std::int64_t run, const RunTable& table,
                  const std::function<bool(std::span<const StoredValue>)>& row) {
  const Query& query = queryOf(table);
  std::string sql = "SELECT ";
  for (const std::string& column : table.columns) sql += column + ", ";
  sql += (query.measured.empty() ? "0" : std::string(kMask)) + " FROM " + query.from +
         " ORDER BY " + query.order;
  std::vector<std::int64_t> bits;
  for (const std::string& column : table.columns) {
    const auto at = std::find(query.measured.begin(), query.measured.end(), column);
    bits.push_back(at == query.measured.end()
                       ? 0
                       : std::int64_t{1} << std::distance(query.measured.begin(), at));
  }
  std::vector<StoredValue> values(bits.size());
  return reader.query(sql, run, [&](const SQLite::Statement& at) {
    const std::int64_t mask = at.getColumn(static_cast<int>(bits.size())).getInt64();
    for (std::size_t i = 0; i < bits.size(); ++i) {
      values[i] = valueOf(at.getColumn(static_cast<int>(i)), (mask & bits[i]) != 0);
    }
    return row(values);
  });
}

std::int64_t countRows(const StoreReader& reader, std::int64_t run, const RunTable& table) {
  std::int64_t count = 0;
  reader.query("SELECT count(*) FROM " + queryOf(table).from, run,
               [&](const SQLite::Statement& at) {
                 count = at.getColumn(0).getInt64();
                 return true;
               });
  return count;
}

}  // namespace scalescope
