#include <cuda_runtime_api.h>

#include <utility>

#include "core/backend/cuda/double/runtime_call.h"

// Capture and graphs.
namespace scalescope::cuda_double {

namespace {

void runAll(const WorkList& nodes) {
  for (const auto& node : nodes) {
    // One of them may have broken the device.
    if (machine().settings.sticky != cudaSuccess) return;
    node();
  }
}

template <typename Object>
bool exists(RuntimeCall& call, const std::shared_ptr<Object>& object) {
  if (!object) call.misuse(cudaErrorInvalidValue, "the graph is not made, or destroyed");
  return object != nullptr;
}

}  // namespace

extern "C" {

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode mode) {
  RuntimeCall call("cudaStreamBeginCapture");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream) return call.end();
  if (stream->capture) return call.misuse(cudaErrorIllegalState, "the stream is captured already");
  if (mode != cudaStreamCaptureModeGlobal && mode != cudaStreamCaptureModeThreadLocal &&
      mode != cudaStreamCaptureModeRelaxed) {
    return call.misuse(cudaErrorInvalidValue, "unknown mode");
  }
  stream->capture = std::make_shared<Capture>();
  stream->capture->mode = mode;
  return call.end();
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* result) {
  RuntimeCall call("cudaStreamEndCapture");
  if (!call.given(result)) return call.end();
  *result = nullptr;
  const auto stream = call.stream(handle);
  if (!stream) return call.end();
  if (call.failedByPlan()) {  // the capture is over all the same
    stream->capture = nullptr;
    return call.end();
  }
  if (!stream->capture) return call.misuse(cudaErrorIllegalState, "the stream is not captured");
  if (stream->capture->mode != cudaStreamCaptureModeRelaxed &&
      stream->capture->thread != std::this_thread::get_id()) {
    stream->capture->valid = false;
    return call.misuse(cudaErrorStreamCaptureWrongThread, "another thread began the capture");
  }
  const auto capture = std::exchange(stream->capture, nullptr);
  if (call.failed()) return call.end();
  if (!capture->valid) return call.end(cudaErrorStreamCaptureInvalidated);
  // Events that were recorded go on to refer to the capture, not to its work.
  *result = machine().graphs.add(std::make_shared<Graph>(Graph{std::exchange(capture->nodes, {})}));
  return call.end();
}

cudaError_t cudaStreamIsCapturing(cudaStream_t handle, cudaStreamCaptureStatus* status) {
  RuntimeCall call("cudaStreamIsCapturing");
  if (call.failed() || !call.given(status)) return call.end();
  const auto stream = call.stream(handle);
  if (!stream) return call.end();
  *status = cudaStreamCaptureStatusNone;
  if (stream->capture) {
    *status =
        stream->capture->valid ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusInvalidated;
  }
  return call.end();
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* result, cudaGraph_t handle,
                                 unsigned long long flags) {
  RuntimeCall call("cudaGraphInstantiate");
  if (call.failed() || !call.given(result)) return call.end();
  const auto graph = machine().graphs.find(handle);
  if (!exists(call, graph)) return call.end();
  if (flags != 0) return call.misuse(cudaErrorInvalidValue, "the double knows no flags");
  const auto exec = std::make_shared<GraphExec>();
  exec->nodes = std::make_shared<const WorkList>(graph->nodes);
  *result = machine().graphExecs.add(exec);
  return call.end();
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t handle, cudaStream_t streamHandle) {
  RuntimeCall call("cudaGraphLaunch");
  if (call.failed()) return call.end();
  const auto exec = machine().graphExecs.find(handle);
  if (!exists(call, exec)) return call.end();
  const auto stream = call.stream(streamHandle);
  if (!stream) return call.end();
  // Queued launches keep what they need beyond the end of the graph.
  Work work{nullptr, [nodes = exec->nodes] { runAll(*nodes); }, nullptr};
  if (!stream->capture) {
    work.marks = std::make_shared<Record>(stream);
    work.after = std::exchange(exec->launched, work.marks);
  }
  return call.end(machine().put(*stream, std::move(work)));
}

cudaError_t cudaGraphDestroy(cudaGraph_t handle) {
  RuntimeCall call("cudaGraphDestroy");
  if (call.failedByPlan() || !exists(call, machine().graphs.find(handle))) return call.end();
  machine().graphs.remove(handle);
  return call.end();
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t handle) {
  RuntimeCall call("cudaGraphExecDestroy");
  if (call.failedByPlan() || !exists(call, machine().graphExecs.find(handle))) return call.end();
  machine().graphExecs.remove(handle);
  return call.end();
}

}  // extern "C"

}  // namespace scalescope::cuda_double
