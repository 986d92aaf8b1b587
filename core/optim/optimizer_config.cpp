#include "core/optim/optimizer_config.h"

#include <cmath>

namespace scalescope {
namespace {

double share(JsonReader& reader, const char* key, double fallback) {
  const double value = reader.number(key, fallback);
  if (!(value >= 0.0 && value < 1.0)) reader.child(key).refuseValue("a number from 0 to below 1");
  return value;
}

double notNegative(JsonReader& reader, const char* key, double fallback) {
  const double value = reader.number(key, fallback);
  if (value < 0.0) reader.child(key).refuseValue("a number of at least 0");
  return value;
}

}  // namespace

OptimizerConfig parseOptimizer(JsonReader reader) {
  OptimizerConfig config;
  const std::string type = reader.requiredChoice("type", {"sgd", "adam", "adamw"});
  config.type = type == "sgd"    ? OptimizerType::sgd
                : type == "adam" ? OptimizerType::adam
                                 : OptimizerType::adamw;
  config.lr = reader.requiredNumber("lr");
  if (config.lr < 0.0 || !std::isfinite(static_cast<float>(config.lr))) {
    reader.child("lr").refuseValue("a number of at least 0 that FP32 can hold");
  }
  config.weightDecay = notNegative(reader, "weight_decay", 0.0);
  if (config.type == OptimizerType::sgd) {
    config.momentum = share(reader, "momentum", 0.0);
    config.nesterov = reader.boolean("nesterov", false);
    if (config.nesterov && config.momentum == 0.0) {
      reader.child("nesterov").refuseWith("Nesterov's rule needs a momentum above 0");
    }
  } else {
    config.beta1 = share(reader, "beta1", config.beta1);
    config.beta2 = share(reader, "beta2", config.beta2);
    config.eps = notNegative(reader, "eps", config.eps);
  }
  reader.finish();
  return config;
}

OrderedJson toJson(const OptimizerConfig& config) {
  if (config.type == OptimizerType::sgd) {
    return {{"type", "sgd"},
            {"lr", config.lr},
            {"momentum", config.momentum},
            {"nesterov", config.nesterov},
            {"weight_decay", config.weightDecay}};
  }
  return {{"type", config.type == OptimizerType::adam ? "adam" : "adamw"},
          {"lr", config.lr},
          {"beta1", config.beta1},
          {"beta2", config.beta2},
          {"eps", config.eps},
          {"weight_decay", config.weightDecay}};
}

}  // namespace scalescope
