#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/precision/loss_scaler.h"
#include "core/train/records.h"

namespace scalescope {

// The words that the store keeps for enumerations are those of toString(); nothing for an unknown
// word.
std::optional<RunState> runStateFrom(std::string_view word);
std::optional<EventKind> eventKindFrom(std::string_view word);
std::optional<TensorRole> tensorRoleFrom(std::string_view word);

bool isOpen(RunState state);  ///< ready, running or paused: someone is expected to go on with it

/// A loss scaler in words: "none", "static 1024", "dynamic (pytorch)", "dynamic (pytorch, edited)",
/// "scripted".
std::string describeScaler(const ScalerConfig& config);

}  // namespace scalescope
