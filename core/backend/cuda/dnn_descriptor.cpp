#include "core/backend/cuda/dnn_descriptor.h"

namespace scalescope::cuda {
namespace {

constexpr Phrase kWhat = phrase("describing a convolution to cuDNN");

}  // namespace

DnnDescriptor::DnnDescriptor(cudnnBackendDescriptorType_t type) {
  cudnnBackendDescriptor_t made = nullptr;
  check(cudnnBackendCreateDescriptor(type, &made), kWhat);
  handle_.reset(made);
}

void DnnDescriptor::setRaw(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                           std::int64_t count, const void* values) {
  check(cudnnBackendSetAttribute(get(), name, type, count, values), kWhat);
}

void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnDataType_t value) {
  setRaw(name, CUDNN_TYPE_DATA_TYPE, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnConvolutionMode_t value) {
  setRaw(name, CUDNN_TYPE_CONVOLUTION_MODE, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnBackendHeurMode_t value) {
  setRaw(name, CUDNN_TYPE_HEUR_MODE, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnPointwiseMode_t value) {
  setRaw(name, CUDNN_TYPE_POINTWISE_MODE, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, bool value) {
  setRaw(name, CUDNN_TYPE_BOOLEAN, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnHandle_t value) {
  setRaw(name, CUDNN_TYPE_HANDLE, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, std::int64_t value) {
  setRaw(name, CUDNN_TYPE_INT64, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, float value) {
  setRaw(name, CUDNN_TYPE_FLOAT, 1, &value);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, const DnnDescriptor& value) {
  const cudnnBackendDescriptor_t handle = value.get();
  setRaw(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &handle);
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, std::span<const std::int64_t> values) {
  setRaw(name, CUDNN_TYPE_INT64, static_cast<std::int64_t>(values.size()), values.data());
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, std::span<void* const> values) {
  setRaw(name, CUDNN_TYPE_VOID_PTR, static_cast<std::int64_t>(values.size()), values.data());
}

void DnnDescriptor::set(cudnnBackendAttributeName_t name, std::span<const DnnDescriptor> values) {
  std::vector<cudnnBackendDescriptor_t> handles;
  for (const DnnDescriptor& value : values) handles.push_back(value.get());
  setRaw(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, static_cast<std::int64_t>(handles.size()),
         handles.data());
}

std::int64_t DnnDescriptor::integer(cudnnBackendAttributeName_t name) const {
  std::int64_t value = 0;
  std::int64_t count = 0;
  check(cudnnBackendGetAttribute(get(), name, CUDNN_TYPE_INT64, 1, &count, &value), kWhat);
  return value;
}

DnnDescriptor DnnDescriptor::held(cudnnBackendAttributeName_t name,
                                  cudnnBackendDescriptorType_t type) const {
  DnnDescriptor copy(type);
  cudnnBackendDescriptor_t handle = copy.get();
  std::int64_t count = 0;
  check(cudnnBackendGetAttribute(get(), name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count, &handle),
        kWhat);
  return copy;
}

std::vector<DnnDescriptor> DnnDescriptor::heldAll(cudnnBackendAttributeName_t name,
                                                  cudnnBackendDescriptorType_t type) const {
  std::int64_t count = 0;
  check(cudnnBackendGetAttribute(get(), name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, &count, nullptr),
        kWhat);
  std::vector<DnnDescriptor> copies;
  std::vector<cudnnBackendDescriptor_t> handles;
  for (std::int64_t i = 0; i < count; ++i) {
    copies.emplace_back(type);
    handles.push_back(copies.back().get());
  }
  std::int64_t given = 0;
  if (count > 0) {
    check(cudnnBackendGetAttribute(get(), name, CUDNN_TYPE_BACKEND_DESCRIPTOR, count, &given,
                                   handles.data()),
          kWhat);
  }
  while (static_cast<std::int64_t>(copies.size()) > given) copies.pop_back();
  return copies;
}

std::vector<cudnnBackendNumericalNote_t> DnnDescriptor::numericalNotes() const {
  std::vector<cudnnBackendNumericalNote_t> notes(CUDNN_NUMERICAL_NOTE_TYPE_COUNT);
  std::int64_t count = 0;
  check(cudnnBackendGetAttribute(get(), CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE,
                                 static_cast<std::int64_t>(notes.size()), &count, notes.data()),
        kWhat);
  notes.resize(static_cast<std::size_t>(count));
  return notes;
}

bool DnnDescriptor::tryFinalize() {
  const cudnnStatus_t status = cudnnBackendFinalize(get());
  if (isUnsupported(status)) return false;
  check(status, kWhat);
  return true;
}

void DnnDescriptor::finalize() { check(cudnnBackendFinalize(get()), kWhat); }

}  // namespace scalescope::cuda
