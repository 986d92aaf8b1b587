#pragma once

#include "core/backend/schedule_rule.h"
#include "core/base/json_reader.h"

namespace scalescope {

/// "schedule" of a configuration, in the notation of ScheduleConfig; "type" is required. Refused,
/// with source and JSON pointer: a key of another type, counts of steps below 1, a factor that is
/// not above 0, a minimum below 0.
ScheduleConfig parseSchedule(JsonReader reader);
/// Every key of the type, defaults too; "total" is null where it is that of the experiment.
OrderedJson toJson(const ScheduleConfig& config);

}  // namespace scalescope
