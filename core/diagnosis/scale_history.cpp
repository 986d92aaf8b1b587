#include "core/diagnosis/scale_history.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

int skipsPerGrowth(const ScalerConfig& scaler) {
  if (!(scaler.growth > 1.0) || !(scaler.backoff > 0.0 && scaler.backoff < 1.0)) return 1;
  constexpr double kRounding = 1e-9;
  const double falls = std::ceil(std::log(scaler.growth) / -std::log(scaler.backoff) - kRounding);
  return static_cast<int>(std::clamp(falls, 1.0, 1e6)) + std::max(scaler.hysteresis, 1) - 1;
}

SkipKind ScaleHistory::add(const StepRecord& step) {
  if (std::isnan(step.scale)) {  // a log does not tell
    held_ = 0;
    return SkipKind::unknown;
  }
  if (!any_) late_ = step.step > 0;
  if (!any_ || step.scale != last_) applied_ = 0;
  held_ = applied_;
  constexpr double kRounding = 1e-6;
  const bool next = step.step == lastStep_ + 1;
  const bool set = next && step.scale > last_ * growth_ * (1.0 + kRounding);
  if (any_ && step.scale > last_) grown_ = !set;
  if (any_ && step.scale < last_) grown_ = false;
  any_ = true;
  last_ = step.scale;
  lastStep_ = step.step;
  const bool neverHeld = step.scale > highest_;
  const bool unknown = late_ && highest_ < 0.0;
  if (step.applied) {
    highest_ = std::max(highest_, step.scale);
    ++applied_;
  }
  if (grown_) return SkipKind::grown;
  if (unknown) return SkipKind::unknown;
  return neverHeld ? SkipKind::startUp : SkipKind::settled;
}

}  // namespace scalescope
