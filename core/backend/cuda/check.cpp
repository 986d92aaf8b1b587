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
           "run, or start it anew on the CPU back end";
  }
  return "";
}

/// cuDNN loads its parts when they are first used.
std::string remedy(cudnnStatus_t status) {
  switch (status) {
    case CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED:
    case CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH:
    case CUDNN_STATUS_NOT_SUPPORTED_SUBLIBRARY_UNAVAILABLE:
      return "; a part of cuDNN 9 is missing or of another version: install all of cuDNN 9, or "
             "name its folder in LD_LIBRARY_PATH";
    default:
      return remedy(cudaPeekAtLastError());
  }
}

}  // namespace

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  fail("CUDA", std::string(what) + " failed: " + cudaGetErrorString(error) + " (" +
                   cudaGetErrorName(error) + ")" + remedy(error));
}

void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  fail("cuDNN", std::string(what) + " failed: " + cudnnGetErrorString(status) + remedy(status));
}

void check(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  fail("cuBLASLt", std::string(what) + " failed: " + cublasLtGetStatusString(status) +
                       remedy(cudaPeekAtLastError()));
}

bool isUnsupported(cudnnStatus_t status) {
  constexpr int kFirst = CUDNN_STATUS_NOT_SUPPORTED;
  constexpr int kCategory = 1000;  // cuDNN 9: thousands are categories, units say more
  return status != CUDNN_STATUS_NOT_SUPPORTED_SUBLIBRARY_UNAVAILABLE &&
         status / kCategory == kFirst / kCategory;
}

}  // namespace scalescope::cuda
