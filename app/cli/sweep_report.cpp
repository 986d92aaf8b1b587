#include "sweep_report.h"

#include <cmath>
#include <cstdio>

#include "output.h"

namespace scalescope::cli {
namespace {

double skippedShare(const RunInfo& run) {
  return run.steps > 0 ? static_cast<double>(run.skipped) / static_cast<double>(run.steps) : 0.0;
}

bool better(const RunInfo& a, const RunInfo& b) {
  if (a.hasAccuracy != b.hasAccuracy) return a.hasAccuracy;
  if (a.hasAccuracy && a.accuracy != b.accuracy && !std::isnan(a.accuracy))
    return !(a.accuracy < b.accuracy);
  return a.finalLoss < b.finalLoss || (std::isnan(b.finalLoss) && !std::isnan(a.finalLoss));
}

/// Runs of stores of their own, as each task of a Slurm job array writes one, have the same ids.
const RunInfo* bestRun(const std::vector<StoredPoint>& points) {
  const RunInfo* best = nullptr;
  for (const StoredPoint& point : points) {
    for (const RunInfo& run : point.runs) {
      const bool learned = run.skipped < run.steps;
      if (run.state != RunState::finished || !run.hasFinalLoss || !learned) continue;
      if (!best || better(run, *best)) best = &run;
    }
  }
  return best;
}

OrderedJson valuesOf(const SweepPoint& point) {
  OrderedJson values = OrderedJson::object();
  for (const SweepChange& change : point.changes)
    values[change.pointer] = OrderedJson::parse(change.value.dump());
  return values;
}

void printPoint(std::size_t number, const SweepPoint& point, const StoredPoint& stored,
                const RunInfo* best) {
  OrderedJson line{{"type", "point"},
                   {"point", number},
                   {"experiment", point.config.name},
                   {"values", valuesOf(point)},
                   {"state", std::string(toString(stored.state))}};
  if (stored.runs.empty()) printLine(line);
  for (const RunInfo& run : stored.runs) {
    line["run"] = run.name;
    line["id"] = run.id;
    line["steps"] = run.steps;
    line["loss"] = run.hasFinalLoss ? numberJson(run.finalLoss) : OrderedJson();
    line["accuracy"] = run.hasAccuracy ? numberJson(run.accuracy) : OrderedJson();
    line["skipped_share"] = numberJson(skippedShare(run));
    line["seconds"] = numberJson(run.wallTime);
    line["best"] = &run == best;
    printLine(line);
  }
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f%%", 100.0 * share);
  return text;
}

}  // namespace

void printSweep(const SweepPlan& plan, const std::vector<StoredPoint>& points, bool json) {
  const RunInfo* best = bestRun(points);
  std::vector<std::vector<std::string>> rows{
      {"point", "run", "id", "state", "loss", "accuracy", "skipped", "time", ""}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SweepPoint& point = plan.points[i];
    if (json) {
      printPoint(i, point, points[i], best);
      continue;
    }
    const std::string& label = point.label.empty() ? point.config.name : point.label;
    if (points[i].runs.empty())
      rows.push_back({label, "", "", std::string(toString(points[i].state)), "", "", "", "", ""});
    for (const RunInfo& run : points[i].runs) {
      rows.push_back({label, run.name, std::to_string(run.id), std::string(toString(run.state)),
                      run.hasFinalLoss ? numberText(run.finalLoss) : "",
                      run.hasAccuracy ? percent(run.accuracy) : "", percent(skippedShare(run)),
                      durationText(run.wallTime), &run == best ? "best" : ""});
    }
  }
  if (!json) print(tableText(rows));
}

}  // namespace scalescope::cli
