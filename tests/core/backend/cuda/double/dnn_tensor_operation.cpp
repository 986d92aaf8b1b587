#include "core/backend/cuda/double/dnn_tensor_operation.h"

#include <cstring>
#include <utility>

namespace scalescope::cuda_double {

DnnOperation::DnnOperation(const char* function, cudnnHandle_t handle)
    : function_(function),
      stream_(streamOf(handle)),
      status_(mustFail(function) ? CUDNN_STATUS_EXECUTION_FAILED : CUDNN_STATUS_SUCCESS) {
  require(isDnnHandle(handle), "the handle is not made, or destroyed");
  require(stream_ != nullptr, "the handle was given no stream");
  require(isStream(stream_), "the handle's stream is destroyed");
}

void DnnOperation::require(bool holds, const std::string& otherwise) {
  if (!holds && status_ == CUDNN_STATUS_SUCCESS) status_ = dnnMisuse(function_, otherwise);
}

DnnInput DnnOperation::input(cudnnTensorDescriptor_t descriptor, const void* address,
                             const std::string& name) {
  const DnnTensorLayout described = layout(descriptor, name);
  requireMemory(described, address, name);
  return {described, static_cast<const float*>(address)};
}

DnnOutput DnnOperation::output(cudnnTensorDescriptor_t descriptor, void* address,
                               const std::string& name) {
  const DnnTensorLayout described = layout(descriptor, name);
  requireMemory(described, address, name);
  return {described, static_cast<float*>(address)};
}

DnnBlend DnnOperation::blend(const void* alpha, const void* beta) {
  return {scalar(alpha, "alpha"), scalar(beta, "beta")};
}

cudnnStatus_t DnnOperation::run(std::function<void()> work) {
  if (status_ == CUDNN_STATUS_SUCCESS) enqueue(stream_, std::move(work));
  return status_;
}

DnnTensorLayout DnnOperation::layout(cudnnTensorDescriptor_t descriptor, const std::string& name) {
  const auto found = dnnTensors().find(descriptor);
  require(found != nullptr, "the descriptor of " + name + " is not made, or destroyed");
  if (!found) return {};
  require(found->set, "the descriptor of " + name + " was not set");
  require(found->type == CUDNN_DATA_FLOAT, name + " is not FP32");
  return *found;
}

void DnnOperation::requireMemory(const DnnTensorLayout& layout, const void* address,
                                 const std::string& name) {
  const auto bytes = static_cast<std::size_t>(layout.spanned()) * sizeof(float);
  require(address != nullptr, name + " is null");
  require(isAligned(address, alignof(float)), name + " is not aligned");
  require(isDeviceMemory(address, bytes), name + " does not lie in device memory as a whole");
}

float DnnOperation::scalar(const void* value, const std::string& name) {
  const bool onHost = value && !isDeviceMemory(value, 1);
  require(onHost, name + " does not lie in the host's memory");
  float copy = 0;
  if (onHost) std::memcpy(&copy, value, sizeof copy);
  return copy;
}

}  // namespace scalescope::cuda_double
