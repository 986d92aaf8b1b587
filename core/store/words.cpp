#include "core/store/words.h"

#include "core/train/events.h"

#include <array>

namespace scalescope {

std::optional<RunState> runStateFrom(std::string_view word) {
  for (const auto state : {RunState::ready, RunState::running, RunState::paused, RunState::finished,
                           RunState::stopped, RunState::interrupted, RunState::failed}) {
    if (toString(state) == word) return state;
  }
  return std::nullopt;
}

std::optional<EventKind> eventKindFrom(std::string_view word) {
  for (const auto kind : {EventKind::overflow, EventKind::scaleChange, EventKind::collapse,
                          EventKind::breakpoint, EventKind::injection, EventKind::edit,
                          EventKind::evaluation, EventKind::note, EventKind::state}) {
    if (toString(kind) == word) return kind;
  }
  return std::nullopt;
}

std::optional<TensorRole> tensorRoleFrom(std::string_view word) {
  for (const auto role :
       {TensorRole::weight, TensorRole::activation, TensorRole::gradient, TensorRole::update}) {
    if (toString(role) == word) return role;
  }
  return std::nullopt;
}

bool isOpen(RunState state) {
  return state == RunState::ready || state == RunState::running || state == RunState::paused;
}

std::string describeScaler(const ScalerConfig& config) {
  switch (config.kind) {
    case ScalerKind::none:
      return "none";
    case ScalerKind::scripted:
      return "scripted";
    case ScalerKind::fixed:
      return "static " + scaleText(static_cast<float>(config.scale));
    case ScalerKind::dynamic:
      return "dynamic (" + config.preset +
             (config == scalerPreset(config.preset) ? ")" : ", edited)");
  }
  return "unknown";
}

}  // namespace scalescope
