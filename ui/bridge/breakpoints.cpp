#include "ui/bridge/breakpoints.h"

#include <cmath>

namespace scalescope {
namespace {

EventRecord hit(int run, std::int64_t step, double value, std::string why) {
  return {run, step, EventKind::breakpoint, value, "Paused: " + std::move(why) + "."};
}

}  // namespace

std::optional<EventRecord> breakpointHit(const Breakpoints& breakpoints, const Record& record) {
  if (const auto* step = std::get_if<StepRecord>(&record)) {
    if (breakpoints.nan && !std::isfinite(step->loss)) {
      return hit(step->run, step->step, step->loss, "the loss is not finite");
    }
    if (breakpoints.overflow && (step->foundInf || step->overflow > 0)) {
      return hit(step->run, step->step, static_cast<double>(step->overflow),
                 std::to_string(step->overflow) + " values overflowed");
    }
  } else if (const auto* event = std::get_if<EventRecord>(&record)) {
    if (breakpoints.scaleChange && event->kind == EventKind::scaleChange) {
      return hit(event->run, event->step, event->value, "the loss scale changed");
    }
  }
  return std::nullopt;
}

}  // namespace scalescope
