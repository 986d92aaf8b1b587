#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/precision/loss_scaler.h"

namespace scalescope {
namespace {

double positive(JsonReader& reader, const char* key, double fallback) {
  const double value = reader.number(key, fallback);
  // The scale is an FP32 number.
  if (!(value > 0.0) || !std::isfinite(static_cast<float>(value)) ||
      static_cast<float>(value) == 0.0F) {
    reader.child(key).refuseValue(phrase("a number above 0 that FP32 can hold"));
  }
  return value;
}

std::vector<std::pair<std::int64_t, double>> parseScales(JsonReader& reader) {
  std::vector<std::pair<std::int64_t, double>> scales;
  for (const JsonReader& each : reader.items("scales")) {
    const auto pair = each.items();
    if (pair.size() != 2) each.refuseValue(phrase("a pair [step, scale]"));
    const std::int64_t step = pair[0].asInteger(scales.empty() ? 0 : scales.back().first + 1);
    const double scale = pair[1].asNumber();
    if (!(scale > 0.0) || !std::isfinite(static_cast<float>(scale))) {
      pair[1].refuseValue(phrase("a number above 0 that FP32 can hold"));
    }
    scales.emplace_back(step, scale);
  }
  if (scales.empty() || scales.front().first != 0) {
    reader.child("scales").refuseValue(
        phrase("pairs [step, scale] of which the first is for step 0"));
  }
  return scales;
}

/// Left out, the preset's limit holds; null takes it away.
void limit(JsonReader& reader, const char* key, std::optional<double>& value) {
  if (reader.isNull(key)) value.reset();
  if (reader.has(key)) value = positive(reader, key, 1.0);
}

void parseDynamic(JsonReader& reader, ScalerConfig& config) {
  config = scalerPreset(reader.choice("preset", "pytorch", scalerPresetNames()));
  config.init = positive(reader, "init", config.init);
  config.growth = reader.number("growth", config.growth);
  if (!(config.growth >= 1.0)) reader.child("growth").refuseValue(phrase("a number of at least 1"));
  config.backoff = reader.number("backoff", config.backoff);
  if (!(config.backoff > 0.0 && config.backoff < 1.0)) {
    reader.child("backoff").refuseValue(phrase("a number above 0 and below 1"));
  }
  constexpr auto kMost = std::numeric_limits<int>::max();
  config.interval = static_cast<int>(reader.integer("interval", config.interval, 1, kMost));
  config.hysteresis = static_cast<int>(reader.integer("hysteresis", config.hysteresis, 1, kMost));
  limit(reader, "floor", config.floor);
  limit(reader, "cap", config.cap);
  if (config.floor && config.cap && *config.floor > *config.cap) {
    reader.child("floor").refuseWith(phrase("the floor is above the cap"));
  }
}

}  // namespace

std::vector<std::string> scalerPresetNames() {
  return {"pytorch", "apex", "deepspeed", "megatron", "keras"};
}

ScalerConfig scalerPreset(const std::string& name) {
  ScalerConfig config;
  config.kind = ScalerKind::dynamic;
  config.preset = name;
  if (name == "pytorch") return config;
  if (name == "apex") {
    config.cap = 0x1p24;
  } else if (name == "deepspeed" || name == "megatron") {
    config.init = 0x1p32;
    config.interval = 1000;
    config.hysteresis = 2;
    config.refillHysteresis = true;
    config.floor = 1.0;
    config.errorAtFloor = name == "deepspeed";
    config.growToInfinity = true;
  } else if (name == "keras") {
    config.init = 0x1p15;
    config.growToInfinity = true;
  } else {
    std::string known;
    for (const std::string& each : scalerPresetNames()) known += (known.empty() ? "" : ", ") + each;
    refuse("scaler", {phrase("there is no preset \"%1\"; there are %2"), {name, known}});
  }
  return config;
}

ScalerConfig parseScaler(JsonReader reader) {
  ScalerConfig config;
  const std::string kind = reader.requiredChoice("kind", {"none", "static", "dynamic", "scripted"});
  if (kind == "static") {
    config.kind = ScalerKind::fixed;
    config.scale = positive(reader, "scale", config.scale);
  } else if (kind == "scripted") {
    config.kind = ScalerKind::scripted;
    config.scales = parseScales(reader);
  } else if (kind == "dynamic") {
    parseDynamic(reader, config);
  }
  reader.finish();
  return config;
}

OrderedJson toJson(const ScalerConfig& config) {
  switch (config.kind) {
    case ScalerKind::none:
      return {{"kind", "none"}};
    case ScalerKind::fixed:
      return {{"kind", "static"}, {"scale", config.scale}};
    case ScalerKind::scripted: {
      OrderedJson scales = OrderedJson::array();
      for (const auto& [step, scale] : config.scales)
        scales.push_back(OrderedJson::array({step, scale}));
      return {{"kind", "scripted"}, {"scales", scales}};
    }
    case ScalerKind::dynamic:
      break;
  }
  OrderedJson json{{"kind", "dynamic"},
                   {"preset", config.preset},
                   {"init", config.init},
                   {"growth", config.growth},
                   {"backoff", config.backoff},
                   {"interval", config.interval},
                   {"hysteresis", config.hysteresis}};
  json["floor"] = config.floor ? OrderedJson(*config.floor) : OrderedJson();
  json["cap"] = config.cap ? OrderedJson(*config.cap) : OrderedJson();
  return json;
}

}  // namespace scalescope
