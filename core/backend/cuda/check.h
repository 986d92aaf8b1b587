#pragma once

#include <cublasLt.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>

namespace scalescope::cuda {

/// Each throws Error (failed) unless the call went well: `what` says in plain words what was being
/// done, the message adds the library's own words and, where there is one, what a person can do.
void check(cudaError_t error, const char* what);
void check(cudnnStatus_t status, const char* what);
void check(cublasStatus_t status, const char* what);

/// Whether cuDNN says of what it was asked for that it has nothing of the kind, and no more.
bool isUnsupported(cudnnStatus_t status);

}  // namespace scalescope::cuda
