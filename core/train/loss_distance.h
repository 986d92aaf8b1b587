#pragma once

#include <cmath>

#include "core/train/noise_band.h"

namespace scalescope {

/// Losses are smoothed over about so many steps: the difference that is compared is an exponential
/// mean, m ← m + (Δ − m) / 10, of what the losses of the same batches differ by.
constexpr double kLossSmoothing = 10.0;

/// How far the smoothed loss of a run is from its FP32 run's, step by step.
class SmoothedLossDistance {
 public:
  /// Not smoothed where a loss is not finite (lossDistance()); what follows begins anew.
  double add(double loss, double reference) {
    if (!std::isfinite(loss) || !std::isfinite(reference)) {
      begun_ = false;
      return lossDistance(loss, reference);
    }
    const double difference = loss - reference;
    mean_ = begun_ ? mean_ + (difference - mean_) / kLossSmoothing : difference;
    begun_ = true;
    return std::abs(mean_);
  }

 private:
  double mean_ = 0.0;
  bool begun_ = false;
};

}  // namespace scalescope
