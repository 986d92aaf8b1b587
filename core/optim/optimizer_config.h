#pragma once

#include "core/backend/optimizer_rule.h"
#include "core/base/json_reader.h"

namespace scalescope {

/// "optimizer" of a configuration, {"type": "sgd" | "adam" | "adamw", "lr": …}; both are required.
/// Refused, with source and JSON pointer: a key of another type, a learning rate below 0 or beyond
/// FP32, a weight decay or eps below 0, momentum or betas outside 0 ≤ x < 1, nesterov without
/// momentum.
OptimizerConfig parseOptimizer(JsonReader reader);
/// Every key of the type, defaults too.
OrderedJson toJson(const OptimizerConfig& config);

}  // namespace scalescope
