#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/control.h"
#include "core/backend/cuda/double/device_memory.h"
#include "core/backend/cuda/double/stream.h"

namespace scalescope::cuda_double {

/// Objects by handles that are never given twice, so that the use of a destroyed one is noticed.
template <typename Handle, typename Object>
class Handles {
 public:
  Handle add(std::shared_ptr<Object> object) {
    constexpr std::uintptr_t kFirst = 0x10000;  // small ones mean special streams to CUDA
    constexpr std::uintptr_t kStep = 16;
    const auto handle = reinterpret_cast<Handle>(kFirst + kStep * made_++);
    objects_.emplace(handle, std::move(object));
    return handle;
  }
  std::shared_ptr<Object> find(Handle handle) const {  // null: not made, or destroyed
    const auto found = objects_.find(handle);
    return found == objects_.end() ? nullptr : found->second;
  }
  void remove(Handle handle) { objects_.erase(handle); }
  const std::map<Handle, std::shared_ptr<Object>>& all() const { return objects_; }

 private:
  std::map<Handle, std::shared_ptr<Object>> objects_;
  std::uintptr_t made_ = 0;
};

/// What a test has set, and what has happened since.
struct Settings {
  struct Plan {
    long callsLeft = 0;
    std::string prefix;
  };

  int devices = 1;
  cudaError_t devicesError = cudaSuccess;
  int major = 9;
  int minor = 0;
  bool hasTf32() const { return major >= 8; }  ///< Ampere and later
  std::size_t memory = std::size_t{2} << 30;
  ConvolutionSupport convolution;
  bool halfProducts = true;
  cudaError_t sticky = cudaSuccess;
  std::vector<Plan> plans;
  std::map<std::string, long> calls;
  std::vector<std::string> complaints;
};

struct ThreadState {
  int device = 0;
  cudaError_t lastError = cudaSuccess;
};

struct Machine {
  /// Counts a call; `planned` is what it returns if a test planned its failure.
  cudaError_t begin(const std::string& function, cudaError_t planned, bool needsDevice);
  cudaError_t deviceError() const;  ///< of counting devices
  ThreadState& thread() { return threads[std::this_thread::get_id()]; }

  /// Into its queue, or the graph it is captured into.
  cudaError_t put(Stream& stream, Work work);
  void drain(Stream& stream);
  void drainAll();
  void waitFor(Record& record);
  void breakDown(cudaError_t error);

  std::recursive_mutex mutex;
  Settings settings;
  std::map<std::thread::id, ThreadState> threads;
  DeviceMemory deviceMemory;
  PinnedMemory pinnedMemory;
  Handles<cudaStream_t, Stream> streams;
  Handles<cudaEvent_t, Event> events;
  Handles<cudaGraph_t, Graph> graphs;
  Handles<cudaGraphExec_t, GraphExec> graphExecs;
  std::size_t libraryObjects = 0;
};

Machine& machine();

}  // namespace scalescope::cuda_double
