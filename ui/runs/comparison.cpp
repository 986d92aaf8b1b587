#include "ui/runs/comparison.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>

#include "ui/runs/config_diff.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

const QString none = QStringLiteral("–");

struct Result {
  QString what;
  std::function<std::optional<double>(const RunInfo&)> value;
  std::function<QString(double)> text;
  int better = 0;        ///< +1: more is better, −1: less is; 0: neither
  bool relative = true;  ///< told relative to the baseline, too
};

QString numberText(double value) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  if (std::isinf(value)) return value > 0.0 ? QStringLiteral("∞") : QStringLiteral("−∞");
  return QString::number(value, 'g', 5);
}

QString shareText(double share) { return QString::number(100.0 * share, 'f', 2) + " %"; }

QString timeText(double seconds) {
  const auto whole = static_cast<qint64>(seconds + 0.5);
  return QString("%1:%2:%3")
      .arg(whole / 3600)
      .arg(whole / 60 % 60, 2, 10, QChar('0'))
      .arg(whole % 60, 2, 10, QChar('0'));
}

std::vector<Result> results() {
  using Value = std::optional<double>;
  return {
      {tr("Final loss"),
       [](const RunInfo& run) { return run.hasFinalLoss ? Value(run.finalLoss) : Value(); },
       numberText, -1},
      {tr("Accuracy"),
       [](const RunInfo& run) { return run.hasAccuracy ? Value(run.accuracy) : Value(); },
       shareText, +1},
      {tr("Skipped steps"),
       [](const RunInfo& run) {
         return run.steps > 0
                    ? Value(static_cast<double>(run.skipped) / static_cast<double>(run.steps))
                    : Value();
       },
       shareText, -1, false},
      {tr("Steps"), [](const RunInfo& run) { return Value(static_cast<double>(run.steps)); },
       [](double value) { return QLocale().toString(static_cast<qlonglong>(value)); }, 0, false},
      {tr("Time"),
       [](const RunInfo& run) { return run.wallTime > 0.0 ? Value(run.wallTime) : Value(); },
       timeText, -1},
      {tr("Memory"),
       [](const RunInfo& run) {
         return run.memoryPeak > 0 ? Value(static_cast<double>(run.memoryPeak)) : Value();
       },
       [](double value) {
         return value < 1e6 ? QString::number(value / 1e3, 'f', 1) + " kB"
                            : QString::number(value / 1e6, 'f', 1) + " MB";
       },
       -1}};
}

QString relativeText(double value, const std::optional<double>& baseline) {
  if (!baseline || *baseline == 0.0 || !std::isfinite(value) || !std::isfinite(*baseline))
    return {};
  const double percent = 100.0 * (value - *baseline) / std::abs(*baseline);
  constexpr double least = 0.05;  // what is written as more than 0.0 %
  if (std::abs(percent) < least) return {};
  return QString(" (%1%2 %)").arg(percent >= 0.0 ? "+" : "−").arg(std::abs(percent), 0, 'f', 1);
}

/// As it is written; nothing where all are written alike: none is better then.
std::optional<QString> bestOf(const Result& result, const std::vector<RunInfo>& runs) {
  std::optional<double> best;
  std::set<QString> texts;
  for (const RunInfo& run : runs) {
    const auto value = result.value(run);
    if (result.better == 0 || !value || !std::isfinite(*value)) continue;
    texts.insert(result.text(*value));
    if (!best || (*value - *best) * result.better > 0.0) best = value;
  }
  return texts.size() > 1 ? std::optional(result.text(*best)) : std::nullopt;
}

std::optional<ComparisonRow> rowOf(const Result& result, const std::vector<RunInfo>& runs) {
  ComparisonRow row{result.what, {}, {}};
  const auto best = bestOf(result, runs);
  const auto baseline = result.value(runs.front());
  bool any = false;
  for (const RunInfo& run : runs) {
    const auto value = result.value(run);
    any = any || value.has_value();
    const QString text = value ? result.text(*value) : none;
    const bool relative = value && result.relative && &run != &runs.front();
    row.cells.push_back(relative ? text + relativeText(*value, baseline) : text);
    row.best.push_back(best && text == *best);
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

OrderedJson toldBy(const RunInfo& run) {
  OrderedJson json = configurationOf(run);
  if (!json.empty()) return json;
  json = OrderedJson::parse(run.details, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : OrderedJson::object();
}

std::vector<ComparisonRow> compareRuns(const std::vector<RunInfo>& runs) {
  std::vector<ComparisonRow> rows;
  if (runs.empty()) return rows;
  for (const Result& result : results()) {
    if (auto row = rowOf(result, runs)) rows.push_back(std::move(*row));
  }
  std::vector<OrderedJson> told;
  for (const RunInfo& run : runs) told.push_back(toldBy(run));
  // In the order of the first run's keys; what differs anywhere differs from the first.
  std::vector<std::string> pointers;
  for (const OrderedJson& each : told) {
    for (const Difference& difference : differences(told.front(), each)) {
      // Names stand above the columns.
      const bool name = difference.pointer == "/name" || difference.pointer == "/run/name";
      const bool known =
          std::find(pointers.begin(), pointers.end(), difference.pointer) != pointers.end();
      if (!name && !known) pointers.push_back(difference.pointer);
    }
  }
  for (const std::string& pointer : pointers) {
    ComparisonRow row{QString::fromStdString(pointer), {}, std::vector<bool>(runs.size(), false)};
    for (const OrderedJson& each : told) row.cells.push_back(configuredText(each, pointer));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace scalescope
