#include "core/train/records.h"

#include <string_view>

namespace scalescope {

std::string_view toString(EventKind kind) {
  switch (kind) {
    case EventKind::overflow:
      return "overflow";
    case EventKind::scaleChange:
      return "scale-change";
    case EventKind::collapse:
      return "collapse";
    case EventKind::breakpoint:
      return "breakpoint";
    case EventKind::injection:
      return "injection";
    case EventKind::edit:
      return "edit";
    case EventKind::evaluation:
      return "evaluation";
    case EventKind::note:
      return "note";
    case EventKind::state:
      return "state";
  }
  return "unknown";
}

std::string_view toString(RunState state) {
  switch (state) {
    case RunState::ready:
      return "ready";
    case RunState::running:
      return "running";
    case RunState::paused:
      return "paused";
    case RunState::finished:
      return "finished";
    case RunState::stopped:
      return "stopped";
    case RunState::interrupted:
      return "interrupted";
    case RunState::failed:
      return "failed";
  }
  return "unknown";
}

}  // namespace scalescope
