#pragma once

#include <string>
#include <string_view>

#include "core/base/phrases.h"

namespace scalescope {

/// Why values went non-finite, or were lost.
enum class Cause {
  unknown,              ///< the statistics do not tell
  injected,             ///< planted on purpose
  nonFiniteInput,       ///< NaN or infinity in the data
  inputSpike,           ///< a batch far larger than those before
  explodingActivation,  ///< forward; no loss scale can help
  explodingGradient,    ///< larger than before even when unscaled
  scaleTooHigh,         ///< an ordinary gradient times too high a scale
  clipped,              ///< FP8 keeps its largest value of what is larger
  collapsedScale,       ///< 1/scale is infinite
  nanFromLoss,          ///< of finite logits
  formatTooNarrow,      ///< ordinary values that the format of their layer does not hold
  weightOverflow,       ///< a weight outgrew the format that it is computed with
  nonFiniteWeights,     ///< the update made them so, or they began so
  epsUnderflow,         ///< Adam's eps is zero in the format of the update
  momentUnderflow,      ///< Adam's second moment is zero in the format of the update
  halfStatistics,       ///< sums of batch statistics that are kept in half leave it
  noLossScale,          ///< gradients vanish, and nothing scales them
  scaleTooLow,          ///< gradients vanish, and a higher scale would keep them
  scaleCapTooLow,       ///< likewise, and the scaler's cap is what keeps it low
  lostUpdates,          ///< weights stored in half take no updates this small
  clipBeforeUnscale,    ///< the clip threshold meets scaled gradients
  lossNotFinite         ///< and nothing that was recorded says why
};

std::string_view toString(Cause cause);  ///< for machines: "scale-too-high"
/// For people: "loss scale too high".
std::string labelOf(Cause cause, const Phrases& say = Phrases());

}  // namespace scalescope
