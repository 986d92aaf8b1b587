#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/diagnosis/culprit.h"
#include "core/diagnosis/weights_watch.h"

namespace scalescope {

/// Follows the records of an experiment as they come, and says of every overflow why.
class OverflowWatch {
 public:
  explicit OverflowWatch(ExperimentConfig config, Phrases say = Phrases());

  /// The culprit, if this record is the event of an overflow and its step has statistics. An FP32
  /// run is compared with if its records of the step came before.
  std::optional<Culprit> take(const Record& record);

 private:
  struct Run {
    explicit Run(const RunConfig& config) : history(config.scaler) {}

    ScaleHistory history;
    std::optional<StepRecord> step;
    bool first = true;       ///< `step` is the run's first
    double firstLoss = 0.0;  ///< of it
    double lossBefore = 0.0;
    SkipKind skip = SkipKind::settled;
    std::int64_t held = 0;
    std::optional<ScaledStatistics> now;  ///< of `step`
    std::optional<ScaledStatistics> before, start;
    bool weightsOfBefore = false;
    WeightsWatch weights;
    std::optional<std::int64_t> applied;  ///< the newest step before `step` that was
    bool appliedOverflow = false;
    std::vector<EventRecord> injections;  ///< of `step` or the one that comes
    std::optional<EventRecord> earlier;   ///< the newest injection of a step before
  };
  void takeStep(Run& run, const StepRecord& step);
  std::optional<Culprit> takeEvent(const EventRecord& event);
  OverflowEvidence evidenceOf(int run) const;

  ExperimentConfig config_;
  Phrases say_;
  std::vector<Run> runs_;
};

/// Says in the message of an overflow why, too. In English: events are kept, and who reads them
/// later may speak another language. Who watches now and speaks one gets the reason in it as well.
class OverflowExplainer {
 public:
  explicit OverflowExplainer(const ExperimentConfig& config,
                             const std::optional<Phrases>& watcher = std::nullopt);

  /// Hands records on to `next`; may live longer than this.
  RecordListener before(RecordListener next) const;
  /// What a run did before it goes on, in its order: what follows is judged by it.
  void recall(const Record& record);

 private:
  std::shared_ptr<OverflowWatch> kept_, told_;  ///< told_: none if nobody watches
};

}  // namespace scalescope
