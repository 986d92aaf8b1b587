#include "core/backend/cuda/double/runtime_call.h"

namespace scalescope::cuda_double {

RuntimeCall::RuntimeCall(const char* function, cudaError_t planned, Needs needs) : Call(function) {
  fail(machine().begin(function, planned, needs == Needs::device));
  planned_ =
      failed() && !broken() && (needs == Needs::nothing || machine().deviceError() == cudaSuccess);
}

cudaError_t RuntimeCall::end(cudaError_t error) {
  fail(error);
  // A lost device goes before all other failures.
  const cudaError_t result = broken() ? machine().settings.sticky : status();
  if (result != cudaSuccess) machine().thread().lastError = result;
  return result;
}

cudaError_t RuntimeCall::misuse(cudaError_t error, const std::string& what) {
  Call::misuse(error, what);
  return end();
}

std::shared_ptr<Stream> RuntimeCall::stream(cudaStream_t handle) {
  auto found = machine().streams.find(handle);
  if (!found) {
    misuse(cudaErrorInvalidResourceHandle,
           "the stream is the default one, or not made, or destroyed");
  }
  return found;
}

std::shared_ptr<Event> RuntimeCall::event(cudaEvent_t handle) {
  auto found = machine().events.find(handle);
  if (!found) misuse(cudaErrorInvalidResourceHandle, "the event is not made, or destroyed");
  return found;
}

bool RuntimeCall::given(const void* result) {
  if (!result) misuse(cudaErrorInvalidValue, "no place for the result");
  return result != nullptr;
}

bool RuntimeCall::allowedByCaptures(const Stream* stream) {
  return allowed([stream](const Stream& captured) {
    return &captured == stream || captured.capture->forbidsWaiting();
  });
}

bool RuntimeCall::allowedByAnyCapture() {
  return allowed([](const Stream&) { return true; });
}

template <typename Forbids>
bool RuntimeCall::allowed(const Forbids& forbids) {
  bool yes = true;
  for (const auto& [handle, captured] : machine().streams.all()) {
    if (!captured->capture || !forbids(*captured)) continue;
    captured->capture->valid = false;
    yes = false;
  }
  if (!yes) misuse(cudaErrorStreamCaptureUnsupported, "not while a stream is captured");
  return yes;
}

}  // namespace scalescope::cuda_double
