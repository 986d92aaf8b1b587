#pragma once

#include <cmath>

#include "core/numerics/round.h"
#include "core/precision/clip_rule.h"

namespace scalescope {

enum class OptimizerType { sgd, adam, adamw };

/// An optimizer as configured; fields of another type keep their defaults.
struct OptimizerConfig {
  OptimizerType type = OptimizerType::sgd;
  double lr = 0.01;
  double momentum = 0.0;  ///< sgd
  bool nesterov = false;  ///< sgd; needs momentum > 0
  double weightDecay = 0.0;
  double beta1 = 0.9;  ///< adam, adamw
  double beta2 = 0.999;
  double eps = 1e-8;
  bool operator==(const OptimizerConfig&) const = default;
};

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

/// Constants of the update number `appliedSteps` (from 0: updates applied so far) at learning rate
/// `lr`.
SCALESCOPE_HD inline UpdateConstants updateConstants(const OptimizerConfig& config, double lr,
                                                     std::int64_t appliedSteps) {
  UpdateConstants constants;
  constants.type = config.type;
  constants.lr = static_cast<float>(lr);
  constants.momentum = static_cast<float>(config.momentum);
  constants.nesterov = config.nesterov;
  constants.firstStep = appliedSteps == 0;
  constants.weightDecay = static_cast<float>(config.weightDecay);
  constants.keptWeight = static_cast<float>(1.0 - lr * config.weightDecay);
  constants.beta1 = static_cast<float>(config.beta1);
  constants.beta2 = static_cast<float>(config.beta2);
  constants.newShare1 = static_cast<float>(1.0 - config.beta1);
  constants.newShare2 = static_cast<float>(1.0 - config.beta2);
  constants.eps = static_cast<float>(config.eps);
  const auto t = static_cast<double>(appliedSteps + 1);
  constants.stepSize = static_cast<float>(lr / (1.0 - pow(config.beta1, t)));
  constants.biasCorrection2Sqrt = static_cast<float>(sqrt(1.0 - pow(config.beta2, t)));
  return constants;
}

/// One element under SGD: value and momentum buffer are updated. Returns what was taken off the
/// value, before that was rounded. `format` is the format of the arithmetic: every intermediate
/// result is rounded to it, as a tensor library that works op by op in that format does.
SCALESCOPE_HD inline float updateSgd(const UpdateConstants& c, Format format, float& value,
                                     float gradient, float& buffer) {
  float g = roundTo(format, gradient);
  if (c.weightDecay != 0.0F) g = roundTo(format, g + c.weightDecay * value);
  if (c.momentum != 0.0F) {
    buffer = c.firstStep ? g : roundTo(format, roundTo(format, buffer * c.momentum) + g);
    g = c.nesterov ? roundTo(format, g + c.momentum * buffer) : buffer;
  }
  const float takenOff = c.lr * g;
  value = roundTo(format, value - takenOff);
  return takenOff;
}

/// One element under Adam or AdamW: value, first and second moment are updated. Returns as
/// updateSgd() does, without AdamW's decay. Adam is algorithm 1 of Kingma & Ba 2015; AdamW first
/// multiplies the value by 1 − lr · weightDecay, as torch.optim.AdamW does.
SCALESCOPE_HD inline float updateAdam(const UpdateConstants& c, Format format, float& value,
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
  const float takenOff = c.stepSize * moment1 / denominator;
  value = roundTo(format, value - takenOff);
  return takenOff;
}

/// What an optimizer keeps of one element, as FP32.
struct ElementState {
  float value = 0.0F;
  float first = 0.0F;     ///< momentum or first moment
  float second = 0.0F;    ///< second moment
  float takenOff = 0.0F;  ///< by the last update, before it was rounded into the value
};

/// Clips and updates one element. True if the update was lost: not zero, and the value is as it
/// was.
SCALESCOPE_HD inline bool updateElement(const UpdateConstants& constants, Format format,
                                        const ClipAction& clip, float gradient,
                                        ElementState& element) {
  const float before = element.value;
  const float used = clipped(gradient, clip);
  if (constants.type == OptimizerType::sgd) {
    element.takenOff = updateSgd(constants, format, element.value, used, element.first);
  } else {
    element.takenOff =
        updateAdam(constants, format, element.value, used, element.first, element.second);
  }
  return element.takenOff != 0.0F && element.value == before;
}

}  // namespace scalescope
