#pragma once

#include <optional>
#include <string>

#include "core/train/records.h"

namespace scalescope {

/// What training is to pause at.
struct Breakpoints {
  bool overflow = false;     ///< a value became ±inf at a cast, or a gradient is not finite
  bool scaleChange = false;  ///< a loss scale changed
  bool nan = false;          ///< a loss is not finite
  bool any() const { return overflow || scaleChange || nan; }
  bool operator==(const Breakpoints&) const = default;
};

/// The event to log when a record is one to pause at.
std::optional<EventRecord> breakpointHit(const Breakpoints& breakpoints, const Record& record);

}  // namespace scalescope
