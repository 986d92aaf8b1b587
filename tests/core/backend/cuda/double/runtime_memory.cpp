#include <cuda_runtime_api.h>

#include <algorithm>

#include "core/backend/cuda/double/runtime_call.h"

// Memory: how it comes and goes. What is done with it: runtime_copy.cpp.
namespace scalescope::cuda_double {

namespace {

std::size_t freeBytes() {
  const std::size_t used = machine().deviceMemory.blocks().total();
  return machine().settings.memory - std::min(used, machine().settings.memory);
}

/// What both kinds of allocation begin with; true: there is something to do.
bool beginsAllocation(RuntimeCall& call, void** result, std::size_t bytes) {
  if (call.failed() || !call.given(result) || !call.allowedByCaptures()) return false;
  *result = nullptr;
  return bytes > 0;
}

/// What is released may still be used by queued work, which CUDA waits for. A lost device has
/// nothing queued.
bool beginsRelease(RuntimeCall& call, const void* address) {
  if (call.failedByPlan() || !address) return false;
  // Where nothing works any more, captures are no reason to keep memory.
  if (call.failed()) return true;
  if (!call.allowedByCaptures()) return false;
  machine().drainAll();
  return true;
}

}  // namespace

extern "C" {

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  RuntimeCall call("cudaMemGetInfo");
  if (call.failed() || !call.given(free) || !call.given(total)) return call.end();
  *free = freeBytes();
  *total = machine().settings.memory;
  return call.end();
}

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  RuntimeCall call("cudaMalloc", cudaErrorMemoryAllocation);
  if (!beginsAllocation(call, address, bytes)) return call.end();
  if (bytes <= freeBytes()) *address = machine().deviceMemory.allocate(bytes);
  return call.end(*address ? cudaSuccess : cudaErrorMemoryAllocation);
}

cudaError_t cudaFree(void* address) {
  RuntimeCall call("cudaFree");
  if (!beginsRelease(call, address)) return call.end();
  switch (machine().deviceMemory.release(address)) {
    case DeviceMemory::Release::done:
      break;
    case DeviceMemory::Release::damaged:
      return call.misuse(cudaErrorInvalidValue, "something was written beside this block");
    case DeviceMemory::Release::unknown:
      return call.misuse(cudaErrorInvalidValue, "no block of device memory begins here");
  }
  return call.end();
}

cudaError_t cudaHostAlloc(void** address, std::size_t bytes, unsigned int flags) {
  constexpr unsigned kKnown =
      cudaHostAllocPortable | cudaHostAllocMapped | cudaHostAllocWriteCombined;
  RuntimeCall call("cudaHostAlloc", cudaErrorMemoryAllocation);
  if (!beginsAllocation(call, address, bytes)) return call.end();
  if ((flags & ~kKnown) != 0) return call.misuse(cudaErrorInvalidValue, "unknown flags");
  *address = machine().pinnedMemory.allocate(bytes);
  return call.end(*address ? cudaSuccess : cudaErrorMemoryAllocation);
}

cudaError_t cudaFreeHost(void* address) {
  RuntimeCall call("cudaFreeHost");
  if (!beginsRelease(call, address)) return call.end();
  if (!machine().pinnedMemory.release(address)) {
    return call.misuse(cudaErrorInvalidValue, "no block of pinned memory begins here");
  }
  return call.end();
}

}  // extern "C"

}  // namespace scalescope::cuda_double
