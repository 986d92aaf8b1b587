#include "core/diagnosis/scale_history.h"

#include <algorithm>

namespace scalescope {

SkipKind ScaleHistory::add(const StepRecord& step) {
  if (!any_ && step.step > 0) highest_ = step.scale;  // how it came here is not known
  constexpr double kRounding = 1e-6;
  const bool next = step.step == lastStep_ + 1;
  const bool set = next && step.scale > last_ * growth_ * (1.0 + kRounding);
  if (any_ && step.scale > last_) grown_ = !set;
  if (any_ && step.scale < last_) grown_ = false;
  any_ = true;
  last_ = step.scale;
  lastStep_ = step.step;
  const bool neverHeld = step.scale > highest_;
  if (step.applied) highest_ = std::max(highest_, step.scale);
  if (grown_) return SkipKind::grown;
  return neverHeld ? SkipKind::startUp : SkipKind::settled;
}

}  // namespace scalescope
