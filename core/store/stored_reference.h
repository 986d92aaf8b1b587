#pragma once

#include <optional>

#include "core/store/reader.h"

namespace scalescope {

/// The run of this index in an experiment; nothing if it was removed.
std::optional<RunInfo> runAt(const std::vector<RunInfo>& runs, std::int64_t experimentId,
                             int index);

/// The stored FP32 run that a run is compared with (fp32_reference.h): of its own experiment, or,
/// of a fork, the one that its parent is compared with, or the parent itself: they go through the
/// same batches. Nothing if there is none that trains as the run does.
std::optional<RunInfo> storedReference(const std::vector<RunInfo>& runs, const RunInfo& run);

}  // namespace scalescope
