#pragma once

#include "core/backend/schedule_rule.h"
#include "core/base/json_reader.h"

namespace scalescope {

ScheduleConfig parseSchedule(JsonReader reader);
OrderedJson toJson(const ScheduleConfig& config);

}  // namespace scalescope
