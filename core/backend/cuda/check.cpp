#include "core/backend/cuda/check.h"

#include <optional>

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

std::optional<Phrase> remedy(cudaError_t error) {
  if (error == cudaErrorNoKernelImageForDevice) {
    return phrase(
        "this GPU's architecture is older than this build supports (compute capability 7.5)");
  }
  if (isSticky(error)) {
    return phrase(
        "the GPU takes no more work of this process: start ScaleScope again and resume the "
        "run, or start it anew on the CPU back end");
  }
  return std::nullopt;
}

/// cuDNN loads its parts when they are first used.
std::optional<Phrase> remedy(cudnnStatus_t status) {
  switch (status) {
    case CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED:
    case CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH:
    case CUDNN_STATUS_NOT_SUPPORTED_SUBLIBRARY_UNAVAILABLE:
      return phrase(
          "a part of cuDNN 9 is missing or of another version: install all of cuDNN 9, or "
          "name its folder in LD_LIBRARY_PATH");
    default:
      return remedy(cudaPeekAtLastError());
  }
}

Sentence with(const std::optional<Phrase>& remedy, const Sentence& failure) {
  return remedy ? Sentence(phrase("%1; %2"), {failure, *remedy}) : failure;
}

}  // namespace

void check(cudaError_t error, Phrase what) {
  if (error == cudaSuccess) return;
  fail("CUDA", with(remedy(error), {phrase("%1 failed: %2 (%3)"),
                                    {what, cudaGetErrorString(error), cudaGetErrorName(error)}}));
}

void check(cudnnStatus_t status, Phrase what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  fail("cuDNN",
       with(remedy(status), {phrase("%1 failed: %2"), {what, cudnnGetErrorString(status)}}));
}

void check(cublasStatus_t status, Phrase what) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  fail("cuBLASLt", with(remedy(cudaPeekAtLastError()),
                        {phrase("%1 failed: %2"), {what, cublasLtGetStatusString(status)}}));
}

bool isUnsupported(cudnnStatus_t status) {
  constexpr int kFirst = CUDNN_STATUS_NOT_SUPPORTED;
  constexpr int kCategory = 1000;  // cuDNN 9: thousands are categories, units say more
  return status != CUDNN_STATUS_NOT_SUPPORTED_SUBLIBRARY_UNAVAILABLE &&
         status / kCategory == kFirst / kCategory;
}

}  // namespace scalescope::cuda
