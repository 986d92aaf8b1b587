#pragma once

#include <memory>

#include "core/backend/backend.h"

namespace scalescope {

/// The back end on oneDNN. `threads` 0: OpenMP's own choice.
std::unique_ptr<Backend> makeCpuBackend(int threads = 0);

}  // namespace scalescope
