#include <cmath>

#include "core/exchange/export_parts.h"
#include "core/numerics/number_text.h"
#include "core/store/log_details.h"

namespace scalescope {
namespace {

/// RFC 4180: quoted where it holds a comma, a quote or a line end.
std::string cellText(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string cellText(const StoredValue& value) {
  struct Text {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return shortestText(number); }
    std::string operator()(const std::string& text) const { return cellText(text); }
  };
  return std::visit(Text{}, value);
}

template <typename Cells>
std::string lineText(const Cells& cells) {
  std::string line;
  for (const auto& cell : cells) {
    if (&cell != &cells[0]) line += ',';
    line += cellText(cell);
  }
  return line + "\n";
}

}  // namespace

bool writeCsv(const StoreReader& reader, const RunInfo& run, const std::string& stem,
              RowCounter& rows, NewFiles& files) {
  for (const RunTable& known : runTables()) {
    const RunTable table = measuredTable(run, known);
    if (countRows(reader, run.id, table) == 0 && table.name != "steps") continue;
    files.push_back(std::make_unique<NewFile>(stem + "." + table.name + ".csv"));
    NewFile& file = *files.back();
    file.write(lineText(table.columns));
    const bool whole =
        readRunTable(reader, run.id, table, [&](std::span<const StoredValue> values) {
          file.write(lineText(values));
          return rows.next();
        });
    if (!whole) return false;
  }
  return true;
}

}  // namespace scalescope
