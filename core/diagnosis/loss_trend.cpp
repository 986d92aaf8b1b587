#include "core/diagnosis/loss_trend.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/diagnosis/evidence.h"

namespace scalescope {
namespace {

constexpr std::size_t kWindow = 16;
constexpr std::size_t kLeast = 4;  ///< steps that a single one is compared with
/// A loss this many times as large has risen.
constexpr double kRisen = 4.0;

}  // namespace

void LossTrend::add(const StepRecord& step) {
  rose_ = lossIsNotFinite(step);
  if (rose_ || (step.absent & absentLoss) != 0) return;
  if (recent_.size() >= kLeast) {
    const double largest = *std::max_element(recent_.begin(), recent_.end());
    rose_ = largest > 0.0 && step.loss >= kRisen * largest;
  }
  if (recent_.size() < kWindow) {
    recent_.push_back(step.loss);
  } else {
    recent_[next_] = step.loss;
    next_ = (next_ + 1) % kWindow;
  }
  if (recent_.size() < kWindow) return;
  const double mean = std::accumulate(recent_.begin(), recent_.end(), 0.0) / kWindow;
  rose_ |= lowest_ > 0.0 && mean >= kRisen * lowest_;
  lowest_ = lowest_ > 0.0 ? std::min(lowest_, mean) : mean;
}

}  // namespace scalescope
