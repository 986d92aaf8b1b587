#include <algorithm>
#include <unordered_set>

#include "core/exchange/import_log.h"
#include "core/exchange/log_values.h"

namespace scalescope {
namespace {

/// Rows whose step had a value in this column before: of them the last one counts.
std::size_t repeatedRows(const LogColumn& steps, const LogColumn& column) {
  std::unordered_set<double> seen;
  std::size_t repeated = 0;
  for (std::size_t row = 0; row < column.values.size(); ++row)
    if (column.there[row] && steps.there[row] && !seen.insert(steps.values[row]).second) ++repeated;
  return repeated;
}

/// The columns that no field takes, as a list; of many, the first.
std::string unusedColumns(const LogTable& log, const LogMapping& mapping) {
  constexpr std::size_t kMostNamed = 12;
  std::string names;
  std::size_t unused = 0;
  for (const LogColumn& column : log.columns) {
    const bool used = std::any_of(mapping.begin(), mapping.end(),
                                  [&](const auto& each) { return each.second == column.name; });
    if (used || ++unused > kMostNamed) continue;
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return unused > kMostNamed ? names + ", … (" + std::to_string(unused) + ")" : names;
}

}  // namespace

std::vector<Sentence> mappingNotes(const LogTable& log, const LogMapping& mapping) {
  std::vector<Sentence> notes = log.notes;
  for (const auto& [field, name] : mapping) {
    const LogColumn* column = log.find(name);
    if (column && isShare(field) && isPercent(*column))
      notes.push_back({phrase("The values of \"%1\" are taken for percents."), {name}});
  }
  const auto steps = mapping.find("step");
  const auto losses = mapping.find("loss");
  if (steps != mapping.end() && losses != mapping.end()) {
    const LogColumn* step = log.find(steps->second);
    const LogColumn* loss = log.find(losses->second);
    const std::size_t rows = step && loss ? repeatedRows(*step, *loss) : 0;
    if (rows > 0) {
      notes.push_back({rows == 1 ? phrase("%1 row repeats a step; the last row of a step counts.")
                                 : phrase("%1 rows repeat a step; the last row of a step counts."),
                       {std::to_string(rows)}});
    }
  }
  const auto tells = [&](const char* field) {
    const auto column = mapping.find(field);
    return column != mapping.end() && log.find(column->second);
  };
  const bool skips = tells("applied") || tells("skipped") || tells("found_inf");
  if (!skips) notes.push_back(phrase("No column tells which steps were skipped."));
  if (const std::string unused = unusedColumns(log, mapping); !unused.empty())
    notes.push_back({phrase("Not used: %1."), {unused}});
  return notes;
}

std::string precisionFromName(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto says = [&](const char* part) { return lower.find(part) != std::string::npos; };
  const auto hasWord = [&](const std::string& word) {  // "amp", and not "example"
    const auto isLetter = [&](std::size_t i) {
      return i < lower.size() && lower[i] >= 'a' && lower[i] <= 'z';
    };
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1))
      if ((at == 0 || !isLetter(at - 1)) && !isLetter(at + word.size())) return true;
    return false;
  };
  if (says("bf16") || says("bfloat16")) return "bf16-mixed";
  if (says("fp8")) return "fp8-hybrid";
  if (says("fp16-pure") || says("pure-fp16")) return "fp16-pure";
  if (says("autocast") || hasWord("amp")) return "fp16-autocast";
  if (says("fp16") || says("float16") || hasWord("half")) return "fp16-mixed";
  if (says("tf32")) return "tf32";
  if (says("fp32") || says("float32")) return "fp32";
  return "unknown";
}

}  // namespace scalescope
