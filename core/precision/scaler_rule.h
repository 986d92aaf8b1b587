#pragma once

#include <cstdint>

#include "core/numerics/round.h"

// The rule of loss scaling as plain values, for host and device.
namespace scalescope {

/// `none`: starts at 1 and never changes by itself. `fixed` is "static" in configurations.
enum class ScalerKind { none, fixed, dynamic, scripted };

/// From a step on, this scale.
struct ScalePoint {
  std::int64_t from = 0;
  float scale = 1.0F;
};

/// A scaler's configuration without what is only for people.
struct ScalerRule {
  ScalerKind kind = ScalerKind::none;
  double growth = 2.0;
  double backoff = 0.5;
  double floor = -1.0;  ///< below 0: none
  double cap = -1.0;    ///< below 0: none
  int interval = 2000;
  int hysteresis = 1;
  bool refillHysteresis = false;
  bool errorAtFloor = false;
  bool growToInfinity = false;
  const ScalePoint* script = nullptr;  ///< scripted: the last that applies counts
  int scriptLength = 0;
};

/// The state of a loss scaler; stored in checkpoints.
struct ScalerState {
  float scale = 1.0F;
  int growthTracker = 0;  ///< clean steps since the last change or overflow
  int hysteresisLeft = 1;
  std::int64_t steps = 0;  ///< steps seen
  bool operator==(const ScalerState&) const = default;
};

/// What an update did.
enum class ScaleChange { none, grew, backedOff, scripted, floorReached };

/// 1/scale, computed in double and rounded once; inf when the scale is 2^-128 or 0.
SCALESCOPE_HD inline float inverseOf(float scale) {
  return static_cast<float>(1.0 / static_cast<double>(scale));
}

/// True when 1/scale is not finite: no lower scale can help.
SCALESCOPE_HD inline bool isCollapsed(float scale) { return !isFiniteBits(inverseOf(scale)); }

/// The scale of step number `step`, from 0; 1 where the script has not begun.
SCALESCOPE_HD inline float scriptedScale(const ScalerRule& rule, std::int64_t step) {
  float scale = 1.0F;
  for (int i = 0; i < rule.scriptLength; ++i) {
    if (step >= rule.script[i].from) scale = rule.script[i].scale;
  }
  return scale;
}

/// After a step that overflowed: multiplies the scale by the backoff once the hysteresis is used
/// up, down to the floor at most; `floorReached` if it is there already and that is an error.
SCALESCOPE_HD inline ScaleChange backOff(const ScalerRule& rule, ScalerState& state) {
  state.growthTracker = 0;
  if (--state.hysteresisLeft > 0) return ScaleChange::none;
  state.hysteresisLeft = rule.refillHysteresis ? 1 : rule.hysteresis;
  const bool hasFloor = rule.floor >= 0.0;
  const bool atFloor = hasFloor && static_cast<double>(state.scale) <= rule.floor;
  if (atFloor && rule.errorAtFloor) return ScaleChange::floorReached;
  const float before = state.scale;
  state.scale = static_cast<float>(static_cast<double>(before) * rule.backoff);
  const auto floor = static_cast<float>(rule.floor);
  if (hasFloor && state.scale < floor) state.scale = floor;
  return state.scale == before ? ScaleChange::none : ScaleChange::backedOff;
}

/// After `interval` clean steps: multiplies the scale by the growth, up to the cap at most. A scale
/// above the cap stays, and so does one whose product is not finite, unless `growToInfinity`.
SCALESCOPE_HD inline ScaleChange growScale(const ScalerRule& rule, ScalerState& state) {
  state.growthTracker = 0;
  if (rule.refillHysteresis) state.hysteresisLeft = rule.hysteresis;
  const float before = state.scale;
  float grown = static_cast<float>(static_cast<double>(before) * rule.growth);
  if (rule.cap >= 0.0) {
    const auto cap = static_cast<float>(rule.cap);
    const float most = before > cap ? before : cap;
    if (grown > most) grown = most;
  }
  if (!isFiniteBits(grown) && !rule.growToInfinity) grown = before;
  state.scale = grown;
  return grown == before ? ScaleChange::none : ScaleChange::grew;
}

/// To be done once a step, whether it was applied or skipped. Dynamic rule: any non-finite gradient
/// multiplies the scale by the backoff and clears the tracker; a clean step adds one to it, and at
/// the interval the scale grows, if the result is finite, and the tracker clears (Micikevicius et
/// al. 2018; torch.cuda.amp.GradScaler).
SCALESCOPE_HD inline ScaleChange updateScaler(const ScalerRule& rule, ScalerState& state,
                                              bool foundInf) {
  ++state.steps;
  if (rule.kind == ScalerKind::scripted) {
    const float next = scriptedScale(rule, state.steps);
    if (next == state.scale) return ScaleChange::none;
    state.scale = next;
    return ScaleChange::scripted;
  }
  if (rule.kind != ScalerKind::dynamic) return ScaleChange::none;
  if (foundInf) return backOff(rule, state);
  if (++state.growthTracker < rule.interval) return ScaleChange::none;
  return growScale(rule, state);
}

}  // namespace scalescope
