#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json_reader.h"
#include "core/precision/scaler_rule.h"

namespace scalescope {

/// What a loss scaler does; the fields beyond `kind` belong to one kind each.
struct ScalerConfig {
  ScalerKind kind = ScalerKind::none;
  double scale = 65536.0;                               ///< static: the factor
  std::vector<std::pair<std::int64_t, double>> scales;  ///< scripted: from step s on, scale x
  std::string preset = "pytorch";  ///< dynamic: where the values below come from
  double init = 65536.0;
  double growth = 2.0;
  double backoff = 0.5;
  int interval = 2000;            ///< clean steps before the scale grows
  int hysteresis = 1;             ///< overflowing steps before the scale backs off
  bool refillHysteresis = false;  ///< hysteresis refilled when the scale grows
  std::optional<double> floor;    ///< the scale does not fall below
  bool errorAtFloor = false;      ///< an overflow at the floor ends the run (DeepSpeed)
  std::optional<double> cap;      ///< the scale does not grow above
  bool growToInfinity =
      false;  ///< growth may give inf (Keras); PyTorch grows only to finite values
  bool operator==(const ScalerConfig&) const = default;
};

std::vector<std::string>
scalerPresetNames();  ///< "pytorch", "apex", "deepspeed", "megatron", "keras"
/// Dynamic scaling with the defaults of a framework; Error (input) for an unknown name.
ScalerConfig scalerPreset(const std::string& name);
/// "scaler" of a configuration; "kind" is required: "none", "static", "dynamic" or "scripted". Keys
/// left out are the preset's; null takes its floor or cap away. Refused, with source and JSON
/// pointer: a key of another kind, a scale that is not above 0 or beyond FP32, a growth below 1, a
/// backoff outside 0 < x < 1, an interval or hysteresis below 1, a floor above the cap, a script
/// that does not begin at step 0 or whose steps do not ascend.
ScalerConfig parseScaler(JsonReader reader);
OrderedJson toJson(const ScalerConfig& config);

/// The factor on the loss, adjusted after every step: a rule and its state.
class LossScaler {
 public:
  explicit LossScaler(const ScalerConfig& config);
  const ScalerConfig& config() const { return config_; }
  ScalerRule rule() const;  ///< valid as long as this
  float scale() const { return state_.scale; }
  float inverseScale() const { return inverseOf(state_.scale); }
  bool collapsed() const { return isCollapsed(state_.scale); }
  /// To be called once a step, whether it was applied or skipped. `floorReached` asks the caller to
  /// end the run.
  ScaleChange update(bool foundInf) { return updateScaler(rule(), state_, foundInf); }
  /// Sets the scale by hand; the tracker clears.
  void setScale(float scale);
  const ScalerState& state() const { return state_; }
  void restore(const ScalerState& state) { state_ = state; }

 private:
  ScalerConfig config_;
  std::vector<ScalePoint> script_;
  ScalerState state_;
};

}  // namespace scalescope
