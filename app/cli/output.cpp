#include "output.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/store/log_details.h"

namespace scalescope::cli {
namespace {

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

const char* nonFiniteName(double value) {
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/// Characters of UTF-8 text, for columns that line up.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

OrderedJson numberJson(double value) {
  if (!std::isfinite(value)) return nonFiniteName(value);
  // What FP32 holds, loss scales above all, is written exactly; of the rest nine digits will do.
  if (static_cast<double>(static_cast<float>(value)) == value) return value;
  return std::strtod(formatted("%.9g", value).c_str(), nullptr);
}

OrderedJson exactJson(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nonFiniteName(value));
}

OrderedJson optionalJson(const std::optional<double>& value) {
  return value ? numberJson(*value) : OrderedJson();
}

OrderedJson optionalJson(const std::optional<std::int64_t>& value) {
  return value ? OrderedJson(*value) : OrderedJson();
}

OrderedJson stepJson(const StepRecord& record, const std::string& run) {
  const auto unless = [&record](Absent bit, OrderedJson value) {
    return (record.absent & bit) != 0 ? OrderedJson() : std::move(value);
  };
  return {{"type", "step"},
          {"run", run},
          {"step", record.step},
          {"loss", unless(absentLoss, numberJson(record.loss))},
          {"scale", unless(absentScale, numberJson(record.scale))},
          {"found_inf", record.foundInf},
          {"applied", record.applied},
          {"grad_norm", unless(absentGradNorm, numberJson(record.gradNorm))},
          {"overflow", unless(absentOverflow, record.overflow)},
          {"underflow", unless(absentUnderflow, record.underflow)},
          {"underflow_share", unless(absentUnderflow, numberJson(record.underflowShare()))},
          {"lost_updates", unless(absentLostUpdates, record.lostUpdates)},
          {"lr", unless(absentLearningRate, numberJson(record.learningRate))},
          {"accuracy", unless(absentAccuracy, numberJson(record.accuracy))},
          {"samples", unless(absentSamples, record.samples)},
          {"step_ms", unless(absentStepMs, numberJson(record.stepMs))},
          {"wall_time", unless(absentTime, numberJson(record.wallTime))}};
}

OrderedJson evaluationJson(const EvaluationRecord& record, const std::string& run) {
  const auto unless = [&record](AbsentEvaluation bit, OrderedJson value) {
    return (record.absent & bit) != 0 ? OrderedJson() : std::move(value);
  };
  return {{"type", "evaluation"},
          {"run", run},
          {"step", record.step},
          {"loss", unless(absentTestLoss, numberJson(record.loss))},
          {"accuracy", unless(absentTestAccuracy, numberJson(record.accuracy))},
          {"samples", unless(absentTestSamples, record.samples)},
          {"wall_time", unless(absentTestTime, numberJson(record.wallTime))}};
}

OrderedJson eventJson(const EventRecord& record, const std::string& run) {
  return {{"type", "event"},
          {"run", run},
          {"step", record.step},
          {"kind", std::string(toString(record.kind))},
          {"value", numberJson(record.value)},
          {"message", record.message}};
}

OrderedJson runInfoJson(const RunInfo& run) {
  OrderedJson parent;  // null: the run began at the start
  if (run.parent) {
    const bool there = run.parent->run != 0;  // else it was removed, or not imported with its fork
    parent = {{"run", there ? OrderedJson(run.parent->run) : OrderedJson()},
              {"step", run.parent->step}};
  }
  return {{"id", run.id},
          {"experiment_id", run.experimentId},
          {"experiment", run.experiment},
          {"run", run.name},
          {"precision", run.precision},
          {"scaler", run.scaler},
          {"seed", run.configuration.empty() ? OrderedJson() : OrderedJson(run.seed)},
          {"backend", run.backend},
          {"device", run.device},
          {"library", run.library},
          {"threads", run.threads},
          {"state", std::string(toString(run.state))},
          {"state_message", run.stateMessage},
          {"created", run.created},
          {"steps", run.steps},
          {"planned_steps", run.plannedSteps},
          {"skipped", measures(run, "applied") ? OrderedJson(run.skipped) : OrderedJson()},
          {"loss", run.hasFinalLoss ? numberJson(run.finalLoss) : OrderedJson()},
          {"accuracy", run.hasAccuracy ? numberJson(run.accuracy) : OrderedJson()},
          {"wall_time", measures(run, "wall_time") ? numberJson(run.wallTime) : OrderedJson()},
          {"memory_peak", run.memoryPeak > 0 ? OrderedJson(run.memoryPeak) : OrderedJson()},
          {"parent", parent},
          {"tags", run.tags},
          {"note", run.note}};
}

std::string numberText(double value) {
  return std::isfinite(value) ? formatted("%.5g", value) : nonFiniteName(value);
}

std::string scaleText(double scale) {
  return std::isfinite(scale) ? formatted("%.9g", scale) : nonFiniteName(scale);
}

std::string bytesText(std::size_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value < 1e6) return formatted("%.1f kB", value / 1e3);
  if (value < 1e9) return formatted("%.1f MB", value / 1e6);
  return formatted("%.2f GB", value / 1e9);
}

std::string durationText(double seconds) {
  const auto total = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
  if (total < 3600) return formatted("%lld:%02lld", total / 60, total % 60);
  return formatted("%lld:%02lld:%02lld", total / 3600, total / 60 % 60, total % 60);
}

std::string oneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string tableText(const std::vector<std::vector<std::string>>& texts) {
  std::vector<std::vector<std::string>> rows = texts;
  for (auto& row : rows) {
    for (std::string& cell : row) cell = oneLine(std::move(cell));
  }
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - width(row[i]) + 2, ' ');
    }
    out += '\n';
  }
  return out;
}

void print(const std::string& text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    fail("standard output", std::string("cannot be written: ") + std::strerror(errno));
  }
}

std::string lineOf(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

void printLine(const OrderedJson& json) { print(lineOf(json)); }

}  // namespace scalescope::cli
