#include "core/precision/clip.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

ClipAction clipAction(const ClipConfig& config, double norm, float scale) {
  // Before unscaling, the threshold meets gradients that are `scale` times as large.
  const double factor = config.when == ClipWhen::beforeUnscale ? static_cast<double>(scale) : 1.0;
  ClipAction action;
  if (config.by == ClipBy::value) {
    action.limit = static_cast<float>(config.max / factor);
    return action;
  }
  action.factor = static_cast<float>(std::min(1.0, config.max / (norm * factor + 1e-6)));
  return action;
}

ClipConfig parseClip(JsonReader reader) {
  ClipConfig config;
  config.by =
      reader.choice("by", "norm", {"norm", "value"}) == "norm" ? ClipBy::norm : ClipBy::value;
  config.max = reader.number("max", config.max);
  if (!(config.max > 0.0)) reader.child("max").refuseValue("a number above 0");
  config.when =
      reader.choice("when", "after-unscale", {"after-unscale", "before-unscale"}) == "after-unscale"
          ? ClipWhen::afterUnscale
          : ClipWhen::beforeUnscale;
  reader.finish();
  return config;
}

OrderedJson toJson(const ClipConfig& config) {
  return {{"by", config.by == ClipBy::norm ? "norm" : "value"},
          {"max", config.max},
          {"when", config.when == ClipWhen::afterUnscale ? "after-unscale" : "before-unscale"}};
}

}  // namespace scalescope
