#pragma once

#include <memory>

#include "core/backend/backend.h"

namespace scalescope {

/// A back end on a CUDA device: cuDNN, cuBLASLt and kernels of our own, on a stream of its own;
/// from its second step on a training step is one captured graph. Throws Error (failed) if the
/// device or a library cannot be used.
std::unique_ptr<Backend> makeCudaBackend(int device);

}  // namespace scalescope
