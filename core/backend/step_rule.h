#pragma once

#include <cstdint>

#include "core/backend/optimizer_rule.h"
#include "core/backend/schedule_rule.h"
#include "core/precision/clip_rule.h"
#include "core/precision/scaler_rule.h"

// What decides over a step once its gradients are known, as plain values, for host and device: a
// device must not wait for the host between backward and the update.
namespace scalescope {

/// What stays the same over a run.
struct StepRules {
  ScalerRule scaler;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  ClipConfig clip;
  bool clips = false;
  std::int64_t experimentSteps = 0;
};

/// Whether a step waits with its update, to be looked at first, and perhaps done again.
enum class Hold : std::uint8_t {
  never,
  onOverflow,  ///< where a value overflowed at a cast or a gradient is not finite
  always
};

/// What is carried from step to step, apart from tensors.
struct StepState {
  ScalerState scaler;
  std::int64_t step = 0;     ///< steps done; keys the dropout masks of the next
  std::int64_t applied = 0;  ///< of them
  bool ended = false;        ///< the scaler's floor was reached: no step follows
  Hold hold = Hold::never;
  bool operator==(const StepState&) const = default;
};

/// What unscaling saw.
struct GradientReport {
  std::uint64_t nonFinite = 0;  ///< elements that are ±inf or NaN, before or after unscaling
  double norm =
      0.0;  ///< global L2 norm of the unscaled gradients; not finite if any element is not
  std::uint64_t castOverflows = 0;  ///< at the casts of forward and backward
};

/// What is done with a step's gradients.
struct StepDecision {
  GradientReport gradients;
  float lossScale = 1.0F;  ///< the step was computed with
  float nextScale = 1.0F;
  ScaleChange change = ScaleChange::none;
  bool applied = false;  ///< false: the update is skipped
  /// Nothing is decided yet and the state is as it was; the rest says what would be.
  bool held = false;
  double learningRate = 0.0;
  UpdateConstants constants;
  ClipAction clip;
};

/// Whether a step with these gradients waits, instead of being decided at once.
SCALESCOPE_HD inline bool isHeld(Hold hold, const GradientReport& gradients) {
  const bool overflowed = gradients.nonFinite > 0 || gradients.castOverflows > 0;
  return hold == Hold::always || (hold == Hold::onOverflow && overflowed);
}

/// One non-finite element is enough to skip the update, whatever the scaler is. The schedule
/// advances on applied steps, the scaler on all.
SCALESCOPE_HD inline StepDecision decideNow(const StepRules& rules, StepState& state,
                                            const GradientReport& gradients) {
  StepDecision decision;
  decision.gradients = gradients;
  decision.lossScale = state.scaler.scale;
  decision.learningRate =
      learningRate(rules.schedule, rules.optimizer.lr, state.applied, rules.experimentSteps);
  const bool foundInf = gradients.nonFinite > 0;
  decision.applied = !foundInf && !state.ended;
  if (decision.applied) {
    decision.constants = updateConstants(rules.optimizer, decision.learningRate, state.applied);
    if (rules.clips) decision.clip = clipAction(rules.clip, gradients.norm, decision.lossScale);
    ++state.applied;
  }
  decision.change = updateScaler(rules.scaler, state.scaler, foundInf);
  decision.nextScale = state.scaler.scale;
  state.ended = state.ended || decision.change == ScaleChange::floorReached;
  ++state.step;
  return decision;
}

/// The same, unless the step is held: then nothing is applied, and `state` stays.
SCALESCOPE_HD inline StepDecision decideStep(const StepRules& rules, StepState& state,
                                             const GradientReport& gradients) {
  if (!isHeld(state.hold, gradients)) return decideNow(rules, state, gradients);
  StepState preview = state;
  StepDecision decision = decideNow(rules, preview, gradients);
  decision.applied = false;
  decision.held = true;
  return decision;
}

}  // namespace scalescope
