#pragma once

#include <cmath>

#include "core/backend/cuda/kernel.h"
#include "core/backend/cuda/layout.h"
#include "core/backend/moments_rule.h"

namespace scalescope::cuda {

/// The statistics of a batch normalisation that are not summed in FP32, and what follows from them.
/// One thread a channel: the order of the terms is part of what they are.
struct BatchMomentsBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  const float* x = nullptr;  ///< as `layout`
  Layout layout;
  Format format = Format::fp16;
  double eps = 1e-5;
  double momentum = 0.1;
  // One element a channel, with room for the padding.
  float* mean = nullptr;
  float* variance = nullptr;
  float* inverse = nullptr;  ///< 1 / sqrt(variance + eps)
  float* runningMean = nullptr;
  float* runningVariance = nullptr;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    for (std::int64_t c = place.first(); c < layout.pitch; c += place.stride()) {
      const bool padding = c >= layout.channels;
      one(c, padding ? Moments{0.0F, 1.0F}
                     : roundedMoments(format, layout.pixels(), Channel{x + c, layout.pitch}));
    }
  }

 private:
  struct Channel {
    const float* x;
    std::int64_t pitch;
    SCALESCOPE_HD float operator()(std::int64_t pixel) const { return x[pixel * pitch]; }
  };

  SCALESCOPE_HD void one(std::int64_t c, const Moments& moments) const {
    mean[c] = moments.mean;
    variance[c] = moments.variance;
    inverse[c] = static_cast<float>(1.0 / sqrt(static_cast<double>(moments.variance) + eps));
    if (c >= layout.channels) return;
    const auto count = static_cast<double>(layout.pixels());
    const double unbiased = moments.variance * count / (count > 1.0 ? count - 1.0 : 1.0);
    runningMean[c] = blend(runningMean[c], moments.mean);
    runningVariance[c] = blend(runningVariance[c], unbiased);
  }
  SCALESCOPE_HD float blend(float running, double batch) const {
    return static_cast<float>((1.0 - momentum) * running + momentum * batch);
  }
};

}  // namespace scalescope::cuda
