#include "core/backend/cuda/double/state.h"

#include <utility>

namespace scalescope::cuda_double {

Machine& machine() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static Machine& instance = *new Machine;
  return instance;
}

cudaError_t Machine::begin(const std::string& function, cudaError_t planned, bool needsDevice) {
  ++settings.calls[function];
  bool hit = false;
  for (Settings::Plan& plan : settings.plans) {
    if ((function + "(").starts_with(plan.prefix)) hit = --plan.callsLeft == 0 || hit;
  }
  std::erase_if(settings.plans, [](const Settings::Plan& plan) { return plan.callsLeft <= 0; });
  if (settings.sticky != cudaSuccess) return settings.sticky;
  if (needsDevice && deviceError() != cudaSuccess) return deviceError();
  return hit ? planned : cudaSuccess;
}

cudaError_t Machine::deviceError() const {
  const bool none = settings.devicesError == cudaSuccess && settings.devices <= 0;
  return none ? cudaErrorNoDevice : settings.devicesError;
}

cudaError_t Machine::put(Stream& stream, Work work) {
  // Enough for whoever waits now and then, little enough to notice who never does.
  constexpr std::size_t kLongestQueue = 200000;
  if (settings.sticky != cudaSuccess) return settings.sticky;
  if (stream.capture) {
    if (!stream.capture->valid) return cudaErrorStreamCaptureInvalidated;
    if (work.run) stream.capture->nodes.push_back(std::move(work.run));
    return cudaSuccess;
  }
  stream.put(std::move(work));
  if (stream.queued() > kLongestQueue) drain(stream);
  return settings.sticky;
}

void Machine::drain(Stream& stream) {
  if (stream.queued() == 0) return;
  const DeviceMemory::Access access(deviceMemory);
  while (stream.runNext()) {
  }
}

void Machine::drainAll() {
  for (const auto& [handle, stream] : streams.all()) drain(*stream);
}

void Machine::waitFor(Record& record) {
  if (record.done()) return;
  const DeviceMemory::Access access(deviceMemory);
  record.wait();
}

void Machine::breakDown(cudaError_t error) {
  settings.sticky = error;
  for (const auto& [handle, stream] : streams.all()) {
    stream->drop();
    if (stream->capture) stream->capture->valid = false;
  }
}

}  // namespace scalescope::cuda_double
