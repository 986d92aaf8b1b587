#include "ui/runs/comparison.h"

#include <cmath>
#include <optional>

#include "core/store/config_diff.h"
#include "core/store/run_results.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

const QString none = QStringLiteral("–");

QString relativeText(double value, const std::optional<double>& baseline) {
  if (!baseline || *baseline == 0.0 || !std::isfinite(value) || !std::isfinite(*baseline))
    return {};
  const double percent = 100.0 * (value - *baseline) / std::abs(*baseline);
  constexpr double least = 0.05;  // what is written as more than 0.0 %
  if (std::abs(percent) < least) return {};
  return QString(" (%1%2 %)").arg(percent >= 0.0 ? "+" : "−").arg(std::abs(percent), 0, 'f', 1);
}

QString differenceText(const RunResult& result, double value, std::optional<double> baseline) {
  if (!result.share) return relativeText(value, baseline);
  if (!baseline) return {};
  const double points = 100.0 * (value - *baseline);
  constexpr double least = 0.005;  // what is written as more than 0.00
  if (!(std::abs(points) >= least)) return {};
  return " (" + tr("%1%2 points").arg(points >= 0.0 ? "+" : "−").arg(std::abs(points), 0, 'f', 2) +
         ")";
}

std::optional<ComparisonRow> rowOf(const RunResult& result, const std::vector<RunInfo>& runs) {
  ComparisonRow row{tr(result.title),
                    *result.about.english ? tr(result.about) : QString(),
                    {},
                    bestRuns(result, runs)};
  const auto baseline = result.value(runs.front());
  bool any = false;
  for (const RunInfo& run : runs) {
    const auto value = result.value(run);
    any = any || value.has_value();
    const QString text = value ? QString::fromStdString(result.text(*value)) : none;
    const bool relative = value && result.relative && &run != &runs.front();
    row.cells.push_back(relative ? text + differenceText(result, *value, baseline) : text);
  }
  return any ? std::optional(row) : std::nullopt;
}

QString configuredText(const OrderedJson& told, const std::string& pointer) {
  const OrderedJson::json_pointer place(pointer);
  if (!told.contains(place)) return none;
  const OrderedJson& value = told.at(place);
  return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

}  // namespace

std::vector<ComparisonRow> compareRuns(const std::vector<RunInfo>& runs) {
  std::vector<ComparisonRow> rows;
  if (runs.empty()) return rows;
  for (const RunResult& result : runResults()) {
    if (auto row = rowOf(result, runs)) rows.push_back(std::move(*row));
  }
  std::vector<OrderedJson> told;
  for (const RunInfo& run : runs) told.push_back(toldBy(run));
  for (const std::string& pointer : differingPointers(told)) {
    ComparisonRow row{
        QString::fromStdString(pointer), {}, {}, std::vector<bool>(runs.size(), false)};
    for (const OrderedJson& each : told) row.cells.push_back(configuredText(each, pointer));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace scalescope
