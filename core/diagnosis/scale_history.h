#pragma once

#include <cstdint>

#include "core/precision/loss_scaler.h"
#include "core/train/records.h"

namespace scalescope {

/// What a step that is skipped at its loss scale means, as far as the scales before it tell.
enum class SkipKind {
  startUp,  ///< no step had been applied at it: it is on its way down from where it began or was
            ///< set
  grown,    ///< it has grown since it last fell: one skip in a growth interval is how scaling works
  settled,  ///< it had held before
  unknown   ///< of the steps before nothing is known, nor whether they held at it
};

/// How many skips it takes a scaler to come down from where it grew to.
int skipsPerGrowth(const ScalerConfig& scaler);

/// The loss scale of one run, step by step.
class ScaleHistory {
 public:
  /// A scale that rises by more than the scaler grows it was set.
  explicit ScaleHistory(const ScalerConfig& scaler = {}) : growth_(scaler.growth) {}

  /// Steps come in order. Says what a skip of this step means; of a step that was applied it means
  /// nothing.
  SkipKind add(const StepRecord& step);
  /// How many steps had been applied at this scale, before this one, since it grew to it.
  std::int64_t held() const { return held_; }

 private:
  std::int64_t held_ = 0, applied_ = 0;
  bool any_ = false;
  bool late_ = false;   ///< what came before the first step is not known, and none was applied
  bool grown_ = false;  ///< since the scale last fell
  double growth_;       ///< factor
  double last_ = 0.0;   ///< scale of the step before
  std::int64_t lastStep_ = 0;
  double highest_ = -1.0;  ///< that a step was applied at
};

}  // namespace scalescope
