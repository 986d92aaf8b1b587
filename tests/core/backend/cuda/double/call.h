#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <mutex>
#include <string>

#include "core/backend/cuda/double/state.h"

namespace scalescope::cuda_double {

/// A call of the runtime, from its first line to its return: it has the machine for itself.
class Call {
 public:
  enum class Needs { device, nothing };

  /// `planned`: what is returned when a test planned that the call fails.
  explicit Call(const char* function, cudaError_t planned = cudaErrorLaunchFailure,
                Needs needs = Needs::device);

  bool failed() const { return error_ != cudaSuccess; }
  /// Of calls that release something, which they do even where the device is lost.
  bool failedByPlan() const { return planned_; }

  /// What to return, once noted as the thread's last error.
  cudaError_t end(cudaError_t error = cudaSuccess);
  /// The same for what is against the documentation.
  cudaError_t wrong(cudaError_t error, const std::string& what);

  /// Null if it is not one; the call has failed then.
  std::shared_ptr<Stream> stream(cudaStream_t handle);
  std::shared_ptr<Event> event(cudaEvent_t handle);
  bool given(const void* result);  ///< that there is a place for the result

  /// Of a call that waits for work or manages memory: fails if a capture that goes on forbids it,
  /// as each one of this stream does.
  bool allowedByCaptures(const Stream* stream = nullptr);
  /// As above, of a call that concerns all streams.
  bool allowedByAnyCapture();

 private:
  template <typename Forbids>
  bool allowed(const Forbids& forbids);

  std::lock_guard<std::recursive_mutex> lock_;
  const char* function_;
  cudaError_t error_;
  bool planned_;
};

}  // namespace scalescope::cuda_double
