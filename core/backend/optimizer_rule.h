#pragma once

#include <cmath>

#include "core/numerics/round.h"

namespace scalescope {

enum class OptimizerType { sgd, adam, adamw };

/// Constants of one update, the same for every element, each computed in double and rounded once.
/// Rules as PyTorch's torch.optim (1.13 to 2.x).
struct UpdateConstants {
  OptimizerType type = OptimizerType::sgd;
  float lr = 0.0F;
  float momentum = 0.0F;  ///< sgd
  bool nesterov = false;
  bool firstStep = true;     ///< sgd: the momentum buffer starts as the first gradient
  float weightDecay = 0.0F;  ///< L2 term (sgd, adam), decoupled (adamw: Loshchilov & Hutter 2019)
  float keptWeight = 1.0F;   ///< adamw: 1 − lr · weightDecay
  float beta1 = 0.9F;        ///< adam (Kingma & Ba 2015)
  float beta2 = 0.999F;
  float newShare1 = 0.1F;    ///< 1 − beta1; 1.0F − 0.999F would be 1e-5 off
  float newShare2 = 0.001F;  ///< 1 − beta2
  float eps = 1e-8F;
  float stepSize = 0.0F;             ///< adam: lr / (1 − beta1^t)
  float biasCorrection2Sqrt = 1.0F;  ///< sqrt(1 − beta2^t)
};

/// One element under SGD: value and momentum buffer are updated. `format` is the format of the
/// arithmetic: every intermediate result is rounded to it, as a tensor library that works op by op
/// in that format does.
SCALESCOPE_HD inline void updateSgd(const UpdateConstants& c, Format format, float& value,
                                    float gradient, float& buffer) {
  float g = roundTo(format, gradient);
  if (c.weightDecay != 0.0F) g = roundTo(format, g + c.weightDecay * value);
  if (c.momentum != 0.0F) {
    buffer = c.firstStep ? g : roundTo(format, roundTo(format, buffer * c.momentum) + g);
    g = c.nesterov ? roundTo(format, g + c.momentum * buffer) : buffer;
  }
  value = roundTo(format, value - c.lr * g);
}

/// One element under Adam or AdamW: value, first and second moment are updated.
SCALESCOPE_HD inline void updateAdam(const UpdateConstants& c, Format format, float& value,
                                     float gradient, float& moment1, float& moment2) {
  float g = roundTo(format, gradient);
  if (c.weightDecay != 0.0F) {
    if (c.type == OptimizerType::adamw) {
      value = roundTo(format, value * c.keptWeight);
    } else {
      g = roundTo(format, g + c.weightDecay * value);
    }
  }
  moment1 = roundTo(format, roundTo(format, moment1 * c.beta1) + c.newShare1 * g);
  moment2 = roundTo(format, roundTo(format, moment2 * c.beta2) + c.newShare2 * g * g);
  const float root = roundTo(format, roundTo(format, std::sqrt(moment2)) / c.biasCorrection2Sqrt);
  const float denominator = roundTo(format, root + c.eps);
  value = roundTo(format, value - c.stepSize * moment1 / denominator);
}

}  // namespace scalescope
