#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/data/csv_reader.h"
#include "core/exchange/log_number.h"
#include "core/exchange/log_table.h"

namespace scalescope {
namespace {

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
  if (!reader.next()) refuse(path, phrase("holds no line that names its columns"));
  const std::vector<std::string> names = namesOf(reader, path);
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
      if (const auto number = numberOfCell(cells[i].text)) {
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
