#pragma once

#include <cudnn.h>

#include <memory>
#include <mutex>
#include <string>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/state.h"

// cuDNN's handles in the double, and what its handles and descriptors have in common.
namespace scalescope::cuda_double {

bool isDnnHandle(cudnnHandle_t handle);
cudaStream_t streamOf(cudnnHandle_t handle);  ///< null if none was set

inline cudnnStatus_t dnnMisuse(const std::string& function, const std::string& what) {
  complain(function, what);
  return CUDNN_STATUS_BAD_PARAM;
}

/// Objects of one kind that are made and not destroyed.
template <typename Handle, typename Object>
class DnnObjects {
 public:
  cudnnStatus_t create(const char* function, Handle* result) {
    if (mustFail(function)) return CUDNN_STATUS_ALLOC_FAILED;
    if (!result) return dnnMisuse(function, "no place for the result");
    const std::lock_guard lock(machine().mutex);
    *result = live_.add(std::make_shared<Object>());
    objectMade();
    return CUDNN_STATUS_SUCCESS;
  }
  /// Releases it also where the call is to fail.
  cudnnStatus_t destroy(const char* function, Handle handle) {
    const bool fails = mustFail(function);
    const std::lock_guard lock(machine().mutex);
    if (!live_.find(handle)) return dnnMisuse(function, "not made, or destroyed already");
    live_.remove(handle);
    objectDestroyed();
    return fails ? CUDNN_STATUS_EXECUTION_FAILED : CUDNN_STATUS_SUCCESS;
  }
  std::shared_ptr<Object> find(Handle handle) const {  // null: not made, or destroyed
    const std::lock_guard lock(machine().mutex);
    return live_.find(handle);
  }

 private:
  Handles<Handle, Object> live_;
};

}  // namespace scalescope::cuda_double
