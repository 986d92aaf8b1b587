#include "core/store/run_results.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/store/log_details.h"
#include "core/store/reader.h"

namespace scalescope {
namespace {

using Value = std::optional<double>;

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string numberText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0.0 ? "∞" : "−∞";
  return formatted("%.5g", value);
}

std::string shareText(double share) { return formatted("%.2f %%", 100.0 * share); }

std::string countText(double count) { return formatted("%.0f", count); }

std::string timeText(double seconds) {
  if (seconds < 60.0) return formatted(seconds < 10.0 ? "%.2f s" : "%.1f s", seconds);
  const long whole = std::lround(seconds);
  char text[64];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

std::string millisecondsText(double milliseconds) {
  if (milliseconds >= 1000.0) return timeText(milliseconds / 1000.0);
  return formatted(milliseconds < 100.0 ? "%.3g ms" : "%.1f ms", milliseconds);
}

std::string memoryText(double bytes) {
  return bytes < 1e6 ? formatted("%.1f kB", bytes / 1e3) : formatted("%.1f MB", bytes / 1e6);
}

Value finalLoss(const RunInfo& run) {
  return run.hasFinalLoss && measures(run, "loss") ? Value(run.finalLoss) : Value();
}
Value accuracy(const RunInfo& run) { return run.hasAccuracy ? Value(run.accuracy) : Value(); }
Value skipped(const RunInfo& run) {
  if (run.steps == 0 || !measures(run, "applied")) return std::nullopt;
  return static_cast<double>(run.skipped) / static_cast<double>(run.steps);
}
Value steps(const RunInfo& run) { return static_cast<double>(run.steps); }
Value wallTime(const RunInfo& run) { return run.wallTime > 0.0 ? Value(run.wallTime) : Value(); }
Value stepTime(const RunInfo& run) { return run.stepMs; }
Value memory(const RunInfo& run) {
  return run.memoryPeak > 0 ? Value(static_cast<double>(run.memoryPeak)) : Value();
}

/// As they are written, and in how much they differ from others: "+0.0 %".
bool seemAlike(const RunResult& result, double value, double other) {
  constexpr double kWritten = 5e-4;
  return result.text(value) == result.text(other) &&
         std::abs(value - other) <= kWritten * std::abs(other);
}

/// Of a longer run so many steps are looked at; a sort of all would take seconds.
constexpr std::int64_t kMostSorted = 20'000;
constexpr const char* kAllSteps = "SELECT step_ms FROM steps WHERE run_id = ?1 AND step_ms > 0";
/// Spread over the run, each at another place within its stretch: steps with statistics, which take
/// longer, come at regular ones.
constexpr const char* kSpreadSteps = R"(
WITH RECURSIVE
  ends AS (SELECT (SELECT min(step) FROM steps WHERE run_id = ?1) AS first,
                  (SELECT max(step) FROM steps WHERE run_id = ?1) AS last),
  places(i, stretch) AS (
    SELECT 0, (last - first) / 2000 FROM ends
    UNION ALL SELECT i + 1, stretch FROM places WHERE i < 1999)
SELECT (SELECT step_ms FROM steps
        WHERE run_id = ?1 AND step >= first + i * stretch + i * 7919 % stretch
        ORDER BY step LIMIT 1) AS ms
FROM places, ends WHERE ms > 0)";

bool learned(const RunInfo& run) { return run.skipped == 0 || run.skipped < run.steps; }

}  // namespace

const std::vector<RunResult>& runResults() {
  static const std::vector<RunResult> results{
      {phrase("Final loss"), finalLoss, numberText, -1, true, false,
       phrase("Final loss: the training loss of the last step's batch.")},
      {phrase("Accuracy"), accuracy, shareText, +1, true, true,
       phrase("Accuracy: of the test set, when it was evaluated last.")},
      {phrase("Skipped steps"), skipped, shareText, -1, false, false,
       phrase("Skipped steps: share of those whose update was skipped.")},
      {phrase("Steps"), steps, countText, 0, false},
      {phrase("Wall time"), wallTime, timeText, 0, true, false,
       phrase("Wall time: runs of one experiment share it.")},
      {phrase("Time per step"), stepTime, millisecondsText, -1, true, false,
       phrase("Time per step: of this run alone, the median.")},
      {phrase("Memory"), memory, memoryText, -1}};
  return results;
}

void measureStepTime(const StoreReader& reader, RunInfo& run) {
  std::vector<double> times;
  reader.query(run.steps <= kMostSorted ? kAllSteps : kSpreadSteps, run.id,
               [&](const SQLite::Statement& row) {
                 times.push_back(row.getColumn(0).getDouble());
                 return true;
               });
  run.stepMs.reset();
  if (times.empty()) return;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  run.stepMs = *middle;
}

std::vector<bool> bestRuns(const RunResult& result, const std::vector<RunInfo>& runs) {
  std::vector<bool> marked(runs.size(), false);
  if (result.better == 0) return marked;
  const bool ofLearning = result.value == finalLoss || result.value == accuracy;
  std::vector<Value> values(runs.size());
  Value best;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Value value = result.value(runs[i]);
    if (!value || !std::isfinite(*value) || (ofLearning && !learned(runs[i]))) continue;
    values[i] = value;
    if (!best || (*value - *best) * result.better > 0.0) best = value;
  }
  bool different = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!values[i]) continue;
    marked[i] = seemAlike(result, *values[i], *best);
    different |= !marked[i];
  }
  if (!different) marked.assign(runs.size(), false);
  return marked;
}

}  // namespace scalescope
