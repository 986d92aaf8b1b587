#include "core/train/breakpoints.h"

#include <cmath>
#include <cstdio>

#include "core/train/events.h"

namespace scalescope {
namespace {

EventRecord hit(const StepRecord& step, double value, const std::string& why) {
  return {step.run, step.step, EventKind::breakpoint, value, "paused before the update: " + why};
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "more than any percentage";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %%", share * 100.0);
  return text;
}

std::string firstText(const std::string& tensor, const std::string& words) {
  return tensor.empty() ? "" : words + tensor;
}

std::string overflowText(std::int64_t values, const HeldStep& held) {
  const std::string count = std::to_string(values) + (values == 1 ? " value" : " values");
  if (!held.firstOverflow.empty()) {
    const char* const beyond = values == 1 ? " overflowed or is not finite, the first in "
                                           : " overflowed or are not finite, the first in ";
    return count + beyond + held.firstOverflow;
  }
  return count + (values == 1 ? " is" : " are") + " NaN or infinite" +
         firstText(held.firstNonFinite, ", the first in ");
}

/// |a − b| as a share of |b|; infinite where only one of them is finite.
double differenceOf(double a, double b) {
  if (std::isfinite(a) != std::isfinite(b)) return HUGE_VAL;
  return std::isfinite(a) ? std::abs(a - b) / std::abs(b) : 0.0;
}

}  // namespace

std::optional<EventRecord> breakpointHit(const Breakpoints& breakpoints, const HeldStep& held,
                                         const StepRecord* reference, double chance) {
  const StepRecord& step = held.record;
  if (breakpoints.nan && !std::isfinite(step.loss)) {
    return hit(
        step, step.loss,
        "the loss is not finite" + firstText(held.firstNonFinite, ", the first such tensor is "));
  }
  const std::int64_t overflow = step.overflow - held.clipped;
  if (breakpoints.overflow && (step.foundInf || overflow > 0)) {
    return hit(step, static_cast<double>(overflow), overflowText(overflow, held));
  }
  if (breakpoints.scaleChange && held.nextScale != step.scale) {
    return hit(step, held.nextScale,
               "the loss scale is about to change from " +
                   scaleText(static_cast<float>(step.scale)) + " to " +
                   scaleText(static_cast<float>(held.nextScale)));
  }
  if (breakpoints.underflowShare && step.underflowShare() > *breakpoints.underflowShare) {
    return hit(step, step.underflowShare(),
               percent(step.underflowShare()) + " of the values that were cast underflowed");
  }
  if (breakpoints.divergence && reference) {
    const double difference = differenceOf(step.loss, reference->loss);
    const bool byChance = std::abs(step.loss - reference->loss) <= chance;
    if (difference > *breakpoints.divergence && !byChance) {
      return hit(step, difference,
                 "the loss differs from the FP32 run's by " + percent(difference));
    }
  }
  if (breakpoints.step == step.step) {
    return hit(step, static_cast<double>(step.step), "this is the step that was asked for");
  }
  return std::nullopt;
}

}  // namespace scalescope
