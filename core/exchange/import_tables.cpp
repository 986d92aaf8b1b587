#include "core/exchange/import_tables.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/base/utf8.h"
#include "core/data/csv_reader.h"
#include "core/exchange/import_log.h"
#include "core/exchange/log_number.h"
#include "core/store/log_details.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

/// The table that a file's name ends in; null: in none.
const RunTable* tableNamed(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  for (const RunTable& table : runTables()) {
    const std::string ending = "." + table.name + ".csv";
    if (name.size() > ending.size() && name.ends_with(ending)) return &table;
  }
  return nullptr;
}

StoredValue storedCell(const CsvReader& reader, std::size_t at, bool text) {
  const std::string& cell = reader.row()[at].text;
  if (cell.empty() && !text) return std::monostate();
  if (text) return cell;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), whole);
  if (error == std::errc() && end == cell.data() + cell.size()) return whole;
  if (const auto number = numberOfCell(cell)) return *number;
  reader.refuseCell(at, {phrase("expected a number, found %1"), {printable(cell)}});
}

RunTable headOf(const CsvReader& reader, const RunTable& table) {
  RunTable head{table.name, {}};
  for (std::size_t i = 0; i < reader.row().size(); ++i) {
    const std::string& column = reader.row()[i].text;
    const auto& known = table.columns;
    if (std::find(known.begin(), known.end(), column) == known.end())
      reader.refuseCell(i, {phrase("%1 is no column of %2"), {printable(column), table.name}});
    if (std::find(head.columns.begin(), head.columns.end(), column) != head.columns.end())
      reader.refuseCell(i, {phrase("a second column is named %1"), {printable(column)}});
    head.columns.push_back(column);
  }
  return head;
}

/// The columns that the table of steps in a file has.
std::vector<std::string> columnsOf(const std::string& path) {
  ByteStream stream(path);
  CsvReader reader(stream);
  return reader.next() ? headOf(reader, *tableNamed(path)).columns : std::vector<std::string>();
}

void handTable(const std::string& path, const RowSink& sink) {
  ByteStream stream(path);
  CsvReader reader(stream);
  if (!reader.next()) return;
  const RunTable table = headOf(reader, *tableNamed(path));
  std::vector<StoredValue> values(table.columns.size());
  while (reader.next()) {
    if (reader.row().size() != values.size()) {
      reader.refuseLine(reader.line(),
                        {phrase("has %1 fields, expected %2"),
                         {std::to_string(reader.row().size()), std::to_string(values.size())}});
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = storedCell(reader, i, holdsText(table.columns[i]));
      // Where there was no action, the store has none.
      if (values[i] == StoredValue(std::string()) && table.columns[i] == "action")
        values[i] = std::monostate();
    }
    sink(table, values);
  }
}

}  // namespace

bool isTableCsv(const std::string& path) {
  const RunTable* table = tableNamed(path);
  if (!table || !fs::is_regular_file(path)) return false;
  ByteStream stream(path);
  CsvReader reader(stream);
  const auto known = [&](const CsvCell& cell) {
    return std::find(table->columns.begin(), table->columns.end(), cell.text) !=
           table->columns.end();
  };
  if (!reader.next()) return false;
  return std::all_of(reader.row().begin(), reader.row().end(), known);
}

std::string runOfTableCsv(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  return name.substr(0, name.size() - tableNamed(path)->name.size() - std::string("..csv").size());
}

ImportedRun runFromTables(const std::vector<std::string>& paths) {
  // Steps come first: statistics take their loss scale.
  std::vector<std::string> ordered = paths;
  const auto place = [](const std::string& path) { return tableNamed(path) - runTables().data(); };
  std::sort(ordered.begin(), ordered.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  ImportedRun run;
  run.info.index = -1;
  run.info.name = run.info.experiment = asUtf8(runOfTableCsv(ordered.front()));
  run.info.precision = precisionFromName(run.info.name);
  run.info.scaler = "unknown";
  run.info.state = RunState::finished;
  run.source = asUtf8(ordered.front());
  OrderedJson imported = OrderedJson::object();
  if (tableNamed(ordered.front())->name == "steps")
    imported = logDetails(columnsOf(ordered.front()));
  imported["files"] = OrderedJson::array();
  for (const std::string& path : ordered)
    imported["files"].push_back(asUtf8(fs::path(path).filename().string()));
  run.info.details = OrderedJson{{"imported", imported}}.dump();
  run.rows = [ordered](const RowSink& sink) {
    for (const std::string& path : ordered) handTable(path, sink);
  };
  return run;
}

}  // namespace scalescope
