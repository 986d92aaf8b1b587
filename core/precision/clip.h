#pragma once

#include "core/base/json_reader.h"
#include "core/precision/clip_rule.h"

namespace scalescope {

/// "clip" of a configuration, {"by": "norm" | "value", "max": 1.0, "when": "after-unscale" |
/// "before-unscale"}, all optional. Refused, with source and JSON pointer, if "max" is not above 0.
ClipConfig parseClip(JsonReader reader);
/// Every key, defaults too.
OrderedJson toJson(const ClipConfig& config);

}  // namespace scalescope
