#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/diagnosis/culprit.h"
#include "core/precision/loss_scaler.h"
#include "core/train/records.h"

namespace scalescope {

/// What the skipped steps of a run come to.
enum class SkipPattern {
  notTold,      ///< nobody recorded which steps were
  none,         ///< no step was skipped
  startUp,      ///< while the scale came down from where it began
  growth,       ///< and where it had grown: one skip in a growth interval
  occasional,   ///< and now and then a batch of larger gradients
  otherCause,   ///< few, but not all of them are the scale's doing
  tooMany,      ///< more than a scale's search explains
  collapse,     ///< one after the other, until no scale was left to lower
  fixedScale,   ///< a static or scripted scale is too high
  notTheScale,  ///< without a loss scale: what overflowed is not its doing
};

/// The judgement on a run's skipped steps, and the counts that it rests on.
struct SkipVerdict {
  SkipPattern pattern = SkipPattern::none;
  bool expected = true;
  std::int64_t steps = 0;
  std::int64_t skipped = 0;
  std::int64_t startUp = 0, grown = 0, settled = 0;  ///< of the skipped, as SkipKind
  std::int64_t longest = 0;                          ///< steps skipped one after the other
  std::int64_t longestFrom = 0;                      ///< the first of them
  double firstScale = 1.0, lowestScale = 1.0, lastScale = 1.0;
  /// The first skipped step whose loss was not finite, or several times that of the first step.
  std::optional<std::int64_t> badLoss;
  double badLossValue = 0.0;  ///< in it
  bool slow = false;          ///< the scale hardly came down, skip after skip
  double streakScale = 1.0;   ///< of the last of the steps that were skipped one after the other
  bool streakLoss = true;     ///< whose loss was finite, or not told
  bool lossRose =
      false;  ///< in half or more of the skips that need another reason, or it was not finite
  std::string sentence;

  double rate() const {
    return steps > 0 ? static_cast<double>(skipped) / static_cast<double>(steps) : 0.0;
  }
};

/// Whether the skips of a run are what its scaler makes of a healthy training. `steps`: all of it,
/// in order. `unexpected`: the first culprit of it that loss scaling does not explain, if one is
/// known; `skipped`: the first such whose step was skipped.
SkipVerdict skipVerdict(std::span<const StepRecord> steps, const ScalerConfig& scaler,
                        const Culprit* unexpected = nullptr, const Phrases& say = Phrases(),
                        const Culprit* skipped = nullptr);

/// Of a run whose log does not tell which of its steps were skipped.
SkipVerdict skipsNotTold(std::int64_t steps, const Phrases& say = Phrases());

std::string_view toString(SkipPattern pattern);  ///< "start-up", "too-many"

}  // namespace scalescope
