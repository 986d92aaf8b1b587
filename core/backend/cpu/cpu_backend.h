#pragma once

#include <memory>

#include "core/backend/backend.h"

namespace scalescope {

/// The back end on oneDNN, for the thread that calls. `threads` is how many it may use, of those
/// that OpenMP offers; 0: all.
std::unique_ptr<Backend> makeCpuBackend(int threads = 0);

}  // namespace scalescope
