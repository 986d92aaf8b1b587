#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <string>

#include "core/backend/cuda/double/call.h"

namespace scalescope::cuda_double {

/// A call of the runtime, which keeps each thread's last error.
class RuntimeCall : public Call<cudaError_t> {
 public:
  enum class Needs { device, nothing };

  /// `planned`: what is returned when a test planned that the call fails.
  explicit RuntimeCall(const char* function, cudaError_t planned = cudaErrorLaunchFailure,
                       Needs needs = Needs::device);

  /// Of calls that release something, which they do even where the device is lost.
  bool failedByPlan() const { return planned_; }

  /// What to return, once noted as the thread's last error.
  cudaError_t end(cudaError_t error = cudaSuccess);
  cudaError_t misuse(cudaError_t error, const std::string& what);

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

  bool planned_ = false;
};

}  // namespace scalescope::cuda_double
