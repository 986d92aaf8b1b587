#include "core/store/log_details.h"

#include <algorithm>
#include <set>

namespace scalescope {
namespace {

/// A log that tells of one of them tells of all: each follows from any other.
constexpr const char* kSkips[]{"applied", "found_inf", "skipped"};

std::vector<std::string> columnsBesides(const std::set<std::string>& told) {
  std::vector<std::string> others;
  const bool skips = std::any_of(std::begin(kSkips), std::end(kSkips),
                                 [&](const char* each) { return told.contains(each); });
  for (const std::string& column : runTable("steps").columns) {
    const bool ofSkips = column == "applied" || column == "found_inf";
    if (column != "step" && !(ofSkips ? skips : told.contains(column))) others.push_back(column);
  }
  return others;
}

/// None: it does not say.
std::optional<std::set<std::string>> toldColumns(const Json& imported) {
  std::set<std::string> told;
  if (!imported.is_object()) return std::nullopt;
  if (const auto columns = imported.find("step_columns");
      columns != imported.end() && columns->is_array()) {
    for (const Json& each : *columns)
      if (each.is_string()) told.insert(each.get<std::string>());
    return told;
  }
  // Stores of before have the log's columns alone, by what they stand for.
  if (const auto fields = imported.find("columns");
      fields != imported.end() && fields->is_object()) {
    for (const auto& [field, column] : fields->items()) told.insert(field);
    return told;
  }
  return std::nullopt;
}

bool tellsEveryStep(const Json& imported) {
  const auto told = imported.is_object() ? imported.find("every_step") : imported.end();
  return told != imported.end() && told->is_boolean() && told->get<bool>();
}

}  // namespace

OrderedJson logDetails(const std::vector<std::string>& columns) {
  return {{"step_columns", columns}};
}

void readLogDetails(RunInfo& run) {
  const auto says = [&](const char* word) { return run.details.find(word) != std::string::npos; };
  if (!says("\"imported\"") && !says("\"step_columns\"")) return;
  const Json details = Json::parse(run.details, nullptr, /*allow_exceptions=*/false);
  if (!details.is_object()) return;
  run.fromLog = details.contains("imported");
  if (run.fromLog && details.at("imported").is_object()) {
    const Json& imported = details.at("imported");
    const auto began = imported.find("began");
    if (began != imported.end() && began->is_number()) run.began = began->get<double>();
  }
  run.hasGaps = run.fromLog && !tellsEveryStep(details.at("imported"));
  if (const auto told = toldColumns(run.fromLog ? details.at("imported") : details))
    run.notMeasured = columnsBesides(*told);
}

bool measures(const RunInfo& run, std::string_view column) {
  return std::find(run.notMeasured.begin(), run.notMeasured.end(), column) == run.notMeasured.end();
}

RunTable measuredTable(const RunInfo& run, const RunTable& table) {
  if (table.name != "steps") return table;
  RunTable measured{table.name, {}};
  for (const std::string& column : table.columns)
    if (measures(run, column)) measured.columns.push_back(column);
  return measured;
}

std::string stepsText(const RunInfo& run) {
  const std::string steps = std::to_string(run.steps);
  return run.fromLog || run.plannedSteps == 0
             ? steps
             : steps + "/" + std::to_string(run.plannedSteps - (run.parent ? run.parent->step : 0));
}

}  // namespace scalescope
