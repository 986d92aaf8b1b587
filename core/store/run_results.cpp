#include "core/store/run_results.h"

#include <cmath>
#include <cstdio>
#include <set>

#include "core/store/log_details.h"

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
  if (seconds < 60.0) return formatted("%.1f s", seconds);
  const long whole = std::lround(seconds);
  char text[64];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
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
Value time(const RunInfo& run) { return run.wallTime > 0.0 ? Value(run.wallTime) : Value(); }
Value memory(const RunInfo& run) {
  return run.memoryPeak > 0 ? Value(static_cast<double>(run.memoryPeak)) : Value();
}

bool learned(const RunInfo& run) { return run.skipped == 0 || run.skipped < run.steps; }

}  // namespace

const std::vector<RunResult>& runResults() {
  static const std::vector<RunResult> results{
      {phrase("Final loss"), finalLoss, numberText, -1},
      {phrase("Accuracy"), accuracy, shareText, +1},
      {phrase("Skipped steps"), skipped, shareText, -1, false},
      {phrase("Steps"), steps, countText, 0, false},
      {phrase("Time"), time, timeText, -1},
      {phrase("Memory"), memory, memoryText, -1}};
  return results;
}

std::vector<bool> bestRuns(const RunResult& result, const std::vector<RunInfo>& runs) {
  std::vector<bool> marked(runs.size(), false);
  if (result.better == 0) return marked;
  std::vector<std::string> texts(runs.size());
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Value value = result.value(runs[i]);
    const bool ofLearning = result.value == finalLoss || result.value == accuracy;
    if (!value || !std::isfinite(*value) || (ofLearning && !learned(runs[i]))) continue;
    texts[i] = result.text(*value);
    if (!best || (*value - *result.value(runs[*best])) * result.better > 0.0) best = i;
  }
  std::set<std::string> different(texts.begin(), texts.end());
  different.erase("");
  if (different.size() < 2) return marked;
  for (std::size_t i = 0; i < runs.size(); ++i) marked[i] = texts[i] == texts[*best];
  return marked;
}

}  // namespace scalescope
