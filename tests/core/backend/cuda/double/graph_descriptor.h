#pragma once

#include <cudnn.h>

#include <memory>

#include "core/backend/cuda/double/dnn_handle.h"
#include "core/backend/cuda/double/graph_content.h"

namespace scalescope::cuda_double {

/// Null if the descriptor is not made, or destroyed; the call has failed then.
std::shared_ptr<DnnDescriptorState> descriptorOf(DnnCall& call, cudnnBackendDescriptor_t handle);

}  // namespace scalescope::cuda_double
