#include "core/backend/cuda/double/dnn_handle.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include "core/backend/cuda/double/control.h"

namespace scalescope::cuda_double {
namespace {

struct DnnContext {
  cudaStream_t stream = nullptr;
};

Handles<cudnnHandle_t, DnnContext>& dnnHandles() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto& instance = *new Handles<cudnnHandle_t, DnnContext>;
  return instance;
}

std::string lastComplaint() {
  std::string last;
  for (const std::string& complaint : complaints()) {
    if (complaint.starts_with("cudnn")) last = complaint;
  }
  return last;
}

}  // namespace

bool isDnnHandle(cudnnHandle_t handle) {
  const std::lock_guard lock(machine().mutex);
  return dnnHandles().find(handle) != nullptr;
}

cudaStream_t streamOf(cudnnHandle_t handle) {
  const std::lock_guard lock(machine().mutex);
  const auto context = dnnHandles().find(handle);
  return context ? context->stream : nullptr;
}

cudaStream_t streamOf(DnnCall& call, cudnnHandle_t handle) {
  const auto context = call.find(dnnHandles(), handle, "the handle");
  if (call.failed()) return nullptr;
  call.expect(isStream(context->stream), "the handle's stream is the default one, or destroyed");
  return call.failed() ? nullptr : context->stream;
}

extern "C" {

cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  DnnCall call("cudnnCreate", CUDNN_STATUS_ALLOC_FAILED);
  return call.make(dnnHandles(), handle, {});
}

cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  DnnCall call("cudnnDestroy");
  return call.destroy(dnnHandles(), handle, "the handle");
}

cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  DnnCall call("cudnnSetStream");
  const auto context = call.find(dnnHandles(), handle, "the handle");
  // The null stream may be set, but an operation refuses to use it.
  call.expect(!stream || isStream(stream), "the stream is not made, or destroyed");
  if (!call.failed()) context->stream = stream;
  return call.status();
}

// What follows returns no status, so that a planned failure would be lost on it.

std::size_t cudnnGetVersion() { return 91900; }

const char* cudnnGetErrorString(cudnnStatus_t status) {
  static const std::map<cudnnStatus_t, const char*> names{
      {CUDNN_STATUS_SUCCESS, "CUDNN_STATUS_SUCCESS"},
      {CUDNN_STATUS_NOT_INITIALIZED, "CUDNN_STATUS_NOT_INITIALIZED"},
      {CUDNN_STATUS_BAD_PARAM, "CUDNN_STATUS_BAD_PARAM"},
      {CUDNN_STATUS_BAD_PARAM_NULL_POINTER, "CUDNN_STATUS_BAD_PARAM_NULL_POINTER"},
      {CUDNN_STATUS_BAD_PARAM_MISALIGNED_POINTER, "CUDNN_STATUS_BAD_PARAM_MISALIGNED_POINTER"},
      {CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED, "CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED"},
      {CUDNN_STATUS_BAD_PARAM_OUT_OF_BOUND, "CUDNN_STATUS_BAD_PARAM_OUT_OF_BOUND"},
      {CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH, "CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH"},
      {CUDNN_STATUS_BAD_PARAM_DUPLICATED_ENTRIES, "CUDNN_STATUS_BAD_PARAM_DUPLICATED_ENTRIES"},
      {CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE, "CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE"},
      {CUDNN_STATUS_BAD_PARAM_DESCRIPTOR_TYPE, "CUDNN_STATUS_BAD_PARAM_DESCRIPTOR_TYPE"},
      {CUDNN_STATUS_NOT_SUPPORTED, "CUDNN_STATUS_NOT_SUPPORTED"},
      {CUDNN_STATUS_NOT_SUPPORTED_GRAPH_PATTERN, "CUDNN_STATUS_NOT_SUPPORTED_GRAPH_PATTERN"},
      {CUDNN_STATUS_NOT_SUPPORTED_SHAPE, "CUDNN_STATUS_NOT_SUPPORTED_SHAPE"},
      {CUDNN_STATUS_NOT_SUPPORTED_DATA_TYPE, "CUDNN_STATUS_NOT_SUPPORTED_DATA_TYPE"},
      {CUDNN_STATUS_NOT_SUPPORTED_LAYOUT, "CUDNN_STATUS_NOT_SUPPORTED_LAYOUT"},
      {CUDNN_STATUS_INTERNAL_ERROR, "CUDNN_STATUS_INTERNAL_ERROR"},
      {CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED,
       "CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED"},
      {CUDNN_STATUS_EXECUTION_FAILED, "CUDNN_STATUS_EXECUTION_FAILED"}};
  const auto found = names.find(status);
  return found == names.end() ? "CUDNN_UNKNOWN_STATUS" : found->second;
}

void cudnnGetLastErrorString(char* message, std::size_t size) {
  if (!message || size == 0) return;
  const std::string last = lastComplaint();
  const std::size_t length = std::min(last.size(), size - 1);
  std::memcpy(message, last.data(), length);
  message[length] = '\0';
}

}  // extern "C"

}  // namespace scalescope::cuda_double
