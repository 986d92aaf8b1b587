#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/loss_rule.h"
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

  struct Row {
    const Logits* logits;
    std::int64_t n;
    SCALESCOPE_HD float operator()(std::int64_t k) const { return logits->at(n, k); }
  };
  SCALESCOPE_HD LossRow<Row> row(std::int64_t n) const { return {{this, n}, classes}; }
};

/// Of several samples: their losses added up, and how many have the label's logit as the largest.
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
      sum.loss += logits.row(n).loss(kind, labels[n]);
      sum.correct += logits.row(n).largest() == labels[n];
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place&, const LossSum& sum) const {
    const auto terms = static_cast<double>(lossTerms(kind, count, logits.classes));
    *result = {sum.loss / terms, sum.correct};
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
    const float factor = *lossScale / static_cast<float>(lossTerms(kind, batch, logits.classes));
    for (std::int64_t n = place.first(); n < batch; n += place.stride())
      logits.row(n).gradient(kind, labels[n], factor, gradients + n * logits.pitch);
  }
};

}  // namespace scalescope::cuda
