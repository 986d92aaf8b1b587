#include "core/precision/loss_scaler.h"

#include <cmath>

#include "core/base/error.h"

namespace scalescope {

LossScaler::LossScaler(const ScalerConfig& config) : config_(config) {
  state_.hysteresisLeft = config.hysteresis;
  for (const auto& [from, scale] : config.scales)
    script_.push_back({from, static_cast<float>(scale)});
  switch (config.kind) {
    case ScalerKind::none:
      state_.scale = 1.0F;
      break;
    case ScalerKind::fixed:
      state_.scale = static_cast<float>(config.scale);
      break;
    case ScalerKind::dynamic:
      state_.scale = static_cast<float>(config.init);
      break;
    case ScalerKind::scripted:
      state_.scale = scriptedScale(rule(), 0);
      break;
  }
}

ScalerRule LossScaler::rule() const {
  ScalerRule rule;
  rule.kind = config_.kind;
  rule.growth = config_.growth;
  rule.backoff = config_.backoff;
  rule.floor = config_.floor.value_or(-1.0);
  rule.cap = config_.cap.value_or(-1.0);
  rule.interval = config_.interval;
  rule.hysteresis = config_.hysteresis;
  rule.refillHysteresis = config_.refillHysteresis;
  rule.errorAtFloor = config_.errorAtFloor;
  rule.growToInfinity = config_.growToInfinity;
  rule.script = script_.data();
  rule.scriptLength = static_cast<int>(script_.size());
  return rule;
}

void LossScaler::setScale(float scale) {
  state_.scale = scale;
  state_.growthTracker = 0;
}

}  // namespace scalescope
