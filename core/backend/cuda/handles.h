#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>

#include "core/backend/cuda/check.h"

// What the CUDA runtime and the libraries hand out, owned. Destroying one never throws: after a
// sticky error it could not succeed.
namespace scalescope::cuda {

/// A deleter for std::unique_ptr: calls `destroy`, whatever that returns.
template <auto destroy>
struct Destroy {
  template <typename Handle>
  void operator()(Handle* handle) const {
    static_cast<void>(destroy(handle));
  }
};

template <typename Handle, auto destroy>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy<destroy>>;

using Stream = Owned<cudaStream_t, cudaStreamDestroy>;
using Event = Owned<cudaEvent_t, cudaEventDestroy>;
using Graph = Owned<cudaGraph_t, cudaGraphDestroy>;
using GraphExec = Owned<cudaGraphExec_t, cudaGraphExecDestroy>;
using DnnHandle = Owned<cudnnHandle_t, cudnnDestroy>;
using MatmulHandle = Owned<cublasLtHandle_t, cublasLtDestroy>;
/// Page-locked host memory, which the device reads and writes by itself.
using Pinned = std::unique_ptr<void, Destroy<cudaFreeHost>>;

Stream makeStream();
Event makeEvent();       ///< for waiting: without time, and the host sleeps while it waits
Event makeTimedEvent();  ///< with time; the host does not sleep: a small step is over too soon
DnnHandle makeDnnHandle(cudaStream_t stream);
MatmulHandle makeMatmulHandle();
/// Zeroed. Throws Error (failed) if there is no such memory left, as the others do if they fail.
Pinned makePinned(std::size_t bytes);

}  // namespace scalescope::cuda
