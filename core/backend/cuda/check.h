#pragma once

#include <cublasLt.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>

#include "core/base/phrases.h"

namespace scalescope::cuda {

/// Each throws Error (failed) unless the call went well: `what` says in plain words what was being
/// done, the message adds the library's own words and, where there is one, what a person can do.
void check(cudaError_t error, Phrase what);
void check(cudnnStatus_t status, Phrase what);
void check(cublasStatus_t status, Phrase what);

/// Whether cuDNN says of what it was asked for that it has nothing of the kind, and no more.
bool isUnsupported(cudnnStatus_t status);

}  // namespace scalescope::cuda
