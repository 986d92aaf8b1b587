#pragma once

#include <cmath>

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cell.h"

// Layer normalisation (Ba, Kiros & Hinton 2016) over all extents but the first, with sums in
// double: a sample's statistics, and then its values. One block a sample where sums are made.
namespace scalescope::cuda {

/// The FP32 input of a layer normalisation and what is known of its samples.
struct NormRows {
  const float* x;  ///< as `layout`
  Layout layout;
  double eps;
  double* mean;     ///< [batch]
  double* inverse;  ///< [batch]: 1 / sqrt(variance + eps)
  SCALESCOPE_HD std::int64_t features() const { return layout.area * layout.channels; }
  SCALESCOPE_HD std::int64_t sampleStride() const { return layout.area * layout.pitch; }
};

/// The mean of each sample over its features; a block a sample.
struct NormMeanBody {
  using Value = double;
  NormRows rows;

  SCALESCOPE_HD double part(const Place& place) const {
    const float* x = rows.x + place.block * rows.sampleStride();
    double sum = 0.0;
    for (std::int64_t k = place.thread; k < rows.features(); k += place.threads) {
      sum += static_cast<double>(x[rows.layout.inOrder(k)]);
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, double sum) const {
    rows.mean[place.block] = sum / static_cast<double>(rows.features());
  }
};

/// 1 / sqrt(variance + eps) of each sample, after its mean; the variance is over the number of
/// features. A block a sample.
struct NormInverseBody {
  using Value = double;
  NormRows rows;

  SCALESCOPE_HD double part(const Place& place) const {
    const float* x = rows.x + place.block * rows.sampleStride();
    const double mean = rows.mean[place.block];
    double sum = 0.0;
    for (std::int64_t k = place.thread; k < rows.features(); k += place.threads) {
      const double difference = static_cast<double>(x[rows.layout.inOrder(k)]) - mean;
      sum += difference * difference;
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, double sum) const {
    rows.inverse[place.block] = 1.0 / sqrt(sum / static_cast<double>(rows.features()) + rows.eps);
  }
};

/// FP32 y ← normalised x · weight + bias.
struct NormForwardBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  NormRows rows;
  const void* weight;  ///< one element a feature, laid out as a sample
  const void* bias;
  Format weightFormat, biasFormat;
  float* y;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    for (std::int64_t i = place.first(); i < rows.layout.count(); i += place.stride()) {
      const std::int64_t n = i / rows.features();
      const std::int64_t feature = rows.layout.inOrder(i % rows.features());
      const std::int64_t position = n * rows.sampleStride() + feature;
      const double hat = (static_cast<double>(rows.x[position]) - rows.mean[n]) * rows.inverse[n];
      y[position] =
          static_cast<float>(hat * static_cast<double>(readCell(weightFormat, weight, feature)) +
                             static_cast<double>(readCell(biasFormat, bias, feature)));
    }
  }
};

/// The two sums over a sample that its input gradient needs.
struct NormBackwardSums {
  double gradient, gradientHat;
  SCALESCOPE_HD NormBackwardSums& operator+=(const NormBackwardSums& other) {
    gradient += other.gradient;
    gradientHat += other.gradientHat;
    return *this;
  }
};

/// Makes NormBackwardSums of each sample; a block a sample.
struct NormBackwardSumsBody {
  using Value = NormBackwardSums;
  NormRows rows;
  const void* dy;  ///< as `rows.layout`
  Format dyFormat;
  const void* weight;
  Format weightFormat;
  NormBackwardSums* sums;  ///< [batch]

  SCALESCOPE_HD NormBackwardSums part(const Place& place) const {
    NormBackwardSums sum{0.0, 0.0};
    const std::int64_t first = place.block * rows.sampleStride();
    for (std::int64_t k = place.thread; k < rows.features(); k += place.threads) {
      const std::int64_t feature = rows.layout.inOrder(k);
      const double hat = (static_cast<double>(rows.x[first + feature]) - rows.mean[place.block]) *
                         rows.inverse[place.block];
      const double g = static_cast<double>(readCell(dyFormat, dy, first + feature)) *
                       static_cast<double>(readCell(weightFormat, weight, feature));
      sum += {g, g * hat};
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, const NormBackwardSums& sum) const {
    sums[place.block] = sum;
  }
};

/// FP32 dx ← inverse · (g − mean(g) − hat · mean(g · hat)), g = dy · weight.
struct NormBackwardBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  NormBackwardSumsBody from;
  float* dx;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    const NormRows& rows = from.rows;
    const auto features = static_cast<double>(rows.features());
    for (std::int64_t i = place.first(); i < rows.layout.count(); i += place.stride()) {
      const std::int64_t n = i / rows.features();
      const std::int64_t feature = rows.layout.inOrder(i % rows.features());
      const std::int64_t position = n * rows.sampleStride() + feature;
      const double hat = (static_cast<double>(rows.x[position]) - rows.mean[n]) * rows.inverse[n];
      const double g = static_cast<double>(readCell(from.dyFormat, from.dy, position)) *
                       static_cast<double>(readCell(from.weightFormat, from.weight, feature));
      const NormBackwardSums& sum = from.sums[n];
      dx[position] = static_cast<float>(rows.inverse[n] *
                                        (g - (sum.gradient + hat * sum.gradientHat) / features));
    }
  }
};

/// FP32 gradients of weight and bias: sums over the batch, a thread a feature.
struct NormParametersBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  NormRows rows;
  const void* dy;
  Format dyFormat;
  float* weightGradient;
  float* biasGradient;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    for (std::int64_t k = place.first(); k < rows.features(); k += place.stride()) {
      const std::int64_t feature = rows.layout.inOrder(k);
      double sum = 0.0;
      double sumHat = 0.0;
      for (std::int64_t n = 0; n < rows.layout.batch; ++n) {
        const std::int64_t position = n * rows.sampleStride() + feature;
        const double g = static_cast<double>(readCell(dyFormat, dy, position));
        sum += g;
        sumHat += g * (static_cast<double>(rows.x[position]) - rows.mean[n]) * rows.inverse[n];
      }
      weightGradient[feature] = static_cast<float>(sumHat);
      biasGradient[feature] = static_cast<float>(sum);
    }
  }
};

}  // namespace scalescope::cuda
