#pragma once

#include <cmath>

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/operation.h"
#include "core/numerics/cell.h"

namespace scalescope::cuda {

/// Logits of a batch: [N, classes] with `pitch` elements from row to row (padded class counts).
struct Logits {
  const void* data;
  Format format;
  std::int64_t classes;
  std::int64_t pitch;
  SCALESCOPE_HD float at(std::int64_t n, std::int64_t k) const {
    return readCell(format, data, n * pitch + k);
  }
};

SCALESCOPE_HD inline bool isNaN(float value) { return value != value; }

/// The largest logit of a row; NaN if there is one.
SCALESCOPE_HD inline float largestLogit(const Logits& logits, std::int64_t n) {
  float most = logits.at(n, 0);
  for (std::int64_t k = 1; k < logits.classes; ++k) {
    const float value = logits.at(n, k);
    most = isNaN(value) || value > most ? value : most;
  }
  return most;
}

SCALESCOPE_HD inline double sumOfExponentials(const Logits& logits, std::int64_t n, float most) {
  double sum = 0.0;
  for (std::int64_t k = 0; k < logits.classes; ++k) {
    sum += exp(static_cast<double>(logits.at(n, k)) - static_cast<double>(most));
  }
  return sum;
}

/// −log softmax(row)[label], with the largest logit taken out so that no exponential overflows.
SCALESCOPE_HD inline double crossEntropyOf(const Logits& logits, std::int64_t n, int label) {
  const float most = largestLogit(logits, n);
  return log(sumOfExponentials(logits, n, most)) + static_cast<double>(most) -
         static_cast<double>(logits.at(n, label));
}

SCALESCOPE_HD inline double squaresOf(const Logits& logits, std::int64_t n, int label) {
  double sum = 0.0;
  for (std::int64_t k = 0; k < logits.classes; ++k) {
    const double difference = static_cast<double>(logits.at(n, k)) - (k == label ? 1.0 : 0.0);
    sum += difference * difference;
  }
  return sum;
}

SCALESCOPE_HD inline std::int64_t indexOfLargest(const Logits& logits, std::int64_t n) {
  std::int64_t best = 0;
  for (std::int64_t k = 1; k < logits.classes; ++k) {
    if (logits.at(n, k) > logits.at(n, best)) best = k;
  }
  return best;
}

struct LossSum {
  double loss;
  unsigned long long correct;
  SCALESCOPE_HD LossSum& operator+=(const LossSum& other) {
    loss += other.loss;
    correct += other.correct;
    return *this;
  }
};

/// Loss of a batch, one thread a sample; one block, so that the order of the sum is fixed.
struct LossBody {
  using Value = LossSum;
  Logits logits;
  const std::int32_t* labels;
  std::int64_t count;  ///< samples looked at
  LossKind kind;
  LossSum* result;  ///< `loss` is the mean

  SCALESCOPE_HD LossSum part(const Place& place) const {
    LossSum sum{0.0, 0};
    for (std::int64_t n = place.first(); n < count; n += place.stride()) {
      sum.loss += kind == LossKind::crossEntropy ? crossEntropyOf(logits, n, labels[n])
                                                 : squaresOf(logits, n, labels[n]);
      sum.correct += indexOfLargest(logits, n) == labels[n];
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place&, const LossSum& sum) const {
    const std::int64_t parts = kind == LossKind::crossEntropy ? count : count * logits.classes;
    *result = {sum.loss / static_cast<double>(parts), sum.correct};
  }
};

/// FP32 gradient of loss · scale by the logits; to be rounded by a cast that counts.
struct LossGradient {
  using Shared = NoShared;
  static constexpr int phases = 1;
  Logits logits;
  const std::int32_t* labels;
  std::int64_t batch;
  LossKind kind;
  const float* lossScale;  ///< in device memory
  float* gradients;        ///< [batch, pitch] as the logits; padding is left alone

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    const std::int64_t parts = kind == LossKind::crossEntropy ? batch : batch * logits.classes;
    const float factor = *lossScale / static_cast<float>(parts);
    for (std::int64_t n = place.first(); n < batch; n += place.stride()) row(n, factor);
  }

 private:
  SCALESCOPE_HD void row(std::int64_t n, float factor) const {
    float* gradient = gradients + n * logits.pitch;
    const float most = largestLogit(logits, n);
    const double sum = kind == LossKind::crossEntropy ? sumOfExponentials(logits, n, most) : 1.0;
    for (std::int64_t k = 0; k < logits.classes; ++k) {
      const float value = logits.at(n, k);
      const bool own = k == labels[n];
      if (kind == LossKind::crossEntropy) {
        const double probability =
            exp(static_cast<double>(value) - static_cast<double>(most)) / sum;
        gradient[k] = static_cast<float>(probability - (own ? 1.0 : 0.0)) * factor;
      } else {
        gradient[k] = 2.0F * (value - (own ? 1.0F : 0.0F)) * factor;
      }
    }
  }
};

}  // namespace scalescope::cuda
