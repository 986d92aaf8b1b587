#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/diagnosis/culprit.h"
#include "core/store/reader.h"
#include "core/store/run_configuration.h"

namespace scalescope {

/// A stored run with what culprits and findings are made from. What it is made of must outlive it.
class StoredRun {
 public:
  StoredRun(const StoreReader& reader, const RunInfo& run, const Phrases& say);

  const ExperimentConfig& config() const { return known_.config; }
  int index() const { return known_.run; }
  const RunConfig& own() const { return config().runs[static_cast<std::size_t>(index())]; }
  const std::vector<StepRecord>& steps() const { return steps_; }
  std::span<const StepRecord> done() const { return {steps_.data(), done_}; }
  const StepRecord* find(std::int64_t step) const;  ///< null: there is none
  bool counted(std::int64_t step) const;            ///< it has statistics
  Culprit culprit(std::int64_t step) const;         ///< of a step that is counted
  const std::vector<EventRecord>& injections() const { return injections_; }
  bool tellsTensors() const { return !counted_.empty(); }
  /// False: those of gradients in half were counted after their rounding.
  bool tellsUnderflow() const { return tellsUnderflow_; }
  /// Statistics of up to 8 applied steps, spread over the run from the first to the newest.
  std::vector<ScaledStatistics> samples() const;

 private:
  using Steps = std::vector<std::int64_t>::const_iterator;

  std::optional<ScaledStatistics> statistics(std::int64_t step) const;
  OverflowEvidence evidenceOf(std::int64_t step) const;
  std::optional<Steps> newestWithWeights(Steps end) const;
  bool weightsAreBad(Steps last) const;
  void followWeights(OverflowEvidence& evidence, std::int64_t step) const;
  const StepRecord* newestApplied(std::int64_t before) const;
  std::optional<ScaledStatistics> referenceAt(std::int64_t step) const;

  const StoreReader& reader_;
  const RunInfo& run_;
  const Phrases& say_;
  RunConfiguration known_;
  std::vector<StepRecord> steps_;      ///< and one that waits at a breakpoint, if there is one
  std::size_t done_ = 0;               ///< steps without it
  std::vector<std::int64_t> counted_;  ///< steps with statistics
  bool tellsUnderflow_ = true;
  bool countsWeights_ = false;         ///< in any step
  std::vector<std::int64_t> applied_;  ///< of them, those that were applied
  std::vector<SkipKind> kinds_;        ///< one a step
  std::vector<std::int64_t> held_;     ///< likewise: ScaleHistory::held()
  std::vector<double> lossBefore_;     ///< likewise: OverflowEvidence::lossBefore
  std::vector<EventRecord> injections_;
  mutable std::optional<std::int64_t> reference_;  ///< id of the FP32 run, once looked for; 0: none
};

}  // namespace scalescope
