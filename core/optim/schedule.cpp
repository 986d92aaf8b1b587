#include "core/optim/schedule.h"

namespace scalescope {

ScheduleConfig parseSchedule(JsonReader reader) {
  ScheduleConfig config;
  const std::string type =
      reader.requiredChoice("type", {"constant", "step", "cosine", "warmup-cosine"});
  if (type == "step") {
    config.type = ScheduleType::step;
    config.every = reader.integer("every", config.every, 1);
    config.factor = reader.number("factor", config.factor);
    if (!(config.factor > 0.0)) reader.child("factor").refuseValue("a number above 0");
  } else if (type != "constant") {
    config.type = type == "cosine" ? ScheduleType::cosine : ScheduleType::warmupCosine;
    if (config.type == ScheduleType::warmupCosine)
      config.warmup = reader.integer("warmup", config.warmup, 1);
    config.total = reader.integer("total", 0, 1);
    config.minLr = reader.number("min_lr", 0.0);
    if (config.minLr < 0.0) reader.child("min_lr").refuseValue("a number of at least 0");
  }
  reader.finish();
  return config;
}

OrderedJson toJson(const ScheduleConfig& config) {
  switch (config.type) {
    case ScheduleType::constant:
      return {{"type", "constant"}};
    case ScheduleType::step:
      return {{"type", "step"}, {"every", config.every}, {"factor", config.factor}};
    case ScheduleType::cosine:
    case ScheduleType::warmupCosine:
      break;
  }
  const bool warmup = config.type == ScheduleType::warmupCosine;
  OrderedJson json{{"type", warmup ? "warmup-cosine" : "cosine"}};
  if (warmup) json["warmup"] = config.warmup;
  json["total"] = config.total > 0 ? OrderedJson(config.total) : OrderedJson();
  json["min_lr"] = config.minLr;
  return json;
}

}  // namespace scalescope
