#include "core/diagnosis/scale_history.h"

#include <algorithm>

namespace scalescope {

SkipKind ScaleHistory::add(const StepRecord& step) {
  if (!any_ && step.step > 0) highest_ = step.scale;  // how it came here is not known
  if (any_ && step.scale > last_) grown_ = true;
  if (any_ && step.scale < last_) grown_ = false;
  any_ = true;
  last_ = step.scale;
  const bool neverHeld = step.scale > highest_;
  if (step.applied) highest_ = std::max(highest_, step.scale);
  if (grown_) return SkipKind::grown;
  return neverHeld ? SkipKind::startUp : SkipKind::settled;
}

}  // namespace scalescope
