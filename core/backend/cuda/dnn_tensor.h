#pragma once

#include "core/backend/cuda/cuda_tensor.h"
#include "core/backend/cuda/handles.h"

namespace scalescope::cuda {

using DnnTensor = Owned<cudnnTensorDescriptor_t, cudnnDestroyTensorDescriptor>;

/// An FP32 tensor [N, C, H, W] or [N, C], laid out as `layout`, for cuDNN; padding counts as
/// channels.
DnnTensor dnnTensor(const Shape& shape, const Layout& layout);

}  // namespace scalescope::cuda
