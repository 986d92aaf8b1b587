#include "core/precision/loss_scaler.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace scalescope {

LossScaler::LossScaler(const ScalerConfig& config) : config_(config) {
  state_.hysteresisLeft = config.hysteresis;
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
      state_.scale = scriptedScale(0);
      break;
  }
}

float LossScaler::inverseScale() const {
  return static_cast<float>(1.0 / static_cast<double>(state_.scale));
}

bool LossScaler::collapsed() const { return !std::isfinite(inverseScale()); }

ScaleChange LossScaler::update(bool foundInf) {
  ++state_.steps;
  if (config_.kind == ScalerKind::scripted) {
    const float next = scriptedScale(state_.steps);
    if (next == state_.scale) return ScaleChange::none;
    state_.scale = next;
    return ScaleChange::scripted;
  }
  if (config_.kind != ScalerKind::dynamic) return ScaleChange::none;
  if (foundInf) return backOff();
  if (++state_.growthTracker < config_.interval) return ScaleChange::none;
  return grow();
}

ScaleChange LossScaler::backOff() {
  state_.growthTracker = 0;
  if (--state_.hysteresisLeft > 0) return ScaleChange::none;
  state_.hysteresisLeft = config_.refillHysteresis ? 1 : config_.hysteresis;
  const bool atFloor = config_.floor && static_cast<double>(state_.scale) <= *config_.floor;
  if (atFloor && config_.errorAtFloor) return ScaleChange::floorReached;
  const float before = state_.scale;
  state_.scale = static_cast<float>(static_cast<double>(before) * config_.backoff);
  if (config_.floor) state_.scale = std::max(state_.scale, static_cast<float>(*config_.floor));
  return state_.scale == before ? ScaleChange::none : ScaleChange::backedOff;
}

ScaleChange LossScaler::grow() {
  state_.growthTracker = 0;
  if (config_.refillHysteresis) state_.hysteresisLeft = config_.hysteresis;
  const float before = state_.scale;
  float grown = static_cast<float>(static_cast<double>(before) * config_.growth);
  if (config_.cap) grown = std::min(grown, std::max(before, static_cast<float>(*config_.cap)));
  if (!std::isfinite(grown) && !config_.growToInfinity) grown = before;
  state_.scale = grown;
  return grown == before ? ScaleChange::none : ScaleChange::grew;
}

void LossScaler::setScale(float scale) {
  state_.scale = scale;
  state_.growthTracker = 0;
}

float LossScaler::scriptedScale(std::int64_t step) const {
  double scale = 1.0;
  for (const auto& [from, value] : config_.scales) {
    if (step >= from) scale = value;
  }
  return static_cast<float>(scale);
}

}  // namespace scalescope
