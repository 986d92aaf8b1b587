#include "core/backend/cuda/check.h"

#include <string>

#include "core/base/error.h"

namespace scalescope::cuda {
namespace {

/// Errors after which the device takes no work of this process any more.
bool isSticky(cudaError_t error) {
  switch (error) {
    case cudaErrorIllegalAddress:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorHardwareStackError:
    case cudaErrorAssert:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorECCUncorrectable:
      return true;
    default:
      return false;
  }
}

std::string remedy(cudaError_t error) {
  if (error == cudaErrorNoKernelImageForDevice) {
    return "; this GPU's architecture is older than this build supports (compute capability 7.5)";
  }
  if (isSticky(error)) {
    return "; the GPU takes no more work of this process: start ScaleScope again and resume the "
           "run, or take the CPU back end";
  }
  return "";
}

}  // namespace

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  fail("CUDA", std::string(what) + " failed: " + cudaGetErrorString(error) + " (" +
                   cudaGetErrorName(error) + ")" + remedy(error));
}

void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  fail("cuDNN", std::string(what) + " failed: " + cudnnGetErrorString(status));
}

void check(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  fail("cuBLASLt", std::string(what) + " failed: " + cublasLtGetStatusString(status));
}

}  // namespace scalescope::cuda
