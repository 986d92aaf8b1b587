#include "core/backend/cuda/double/graph_library.h"

#include "core/backend/cuda/double/dnn_handle.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace scalescope::cuda_double {

DnnLibrary& dnn() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static DnnLibrary& instance = *new DnnLibrary;
  return instance;
}

cudaStream_t DnnCall::streamOf(cudnnHandle_t handle) {
  expect(isDnnHandle(handle), CUDNN_STATUS_BAD_PARAM, "the handle is not made, or destroyed");
  if (failed()) return nullptr;
  const cudaStream_t stream = cuda_double::streamOf(handle);
  expect(isStream(stream), CUDNN_STATUS_BAD_PARAM,
         "the handle's stream is the default one, or destroyed");
  return stream;
}

std::shared_ptr<DnnDescriptorState> DnnCall::descriptor(cudnnBackendDescriptor_t handle) {
  return find(dnn().descriptors, handle, CUDNN_STATUS_BAD_PARAM, "the descriptor");
}

void DnnCall::expectMemory(const void* address, const Elements& elements, const char* what) {
  expect(isDeviceMemory(address, elements.bytes()), CUDNN_STATUS_BAD_PARAM,
         std::string(what) + " is not in device memory, with all its bytes");
  expect(isAligned(address, bytesOf(elements.format)), CUDNN_STATUS_BAD_PARAM,
         std::string(what) + " is not aligned");
}

}  // namespace scalescope::cuda_double
