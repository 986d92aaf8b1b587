#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/train/experiment_config.h"
#include "core/train/records.h"
#include "progress.h"

namespace scalescope::cli {

/// Tells how an experiment goes: JSON lines or a closing table on standard output, progress on
/// standard error.
class Reporter {
 public:
  Reporter(const ExperimentConfig& config, std::int64_t firstStep, bool json);

  void recall(const StepRecord& record);  ///< a step of before a resume: counted, not printed
  void take(const Record& record);        ///< may throw Error: standard output is gone
  void showProgress(std::int64_t stepsDone);
  /// One summary for each run; `ids` are those of the store, empty where nothing is kept.
  void summarise(const std::string& store, const std::vector<std::int64_t>& ids);
  /// Names the runs that failed, and why; empty if none did.
  std::string failures() const;

 private:
  /// What is known of one run by now.
  struct RunTally {
    std::string name;
    std::optional<StepRecord> last;
    std::optional<EvaluationRecord> evaluation;
    StateRecord state;
    std::int64_t steps = 0, skipped = 0, overflow = 0;
    double stepMs = 0.0;
    double stepsPerSecond() const;
  };
  void takeOne(const StepRecord& record);
  void takeOne(const EvaluationRecord& record);
  void takeOne(const EventRecord& record);
  void takeOne(const StateRecord& record);
  void takeOne(const CheckpointRecord&) {}
  void takeOne(const StatisticsRecord&) {}
  void takeOne(const DivergenceRecord&) {}
  RunTally& tally(int run) { return tallies_.at(static_cast<std::size_t>(run)); }
  void printSummaryLines(const std::string& store, const std::vector<std::int64_t>& ids) const;
  std::string summaryTable(const std::vector<std::int64_t>& ids) const;

  bool json_;
  std::vector<RunTally> tallies_;
  Progress progress_;
};

}  // namespace scalescope::cli
