#include <cuda_runtime_api.h>

#include <cstring>

#include "core/backend/cuda/double/runtime_call.h"

// Devices, versions and errors.
namespace scalescope::cuda_double {

namespace {

constexpr int kMultiprocessors = 4;
constexpr int kThreadsOfBlock = 1024;
constexpr int kSharedOfBlock = 48 << 10;
constexpr int kWarp = 32;

bool deviceExists(int device) { return device >= 0 && device < machine().settings.devices; }

cudaDeviceProp properties() {
  cudaDeviceProp result;
  std::memset(&result, 0, sizeof result);
  std::strncpy(result.name, "Test double of a GPU", sizeof result.name - 1);
  result.uuid.bytes[0] = 1;
  result.totalGlobalMem = machine().settings.memory;
  result.major = machine().settings.major;
  result.minor = machine().settings.minor;
  result.multiProcessorCount = kMultiprocessors;
  result.warpSize = kWarp;
  result.maxThreadsPerBlock = kThreadsOfBlock;
  result.sharedMemPerBlock = kSharedOfBlock;
  result.asyncEngineCount = 1;
  result.concurrentKernels = 1;
  result.unifiedAddressing = 1;
  return result;
}

struct ErrorText {
  cudaError_t error;
  const char* name;
  const char* text;
};

constexpr ErrorText kErrors[] = {
    {cudaSuccess, "cudaSuccess", "no error"},
    {cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorInitializationError, "cudaErrorInitializationError", "initialization error"},
    {cudaErrorInsufficientDriver, "cudaErrorInsufficientDriver",
     "CUDA driver version is insufficient for CUDA runtime version"},
    {cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {cudaErrorDevicesUnavailable, "cudaErrorDevicesUnavailable",
     "CUDA-capable device(s) is/are busy or unavailable"},
    {cudaErrorNoKernelImageForDevice, "cudaErrorNoKernelImageForDevice",
     "no kernel image is available for execution on the device"},
    {cudaErrorECCUncorrectable, "cudaErrorECCUncorrectable", "uncorrectable ECC error encountered"},
    {cudaErrorInvalidResourceHandle, "cudaErrorInvalidResourceHandle", "invalid resource handle"},
    {cudaErrorIllegalState, "cudaErrorIllegalState",
     "the operation cannot be performed in the present state"},
    {cudaErrorNotReady, "cudaErrorNotReady", "device not ready"},
    {cudaErrorIllegalAddress, "cudaErrorIllegalAddress",
     "an illegal memory access was encountered"},
    {cudaErrorLaunchTimeout, "cudaErrorLaunchTimeout", "the launch timed out and was terminated"},
    {cudaErrorAssert, "cudaErrorAssert", "device-side assert triggered"},
    {cudaErrorMisalignedAddress, "cudaErrorMisalignedAddress", "misaligned address"},
    {cudaErrorLaunchFailure, "cudaErrorLaunchFailure", "unspecified launch failure"},
    {cudaErrorNotPermitted, "cudaErrorNotPermitted", "operation not permitted"},
    {cudaErrorNotSupported, "cudaErrorNotSupported", "operation not supported"},
    {cudaErrorSystemDriverMismatch, "cudaErrorSystemDriverMismatch",
     "system has unsupported display driver / cuda driver combination"},
    {cudaErrorStreamCaptureUnsupported, "cudaErrorStreamCaptureUnsupported",
     "operation not permitted when stream is capturing"},
    {cudaErrorStreamCaptureInvalidated, "cudaErrorStreamCaptureInvalidated",
     "operation failed due to a previous error during capture"},
    {cudaErrorStreamCaptureIsolation, "cudaErrorStreamCaptureIsolation",
     "dependency created on uncaptured work in another stream"},
    {cudaErrorCapturedEvent, "cudaErrorCapturedEvent",
     "operation not permitted on an event last recorded in a capturing stream"},
    {cudaErrorStreamCaptureWrongThread, "cudaErrorStreamCaptureWrongThread",
     "attempt to terminate a thread-local capture sequence from another thread"},
    {cudaErrorUnknown, "cudaErrorUnknown", "unknown error"},
};

ErrorText textOf(cudaError_t error) {
  for (const ErrorText& known : kErrors) {
    if (known.error == error) return known;
  }
  return {error, "unrecognized error code", "unrecognized error code"};
}

}  // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  RuntimeCall call("cudaGetDeviceCount");
  if (!call.given(count)) return call.end();
  *count = call.failed() ? 0 : machine().settings.devices;
  return call.end();
}

cudaError_t cudaGetDevice(int* device) {
  RuntimeCall call("cudaGetDevice");
  if (call.failed() || !call.given(device)) return call.end();
  *device = machine().thread().device;
  return call.end();
}

cudaError_t cudaSetDevice(int device) {
  RuntimeCall call("cudaSetDevice");
  if (call.failed()) return call.end();
  if (!deviceExists(device)) return call.end(cudaErrorInvalidDevice);
  machine().thread().device = device;
  return call.end();
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* result, int device) {
  RuntimeCall call("cudaGetDeviceProperties");
  if (call.failed() || !call.given(result)) return call.end();
  if (!deviceExists(device)) return call.end(cudaErrorInvalidDevice);
  *result = properties();
  return call.end();
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  RuntimeCall call("cudaDeviceGetAttribute");
  if (call.failed() || !call.given(value)) return call.end();
  if (!deviceExists(device)) return call.end(cudaErrorInvalidDevice);
  const cudaDeviceProp all = properties();
  switch (attribute) {
    case cudaDevAttrComputeCapabilityMajor:
      *value = all.major;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = all.minor;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = all.multiProcessorCount;
      break;
    case cudaDevAttrMaxThreadsPerBlock:
      *value = all.maxThreadsPerBlock;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = kSharedOfBlock;
      break;
    case cudaDevAttrWarpSize:
      *value = all.warpSize;
      break;
    default:
      return call.misuse(cudaErrorInvalidValue, "the double does not know this attribute");
  }
  return call.end();
}

cudaError_t cudaDriverGetVersion(int* version) {
  RuntimeCall call("cudaDriverGetVersion", cudaErrorLaunchFailure, RuntimeCall::Needs::nothing);
  if (call.failed() || !call.given(version)) return call.end();
  const bool old = machine().deviceError() == cudaErrorInsufficientDriver;
  *version = old ? CUDART_VERSION - 1000 : CUDART_VERSION;
  return call.end();
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  RuntimeCall call("cudaRuntimeGetVersion", cudaErrorLaunchFailure, RuntimeCall::Needs::nothing);
  if (call.failed() || !call.given(version)) return call.end();
  *version = CUDART_VERSION;
  return call.end();
}

cudaError_t cudaPeekAtLastError() {
  const std::lock_guard<std::recursive_mutex> lock(machine().mutex);
  const cudaError_t sticky = machine().settings.sticky;
  return sticky != cudaSuccess ? sticky : machine().thread().lastError;
}

cudaError_t cudaGetLastError() {
  const std::lock_guard<std::recursive_mutex> lock(machine().mutex);
  const cudaError_t error = cudaPeekAtLastError();
  machine().thread().lastError = cudaSuccess;
  return error;
}

const char* cudaGetErrorName(cudaError_t error) { return textOf(error).name; }

const char* cudaGetErrorString(cudaError_t error) { return textOf(error).text; }

}  // extern "C"

}  // namespace scalescope::cuda_double
