#include "reporter.h"

#include <unistd.h>

#include <cstdio>

#include "output.h"

namespace scalescope::cli {
namespace {

constexpr const char* kWholeExperiment = "";

/// A bar between JSON lines on one terminal would make both unreadable.
bool barWanted(bool json) { return !json || isatty(STDOUT_FILENO) == 0; }

}  // namespace

double Reporter::RunTally::stepsPerSecond() const {
  return stepMs > 0 ? 1000.0 * static_cast<double>(steps) / stepMs : 0.0;
}

Reporter::Reporter(const ExperimentConfig& config, std::int64_t firstStep, bool json)
    : json_(json), progress_(firstStep, config.steps, barWanted(json)) {
  for (const RunConfig& run : config.runs) {
    tallies_.emplace_back();
    tallies_.back().name = run.name;
  }
}

void Reporter::take(const Record& record) {
  std::visit([this](const auto& each) { takeOne(each); }, record);
}

void Reporter::recall(const StepRecord& record) {
  RunTally& run = tally(record.run);
  run.last = record;
  ++run.steps;
  run.skipped += record.applied ? 0 : 1;
  run.overflow += record.overflow;
  run.stepMs += record.stepMs;
}

void Reporter::takeOne(const StepRecord& record) {
  recall(record);
  if (json_) printLine(stepJson(record, tally(record.run).name));
}

void Reporter::takeOne(const EvaluationRecord& record) {
  RunTally& run = tally(record.run);
  run.evaluation = record;
  if (json_) printLine(evaluationJson(record, run.name));
}

void Reporter::takeOne(const EventRecord& record) {
  const std::string name = record.run < 0 ? kWholeExperiment : tally(record.run).name;
  if (json_) {
    printLine(eventJson(record, name));
  } else if (record.kind == EventKind::collapse) {
    progress_.clear();
    std::fprintf(stderr, "step %lld, %s: %s\n", static_cast<long long>(record.step), name.c_str(),
                 record.message.c_str());
  }
}

void Reporter::takeOne(const StateRecord& record) {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    if (record.run < 0 || static_cast<std::size_t>(record.run) == i) tallies_[i].state = record;
  }
}

void Reporter::showProgress(std::int64_t stepsDone) {
  if (!progress_.due()) return;
  std::string note;
  for (const RunTally& run : tallies_) {
    if (!run.last) continue;
    note += (note.empty() ? "" : ", ") + run.name + " loss " + numberText(run.last->loss);
  }
  progress_.show(stepsDone, note);
}

void Reporter::summarise(const std::string& store, const std::vector<std::int64_t>& ids) {
  progress_.clear();
  if (json_) {
    printSummaryLines(store, ids);
  } else {
    print(summaryTable(ids));
  }
}

void Reporter::printSummaryLines(const std::string& store,
                                 const std::vector<std::int64_t>& ids) const {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const RunTally& run = tallies_[i];
    OrderedJson line{
        {"type", "summary"},
        {"run", run.name},
        {"state", std::string(toString(run.state.state))},
        {"steps", run.steps},
        {"loss", run.last ? numberJson(run.last->loss) : OrderedJson()},
        {"eval_loss", run.evaluation ? numberJson(run.evaluation->loss) : OrderedJson()},
        {"accuracy", run.evaluation ? numberJson(run.evaluation->accuracy) : OrderedJson()},
        {"skipped", run.skipped},
        {"overflow", run.overflow},
        {"scale", run.last ? numberJson(run.last->scale) : OrderedJson()},
        {"memory_peak", run.state.memoryPeak},
        {"wall_time", run.last ? numberJson(run.last->wallTime) : OrderedJson(0.0)},
        {"steps_per_second", numberJson(run.stepsPerSecond())}};
    if (!ids.empty()) {
      line["store"] = store;
      line["id"] = ids.at(i);
    }
    printLine(line);
  }
}

std::string Reporter::summaryTable(const std::vector<std::int64_t>& ids) const {
  std::vector<std::vector<std::string>> rows{{"id", "run", "state", "steps", "loss", "accuracy",
                                              "skipped", "scale", "memory", "steps/s", "time"}};
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const RunTally& run = tallies_[i];
    rows.push_back({ids.empty() ? "" : std::to_string(ids.at(i)), run.name,
                    std::string(toString(run.state.state)), std::to_string(run.steps),
                    run.last ? numberText(run.last->loss) : "",
                    run.evaluation ? numberText(run.evaluation->accuracy) : "",
                    std::to_string(run.skipped), run.last ? scaleText(run.last->scale) : "",
                    bytesText(run.state.memoryPeak), numberText(run.stepsPerSecond()),
                    durationText(run.last ? run.last->wallTime : 0.0)});
  }
  if (ids.empty()) {
    for (auto& row : rows) row.erase(row.begin());
  }
  return tableText(rows);
}

std::string Reporter::failures() const {
  std::string out;
  for (const RunTally& run : tallies_) {
    if (run.state.state != RunState::failed) continue;
    out += (out.empty() ? "" : "; ") + run.name + ": " +
           (run.state.message.empty() ? "failed" : run.state.message);
  }
  return out;
}

}  // namespace scalescope::cli
