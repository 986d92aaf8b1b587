#pragma once

#include <optional>
#include <string>

#include "core/train/records.h"

namespace scalescope {

/// What training is to pause at, before a step's update is applied.
struct Breakpoints {
  bool overflow = false;     ///< a value became ±inf or NaN at a cast, or a gradient is not finite
  bool scaleChange = false;  ///< the loss scale is about to change
  bool nan = false;          ///< a loss is not finite
  std::optional<double> underflowShare{};  ///< more than this share of a step's casts underflowed
  /// A loss differs from the FP32 run's in the same step by more than this share of it.
  std::optional<double> divergence{};
  std::optional<std::int64_t> step{};  ///< this step, in all runs
  bool any() const {
    return overflow || scaleChange || nan || underflowShare || divergence || step;
  }
  bool operator==(const Breakpoints&) const = default;
};

/// A run's step that waits with its update.
struct HeldStep {
  StepRecord record;       ///< of forward and backward; nothing is applied yet
  double nextScale = 1.0;  ///< that the scaler is about to go to
  /// Values of the record's overflow that FP8 or INT8 clipped: their scales follow, nothing is lost
  /// to infinity.
  std::int64_t clipped = 0;
  std::string firstOverflow{};   ///< tensor of which a cast overflowed; empty: none did
  std::string firstNonFinite{};  ///< tensor that holds a non-finite value, where it is known
};

/// The event to log when a step is one to pause at. `reference`: the FP32 run's step, if there is
/// another run of that kind; losses that are no further apart than `chance` do not differ.
std::optional<EventRecord> breakpointHit(const Breakpoints& breakpoints, const HeldStep& held,
                                         const StepRecord* reference, double chance = 0.0);

}  // namespace scalescope
