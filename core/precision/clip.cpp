#include "core/precision/clip.h"

namespace scalescope {

ClipConfig parseClip(JsonReader reader) {
  ClipConfig config;
  config.by =
      reader.choice("by", "norm", {"norm", "value"}) == "norm" ? ClipBy::norm : ClipBy::value;
  config.max = reader.number("max", config.max);
  if (!(config.max > 0.0)) reader.child("max").refuseValue(phrase("a number above 0"));
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
