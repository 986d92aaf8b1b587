#include <SQLiteCpp/Column.h>

#include <vector>

#include "core/store/merge_parts.h"

namespace scalescope {
namespace {

/// A table of which rows with the same key must be the same.
struct Compared {
  std::string table;
  std::string key;   ///< columns, besides the run
  std::string left;  ///< columns that need not be the same: when it was, and how long it took
  int mask = 0;      ///< bits of nan_mask that count
};

const std::vector<Compared>& comparedTables() {
  static const std::vector<Compared> tables{
      {"steps", "step", "step_ms wall_time", 1 | 2 | 4 | 8 | 16},
      {"evaluations", "step", "wall_time", 1 | 2},
      {"statistics_steps", "step", "", 0},
      {"tensor_stats", "step tensor", "amax_before", 0},
      {"divergence", "step position", "", 0},
  };
  return tables;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ' && c != ',') {
      word += c;
    } else if (!word.empty()) {
      result.push_back(std::move(word));
      word.clear();
    }
  }
  return result;
}

/// "2 3.5 NULL": a row of the source, as text.
std::string rowText(const SQLite::Statement& row) {
  std::string text;
  for (int i = 0; i < row.getColumnCount(); ++i) {
    text += (i == 0 ? "" : " ") + std::string(row.getColumn(i).getName()) + "=";
    text += row.getColumn(i).isNull() ? "NULL" : row.getColumn(i).getString();
  }
  return text;
}

/// Selects the source's first row that differs, of the runs ?1 (source) and ?2 (target).
std::string differingRows(SQLite::Database& db, const Compared& compared) {
  std::string select, from, differ;
  for (const std::string& key : words(compared.key)) {
    select += (select.empty() ? "s." : ", s.") + key;
    // A tensor has the number that the target knows it by.
    const bool mapped = key == "tensor";
    from += " AND t." + key + (mapped ? " = m.target" : " = s." + key);
  }
  const std::string map = compared.table == "tensor_stats"
                              ? " JOIN merged_tensors m ON m.run = ?2 AND m.source = s.tensor"
                              : "";
  const std::string order = select;
  for (const std::string& column :
       words(columnList(db, compared.table, "run_id " + compared.key + " " + compared.left))) {
    const std::string bits = column == "nan_mask" ? " & " + std::to_string(compared.mask) : "";
    select.append(", s.").append(column).append(bits).append(" AS ").append(column);
    differ.append(differ.empty() ? "" : " OR ").append("(s.").append(column).append(bits);
    differ.append(") IS NOT (t.").append(column).append(bits).append(")");
  }
  return "SELECT " + select + " FROM source." + compared.table + " s" + map + " JOIN main." +
         compared.table + " t ON t.run_id = ?2" + from + " WHERE s.run_id = ?1 AND (" + differ +
         ") ORDER BY " + order + " LIMIT 1";
}

std::optional<std::string> firstRow(SQLite::Database& db, const std::string& what,
                                    const std::string& sql, std::int64_t source,
                                    std::int64_t target) {
  SQLite::Statement rows(db, sql);
  rows.bind(1, source);
  rows.bind(2, target);
  if (!rows.executeStep()) return std::nullopt;
  return what + ": " + rowText(rows);
}

struct RunPair {
  std::int64_t source = 0, target = 0;
  std::string name;
};

std::vector<RunPair> sharedRuns(SQLite::Database& db, const ExperimentPair& pair) {
  SQLite::Statement rows(db,
                         "SELECT s.id, t.id, s.name FROM source.runs s JOIN main.runs t"
                         " ON t.experiment_id = ?2 AND t.position = s.position"
                         " WHERE s.experiment_id = ?1 ORDER BY s.position");
  rows.bind(1, pair.source);
  rows.bind(2, pair.target);
  std::vector<RunPair> runs;
  while (rows.executeStep()) {
    runs.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(),
                    rows.getColumn(2).getString()});
  }
  return runs;
}

}  // namespace

std::optional<std::string> firstDifference(SQLite::Database& db, const ExperimentPair& pair) {
  auto found =
      firstRow(db, "experiment",
               "SELECT s.seed, s.configuration FROM source.experiments s, main.experiments t"
               " WHERE s.id = ?1 AND t.id = ?2 AND (s.seed IS NOT t.seed"
               " OR s.configuration IS NOT t.configuration)",
               pair.source, pair.target);
  if (found) return found;
  found =
      firstRow(db, "run",
               "SELECT s.position, s.name, s.precision, s.scaler, s.parent_step FROM source.runs s"
               " JOIN main.runs t ON t.experiment_id = ?2"
               " AND (t.position = s.position OR t.name = s.name)"
               " WHERE s.experiment_id = ?1 AND (s.position <> t.position OR s.name <> t.name"
               " OR s.precision <> t.precision OR s.scaler <> t.scaler"
               " OR s.parent_step IS NOT t.parent_step) ORDER BY s.position LIMIT 1",
               pair.source, pair.target);
  if (found) return found;
  for (const RunPair& run : sharedRuns(db, pair)) {
    matchTensors(db, run.source, run.target);
    for (const Compared& compared : comparedTables()) {
      found = firstRow(db, run.name + ", " + compared.table, differingRows(db, compared),
                       run.source, run.target);
      if (found) return found;
    }
  }
  return std::nullopt;
}

}  // namespace scalescope
