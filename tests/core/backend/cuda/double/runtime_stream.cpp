#include <cuda_runtime_api.h>

#include <utility>

#include "core/backend/cuda/double/runtime_call.h"
#include "core/backend/cuda/launch.h"

// Streams, and kernels on them.
namespace scalescope::cuda_double {

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* result, unsigned int flags) {
  RuntimeCall call("cudaStreamCreateWithFlags");
  if (call.failed() || !call.given(result)) return call.end();
  if ((flags & ~unsigned{cudaStreamNonBlocking}) != 0) {
    return call.misuse(cudaErrorInvalidValue, "unknown flags");
  }
  *result = machine().streams.add(std::make_shared<Stream>());
  return call.end();
}

cudaError_t cudaStreamDestroy(cudaStream_t handle) {
  RuntimeCall call("cudaStreamDestroy");
  if (call.failedByPlan()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream) return call.end();
  // CUDA lets queued work finish.
  machine().drain(*stream);
  machine().streams.remove(handle);
  if (stream->capture) {
    return call.misuse(cudaErrorStreamCaptureUnsupported, "the stream is captured");
  }
  return call.end();
}

cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
  RuntimeCall call("cudaStreamSynchronize");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream || !call.allowedByCaptures(stream.get())) return call.end();
  machine().drain(*stream);
  return call.end();
}

cudaError_t cudaStreamQuery(cudaStream_t handle) {
  RuntimeCall call("cudaStreamQuery");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream || !call.allowedByCaptures(stream.get())) return call.end();
  if (stream->queued() == 0) return call.end();
  // Loops that ask until it is done shall end.
  machine().drain(*stream);
  return call.end(cudaErrorNotReady);
}

cudaError_t cudaDeviceSynchronize() {
  RuntimeCall call("cudaDeviceSynchronize");
  if (call.failed() || !call.allowedByAnyCapture()) return call.end();
  machine().drainAll();
  return call.end();
}

}  // extern "C"

}  // namespace scalescope::cuda_double

namespace scalescope::cuda {

cudaError_t enqueueOnHost(cudaStream_t handle, std::function<void()> work) {
  using cuda_double::machine;
  cuda_double::RuntimeCall call("cudaLaunchKernel");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream) return call.end();
  return call.end(machine().put(*stream, {nullptr, std::move(work), nullptr}));
}

}  // namespace scalescope::cuda
