#include <cuda_runtime_api.h>

#include "core/backend/cuda/double/runtime_call.h"

namespace scalescope::cuda_double {

namespace {

/// What forbids to wait for an event, or to ask about it.
bool mayWait(RuntimeCall& call, const Event& event) {
  if (event.captured) {
    event.captured->valid = false;
    call.misuse(cudaErrorCapturedEvent, "the event was last recorded in a capture");
    return false;
  }
  return call.allowedByCaptures();
}

bool complete(const Event& event) { return !event.latest || event.latest->done(); }

cudaError_t waitInCapture(RuntimeCall& call, Capture& capture, const Event& event) {
  // The order of the stream says it already.
  if (event.captured.get() == &capture) return call.end();
  if (!event.captured && !event.latest) return call.end();
  capture.valid = false;
  return call.misuse(cudaErrorStreamCaptureIsolation,
                     "the event was recorded outside of the capture");
}

}  // namespace

extern "C" {

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* result, unsigned int flags) {
  constexpr unsigned kKnown =
      cudaEventBlockingSync | cudaEventDisableTiming | cudaEventInterprocess;
  RuntimeCall call("cudaEventCreateWithFlags");
  if (call.failed() || !call.given(result)) return call.end();
  if ((flags & ~kKnown) != 0) return call.misuse(cudaErrorInvalidValue, "unknown flags");
  const auto event = std::make_shared<Event>();
  event->timed = (flags & cudaEventDisableTiming) == 0;
  *result = machine().events.add(event);
  return call.end();
}

cudaError_t cudaEventDestroy(cudaEvent_t handle) {
  RuntimeCall call("cudaEventDestroy");
  if (call.failedByPlan() || !call.event(handle)) return call.end();
  machine().events.remove(handle);
  return call.end();
}

cudaError_t cudaEventRecord(cudaEvent_t handle, cudaStream_t streamHandle) {
  RuntimeCall call("cudaEventRecord");
  if (call.failed()) return call.end();
  const auto event = call.event(handle);
  if (!event) return call.end();
  const auto stream = call.stream(streamHandle);
  if (!stream) return call.end();
  const auto record = std::make_shared<Record>(stream);
  const cudaError_t error = machine().put(*stream, {nullptr, nullptr, record});
  if (error != cudaSuccess) return call.end(error);
  event->captured = stream->capture;
  if (!stream->capture) event->latest = record;
  return call.end();
}

cudaError_t cudaStreamWaitEvent(cudaStream_t streamHandle, cudaEvent_t handle, unsigned int flags) {
  RuntimeCall call("cudaStreamWaitEvent");
  if (call.failed()) return call.end();
  const auto stream = call.stream(streamHandle);
  if (!stream) return call.end();
  const auto event = call.event(handle);
  if (!event) return call.end();
  if (flags != cudaEventWaitDefault) return call.misuse(cudaErrorInvalidValue, "unknown flags");
  if (stream->capture) return waitInCapture(call, *stream->capture, *event);
  if (event->captured) {
    event->captured->valid = false;
    return call.misuse(cudaErrorCapturedEvent, "the double captures one stream at a time");
  }
  if (complete(*event)) return call.end();
  return call.end(machine().put(*stream, {event->latest, nullptr, nullptr}));
}

cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
  RuntimeCall call("cudaEventSynchronize");
  if (call.failed()) return call.end();
  const auto event = call.event(handle);
  if (!event || !mayWait(call, *event)) return call.end();
  if (event->latest) machine().waitFor(*event->latest);
  return call.end();
}

cudaError_t cudaEventQuery(cudaEvent_t handle) {
  RuntimeCall call("cudaEventQuery");
  if (call.failed()) return call.end();
  const auto event = call.event(handle);
  if (!event || !mayWait(call, *event)) return call.end();
  if (complete(*event)) return call.end();
  // Loops that ask until it is done shall end.
  machine().waitFor(*event->latest);
  return call.end(cudaErrorNotReady);
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t startHandle,
                                 cudaEvent_t endHandle) {
  RuntimeCall call("cudaEventElapsedTime");
  if (call.failed() || !call.given(milliseconds)) return call.end();
  const auto start = call.event(startHandle);
  if (!start) return call.end();
  const auto end = call.event(endHandle);
  if (!end || !mayWait(call, *start) || !mayWait(call, *end)) return call.end();
  if (!start->timed || !end->timed || !start->latest || !end->latest) {
    return call.misuse(cudaErrorInvalidResourceHandle,
                       "an event is made without timing, or not recorded");
  }
  if (!complete(*start) || !complete(*end)) return call.end(cudaErrorNotReady);
  const std::chrono::duration<float, std::milli> time = end->latest->time() - start->latest->time();
  *milliseconds = time.count();
  return call.end();
}

}  // extern "C"

}  // namespace scalescope::cuda_double
