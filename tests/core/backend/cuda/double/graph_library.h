#pragma once

#include <cudnn.h>

#include <memory>

#include "core/backend/cuda/double/graph_content.h"
#include "core/backend/cuda/double/library_call.h"
#include "core/backend/cuda/double/library_data.h"

namespace scalescope::cuda_double {

struct DnnLibrary {
  Handles<cudnnBackendDescriptor_t, DnnDescriptorState> descriptors;
};

DnnLibrary& dnn();

class DnnCall : public LibraryCall<cudnnStatus_t> {
 public:
  explicit DnnCall(const char* function, cudnnStatus_t planned = CUDNN_STATUS_EXECUTION_FAILED)
      : LibraryCall(function, planned) {}

  /// The stream that the handle has; null once the call has failed.
  cudaStream_t streamOf(cudnnHandle_t handle);
  std::shared_ptr<DnnDescriptorState> descriptor(cudnnBackendDescriptor_t handle);
  /// That device memory holds these elements.
  void expectMemory(const void* address, const Elements& elements, const char* what);
};

}  // namespace scalescope::cuda_double
