#pragma once

#include "core/backend/optimizer_rule.h"
#include "core/base/json_reader.h"

namespace scalescope {

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

OptimizerConfig parseOptimizer(JsonReader reader);
OrderedJson toJson(const OptimizerConfig& config);

/// Constants of the update number `appliedSteps` (from 0: updates applied so far) at learning rate
/// `lr`.
UpdateConstants updateConstants(const OptimizerConfig& config, double lr,
                                std::int64_t appliedSteps);

}  // namespace scalescope
