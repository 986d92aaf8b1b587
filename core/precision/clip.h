#pragma once

#include "core/base/json_reader.h"

namespace scalescope {

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
ClipAction clipAction(const ClipConfig& config, double norm, float scale);

ClipConfig parseClip(JsonReader reader);
OrderedJson toJson(const ClipConfig& config);

}  // namespace scalescope
