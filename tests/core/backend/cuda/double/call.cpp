#include "core/backend/cuda/double/call.h"

#include "core/backend/cuda/double/machine.h"

namespace scalescope::cuda_double {

Call::Call(const char* function, cudaError_t planned, Needs needs)
    : lock_(machine().mutex),
      function_(function),
      error_(machine().begin(function, planned, needs == Needs::device)),
      planned_(failed() && !broken() &&
               (needs == Needs::nothing || machine().deviceError() == cudaSuccess)) {}

cudaError_t Call::end(cudaError_t error) {
  // A failure that was met first goes before later ones, a lost device before all of them.
  if (!failed()) error_ = error;
  if (broken()) error_ = machine().settings.sticky;
  if (failed()) machine().thread().lastError = error_;
  return error_;
}

cudaError_t Call::wrong(cudaError_t error, const std::string& what) {
  complain(function_, what);
  return end(error);
}

std::shared_ptr<Stream> Call::stream(cudaStream_t handle) {
  auto found = machine().streams.find(handle);
  if (!found) {
    wrong(cudaErrorInvalidResourceHandle,
          "the stream is the default one, or not made, or destroyed");
  }
  return found;
}

std::shared_ptr<Event> Call::event(cudaEvent_t handle) {
  auto found = machine().events.find(handle);
  if (!found) wrong(cudaErrorInvalidResourceHandle, "the event is not made, or destroyed");
  return found;
}

bool Call::given(const void* result) {
  if (!result) wrong(cudaErrorInvalidValue, "no place for the result");
  return result != nullptr;
}

bool Call::allowedByCaptures(const Stream* stream) {
  return allowed([stream](const Stream& captured) {
    return &captured == stream || captured.capture->forbidsWaiting();
  });
}

bool Call::allowedByAnyCapture() {
  return allowed([](const Stream&) { return true; });
}

template <typename Forbids>
bool Call::allowed(const Forbids& forbids) {
  bool yes = true;
  for (const auto& [handle, captured] : machine().streams.all()) {
    if (!captured->capture || !forbids(*captured)) continue;
    captured->capture->valid = false;
    yes = false;
  }
  if (!yes) wrong(cudaErrorStreamCaptureUnsupported, "not while a stream is captured");
  return yes;
}

}  // namespace scalescope::cuda_double
