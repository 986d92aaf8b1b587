#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/data/csv_reader.h"
#include "core/exchange/log_number.h"
#include "core/exchange/log_table.h"

namespace scalescope {
namespace {

/// TensorBoard's own download calls every quantity "Value"; the file has its name:
/// "run-train-tag-loss.csv".
void nameDownload(std::vector<std::string>& names, const std::string& path) {
  if (names != std::vector<std::string>{"Wall time", "Step", "Value"}) return;
  constexpr std::string_view kMark = "-tag-";
  std::string name = std::filesystem::path(path).stem().string();
  const std::size_t mark = name.rfind(kMark);
  if (mark != std::string::npos) name.erase(0, mark + kMark.size());
  const bool taken = name.empty() || name == "Step" || name == "Wall time";
  if (!taken) names.back() = name;
}

/// Where something else parts fields, a comma may be the decimal one.
std::optional<double> numberOf(std::string cell, char separator) {
  if (separator != ',' && std::count(cell.begin(), cell.end(), ',') == 1 &&
      cell.find('.') == std::string::npos) {
    cell[cell.find(',')] = '.';
  }
  return numberOfCell(cell);
}

std::vector<std::string> namesOf(const CsvReader& reader, const std::string& path) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (std::size_t i = 0; i < reader.row().size(); ++i) {
    std::string name = reader.row()[i].text;
    if (i == 0 && name.starts_with('#')) name.erase(0, name.find_first_not_of("# "));
    // A table's own numbers, as pandas writes them, have no name.
    if (name.empty()) name = "column " + std::to_string(i + 1);
    if (numberOfCell(name)) {
      reader.refuseCell(
          i, {phrase("expected the line that names the columns, found the number %1"), {name}});
    }
    if (!known.insert(name).second)
      reader.refuseCell(i, {phrase("a second column is named %1"), {printable(name)}});
    names.push_back(std::move(name));
  }
  if (names.empty()) refuse(path, phrase("holds no line that names its columns"));
  return names;
}

}  // namespace

bool readCsvLog(const std::string& path, LogTables& tables, const ReadProgress& progress) {
  ByteStream stream(path);
  ReadCounter counter(stream, progress);
  CsvReader reader(stream);
  reader.findSeparator();
  if (!reader.next()) refuse(path, phrase("holds no line that names its columns"));
  std::vector<std::string> names = namesOf(reader, path);
  nameDownload(names, path);
  const auto run = std::find(names.begin(), names.end(), "run") - names.begin();
  while (reader.next()) {
    const auto cells = reader.row();
    if (cells.size() != names.size()) {
      reader.refuseLine(reader.line(),
                        {phrase("has %1 fields, the first line names %2 columns"),
                         {std::to_string(cells.size()), std::to_string(names.size())}});
    }
    const auto at = static_cast<std::size_t>(run);
    const bool named = at < cells.size() && !numberOfCell(cells[at].text);
    tables.row(named ? cells[at].text : "");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].text.empty() || (named && i == at)) continue;
      if (const auto number = numberOf(cells[i].text, reader.separator())) {
        tables.set(names[i], *number);
      } else {
        tables.setText(names[i]);
      }
    }
    if (!counter.next()) return false;
  }
  return true;
}

}  // namespace scalescope
