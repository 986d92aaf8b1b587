#pragma once

namespace scalescope {

/// The metadata of a checkpoint under which a run's RunEdit stands, if it was edited.
inline constexpr const char* kCheckpointEdits = "edits";

}  // namespace scalescope
