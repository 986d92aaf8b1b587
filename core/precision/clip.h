#pragma once

#include "core/base/json_reader.h"
#include "core/precision/clip_rule.h"

namespace scalescope {

ClipConfig parseClip(JsonReader reader);
OrderedJson toJson(const ClipConfig& config);

}  // namespace scalescope
