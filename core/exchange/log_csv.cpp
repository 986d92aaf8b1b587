#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/utf8.h"
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
  std::string name = asUtf8(std::filesystem::path(path).stem().string());
  const std::size_t mark = name.rfind(kMark);
  if (mark != std::string::npos) name.erase(0, mark + kMark.size());
  const bool taken = name.empty() || name == "Step" || name == "Wall time";
  if (!taken) names.back() = name;
}

/// "1,234,567" with ',' as the mark: one to three digits, then three between any two marks.
bool isGrouped(std::string_view digits, char mark) {
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  std::size_t first = digits.find(mark);
  if (first == 0 || first > 3) return false;
  while (first != std::string_view::npos) {
    digits.remove_prefix(first + 1);
    first = digits.find(mark);
    if (std::min(first, digits.size()) != 3) return false;
  }
  return true;
}

/// A number as some languages write it: "2,5", "1.234,5" and "1,234.5". Left as it is where it may
/// be a thousand as well as a fraction.
std::string withDecimalPoint(std::string cell, char separator) {
  const std::size_t comma = cell.rfind(','), dot = cell.rfind('.');
  if (comma == std::string::npos) return cell;
  const bool oneComma = cell.find(',') == comma;
  if (dot != std::string::npos) {
    const char mark = dot > comma ? ',' : '.';
    const std::size_t point = std::max(dot, comma);
    if (!isGrouped(std::string_view(cell).substr(0, point), mark)) return cell;
    cell[point] = '.';
    const std::string fraction = cell.substr(point);
    cell.resize(point);
    std::erase(cell, mark);
    return cell + fraction;
  }
  const bool fraction = separator != ',' || !isGrouped(cell, ',') || cell.starts_with("0,") ||
                        cell.starts_with("-0,");
  if (oneComma && fraction) cell[comma] = '.';
  return cell;
}

std::optional<double> numberOf(const std::string& cell, char separator) {
  return numberOfCell(withDecimalPoint(cell, separator));
}

std::vector<std::string> namesOf(const CsvReader& reader, const std::string& path) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (std::size_t i = 0; i < reader.row().size(); ++i) {
    std::string name = asUtf8(reader.row()[i].text);
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
    tables.row(named ? asUtf8(cells[at].text) : "");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].text.empty() || (named && i == at)) continue;
      if (const auto number = numberOf(cells[i].text, reader.separator())) {
        tables.set(names[i], *number, cells[i].text.ends_with('%'));
      } else {
        tables.setText(names[i]);
      }
    }
    if (!counter.next()) return false;
  }
  return true;
}

}  // namespace scalescope
