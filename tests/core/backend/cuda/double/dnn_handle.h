#pragma once

#include <cudnn.h>

#include "core/backend/cuda/double/library_call.h"

// cuDNN's handles in the double.
namespace scalescope::cuda_double {

using DnnCall = LibraryCall<cudnnStatus_t, CUDNN_STATUS_BAD_PARAM, CUDNN_STATUS_EXECUTION_FAILED>;

bool isDnnHandle(cudnnHandle_t handle);
cudaStream_t streamOf(cudnnHandle_t handle);  ///< null if none was set
/// Of a call that needs one: null once the call has failed.
cudaStream_t streamOf(DnnCall& call, cudnnHandle_t handle);

}  // namespace scalescope::cuda_double
