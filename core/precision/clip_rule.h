#pragma once

#include "core/numerics/round.h"

namespace scalescope {

/// What the threshold is compared with: the global L2 norm of all gradients
/// (torch.nn.utils.clip_grad_norm_), or each element's magnitude (clip_grad_value_).
enum class ClipBy { norm, value };
enum class ClipWhen { afterUnscale, beforeUnscale };

/// Gradient clipping. `beforeUnscale` is the common mistake: the threshold meets scaled gradients.
struct ClipConfig {
  ClipBy by = ClipBy::norm;
  double max = 1.0;
  ClipWhen when = ClipWhen::afterUnscale;
  bool operator==(const ClipConfig&) const = default;
};

/// How gradients that have been unscaled are to be changed: g ← clamp(g · factor, ±limit).
struct ClipAction {
  float factor = 1.0F;
  float limit = 0.0F;  ///< 0: no limit
};

/// `norm` is the global L2 norm of the unscaled gradients, `scale` the loss scale they were
/// computed with. By norm: factor = min(1, max / (norm + 1e-6)), as torch.nn.utils.clip_grad_norm_.
SCALESCOPE_HD inline ClipAction clipAction(const ClipConfig& config, double norm, float scale) {
  // Before unscaling, the threshold meets gradients that are `scale` times as large.
  const double factor = config.when == ClipWhen::beforeUnscale ? static_cast<double>(scale) : 1.0;
  ClipAction action;
  if (config.by == ClipBy::value) {
    action.limit = static_cast<float>(config.max / factor);
    return action;
  }
  const double wanted = config.max / (norm * factor + 1e-6);
  action.factor = static_cast<float>(wanted < 1.0 ? wanted : 1.0);
  return action;
}

/// NaN stays NaN.
SCALESCOPE_HD inline float clipped(float gradient, const ClipAction& clip) {
  gradient *= clip.factor;
  if (clip.limit <= 0.0F) return gradient;
  const float low = gradient < -clip.limit ? -clip.limit : gradient;
  return low > clip.limit ? clip.limit : low;
}

}  // namespace scalescope
