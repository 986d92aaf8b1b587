#pragma once

#include <cmath>
#include <limits>

#include "core/backend/operation.h"
#include "core/numerics/round.h"

namespace scalescope {

/// The loss of one sample from its logits. `Logits` gives logit k as an FP32 value: operator()(k).
/// A label that is no class has no loss: it and its gradient are NaN.
template <typename Logits>
struct LossRow {
  Logits logit;
  std::int64_t classes;

  /// Cross-entropy: −log softmax(row)[label]. Mean squared error: the sum of the squares.
  SCALESCOPE_HD double loss(LossKind kind, std::int32_t label) const {
    if (!isClass(label)) return double{kNoLoss};
    return kind == LossKind::crossEntropy ? crossEntropy(label) : squares(label);
  }

  SCALESCOPE_HD std::int64_t largest() const {
    std::int64_t best = 0;
    for (std::int64_t k = 1; k < classes; ++k) best = logit(k) > logit(best) ? k : best;
    return best;
  }

  /// ∂loss/∂logit · `factor`, as FP32, for every class.
  SCALESCOPE_HD void gradient(LossKind kind, std::int32_t label, float factor,
                              float* gradients) const {
    if (!isClass(label)) {
      for (std::int64_t k = 0; k < classes; ++k) gradients[k] = kNoLoss;
      return;
    }
    if (kind == LossKind::mse) {
      for (std::int64_t k = 0; k < classes; ++k)
        gradients[k] = 2.0F * (logit(k) - (k == label ? 1.0F : 0.0F)) * factor;
      return;
    }
    const double most = maximum();
    const double sum = sumOfExponentials(most);
    for (std::int64_t k = 0; k < classes; ++k) {
      const double probability = exp(double{logit(k)} - most) / sum;
      gradients[k] = static_cast<float>(probability - (k == label ? 1.0 : 0.0)) * factor;
    }
  }

 private:
  static constexpr float kNoLoss = std::numeric_limits<float>::quiet_NaN();

  SCALESCOPE_HD bool isClass(std::int32_t label) const { return label >= 0 && label < classes; }

  /// NaN if there is one.
  SCALESCOPE_HD double maximum() const {
    float most = logit(0);
    for (std::int64_t k = 1; k < classes; ++k) {
      const float value = logit(k);
      most = value != value || value > most ? value : most;
    }
    return double{most};
  }

  SCALESCOPE_HD double sumOfExponentials(double most) const {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) sum += exp(double{logit(k)} - most);
    return sum;
  }

  // The largest logit is taken out, so that no exponential overflows.
  SCALESCOPE_HD double crossEntropy(std::int32_t label) const {
    const double most = maximum();
    return log(sumOfExponentials(most)) + most - double{logit(label)};
  }

  SCALESCOPE_HD double squares(std::int32_t label) const {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) {
      const double difference = double{logit(k)} - (k == label ? 1.0 : 0.0);
      sum += difference * difference;
    }
    return sum;
  }
};

/// What the sum over `samples` is divided by, for the mean.
SCALESCOPE_HD inline std::int64_t lossTerms(LossKind kind, std::int64_t samples,
                                            std::int64_t classes) {
  return kind == LossKind::crossEntropy ? samples : samples * classes;
}

}  // namespace scalescope
