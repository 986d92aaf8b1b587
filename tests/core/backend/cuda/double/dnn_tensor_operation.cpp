#include "core/backend/cuda/double/dnn_tensor_operation.h"

#include <cstring>
#include <utility>

namespace scalescope::cuda_double {

DnnOperation::DnnOperation(const char* function, cudnnHandle_t handle)
    : DnnCall(function), stream_(streamOf(*this, handle)) {}

DnnInput DnnOperation::input(cudnnTensorDescriptor_t descriptor, const void* address,
                             const std::string& name) {
  const DnnTensorLayout described = layout(descriptor, name);
  expectMemory(described, address, name);
  return {described, static_cast<const float*>(address)};
}

DnnOutput DnnOperation::output(cudnnTensorDescriptor_t descriptor, void* address,
                               const std::string& name) {
  const DnnTensorLayout described = layout(descriptor, name);
  expectMemory(described, address, name);
  return {described, static_cast<float*>(address)};
}

DnnBlend DnnOperation::blend(const void* alpha, const void* beta) {
  return {scalar(alpha, "alpha"), scalar(beta, "beta")};
}

cudnnStatus_t DnnOperation::run(std::function<void()> work) {
  if (!failed()) enqueue(stream_, std::move(work));
  return status();
}

DnnTensorLayout DnnOperation::layout(cudnnTensorDescriptor_t descriptor, const std::string& name) {
  const auto found = find(dnnTensors(), descriptor, ("the descriptor of " + name).c_str());
  if (!found) return {};
  expect(found->set, "the descriptor of " + name + " was not set");
  expect(found->type == CUDNN_DATA_FLOAT, name + " is not FP32");
  return *found;
}

void DnnOperation::expectMemory(const DnnTensorLayout& layout, const void* address,
                                const std::string& name) {
  const auto bytes = static_cast<std::size_t>(layout.spanned()) * sizeof(float);
  expect(address != nullptr, name + " is null");
  expect(isAligned(address, alignof(float)), name + " is not aligned");
  expect(isDeviceMemory(address, bytes), name + " does not lie in device memory as a whole");
}

float DnnOperation::scalar(const void* value, const std::string& name) {
  const bool onHost = value && !isDeviceMemory(value, 1);
  expect(onHost, name + " does not lie in the host's memory");
  float copy = 0;
  if (onHost) std::memcpy(&copy, value, sizeof copy);
  return copy;
}

}  // namespace scalescope::cuda_double
