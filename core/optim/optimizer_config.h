#pragma once

#include "core/backend/optimizer_rule.h"
#include "core/base/json_reader.h"

namespace scalescope {

OptimizerConfig parseOptimizer(JsonReader reader);
OrderedJson toJson(const OptimizerConfig& config);

}  // namespace scalescope
