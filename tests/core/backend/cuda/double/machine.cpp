#include "core/backend/cuda/double/machine.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "core/backend/cuda/double/control.h"
#include "core/backend/cuda/double/state.h"

namespace scalescope::cuda_double {

namespace {
using Lock = std::lock_guard<std::recursive_mutex>;
}

void reset() {
  const Lock lock(machine().mutex);
  machine().settings = {};
  machine().threads.clear();
}

void setDevices(int count, cudaError_t error) {
  const Lock lock(machine().mutex);
  machine().settings.devices = count;
  machine().settings.devicesError = error;
}

void setHalfProducts(bool supported) {
  const std::lock_guard lock(machine().mutex);
  machine().settings.halfProducts = supported;
}

void setComputeCapability(int major, int minor) {
  const Lock lock(machine().mutex);
  machine().settings.major = major;
  machine().settings.minor = minor;
}

void setMemory(std::size_t total) {
  const Lock lock(machine().mutex);
  machine().settings.memory = total;
}

void failCall(long n, const std::string& prefix) {
  const Lock lock(machine().mutex);
  if (n > 0) machine().settings.plans.push_back({n, prefix});
}

long calls(const std::string& prefix) {
  const Lock lock(machine().mutex);
  long sum = 0;
  for (const auto& [function, count] : machine().settings.calls) {
    if ((function + "(").starts_with(prefix)) sum += count;
  }
  return sum;
}

void breakDevice(cudaError_t error) {
  const Lock lock(machine().mutex);
  machine().breakDown(error);
}

std::vector<std::string> complaints() {
  const Lock lock(machine().mutex);
  return machine().settings.complaints;
}

std::size_t queued() {
  const Lock lock(machine().mutex);
  std::size_t sum = 0;
  for (const auto& [handle, stream] : machine().streams.all()) sum += stream->queued();
  return sum;
}

Held held() {
  const Lock lock(machine().mutex);
  const Machine& all = machine();
  Held held;
  held.streams = all.streams.all().size();
  held.events = all.events.all().size();
  held.graphs = all.graphs.all().size();
  held.graphExecs = all.graphExecs.all().size();
  held.deviceBlocks = all.deviceMemory.blocks().all().size();
  held.deviceBytes = all.deviceMemory.blocks().total();
  held.pinnedBlocks = all.pinnedMemory.blocks().all().size();
  held.libraryObjects = all.libraryObjects;
  return held;
}

void setConvolutionSupport(const ConvolutionSupport& support) {
  const Lock lock(machine().mutex);
  machine().settings.convolution = support;
}

ConvolutionSupport convolutionSupport() {
  const Lock lock(machine().mutex);
  return machine().settings.convolution;
}

bool mustFail(const char* function) {
  const Lock lock(machine().mutex);
  return machine().begin(function, cudaErrorLaunchFailure, true) != cudaSuccess;
}

bool broken() {
  const Lock lock(machine().mutex);
  return machine().settings.sticky != cudaSuccess;
}

void enqueue(cudaStream_t handle, std::function<void()> work) {
  const Lock lock(machine().mutex);
  const auto stream = machine().streams.find(handle);
  if (stream) {
    machine().put(*stream, {nullptr, std::move(work), nullptr});
  } else {
    complain("enqueue", "the stream is the default one, or not made, or destroyed");
  }
}

void complain(const std::string& function, const std::string& what) {
  const Lock lock(machine().mutex);
  machine().settings.complaints.push_back(function + ": " + what);
}

bool isDeviceMemory(const void* address, std::size_t bytes) {
  const Lock lock(machine().mutex);
  return machine().deviceMemory.blocks().find(numberOf(address), bytes) == Within::whole;
}

bool isAligned(const void* address, std::size_t alignment) {
  return numberOf(address) % alignment == 0;
}

bool isStream(cudaStream_t stream) {
  const Lock lock(machine().mutex);
  return machine().streams.find(stream) != nullptr;
}

bool isCapturing(cudaStream_t handle) {
  const Lock lock(machine().mutex);
  const auto stream = machine().streams.find(handle);
  return stream && stream->capture;
}

void objectMade() {
  const Lock lock(machine().mutex);
  ++machine().libraryObjects;
}

void objectDestroyed() {
  const Lock lock(machine().mutex);
  --machine().libraryObjects;
}

}  // namespace scalescope::cuda_double
