#pragma once

#include <cuda_runtime_api.h>

#include <functional>

#include "core/backend/cuda/kernel.h"

// The one place from which kernels are started.
namespace scalescope::cuda {

#ifdef __CUDACC__
namespace detail {
template <int phase, typename Kernel>
__device__ void runPhases(const Kernel& kernel, const Place& place,
                          typename Kernel::Shared& shared) {
  if constexpr (phase > 0) __syncthreads();
  kernel.template run<phase>(place, shared);
  if constexpr (phase + 1 < Kernel::phases) runPhases<phase + 1>(kernel, place, shared);
}

template <typename Kernel>
__global__ void enter(const Kernel kernel) {
  __shared__ typename Kernel::Shared shared;
  const Place place{blockIdx.x, gridDim.x, static_cast<int>(threadIdx.x),
                    static_cast<int>(blockDim.x)};
  runPhases<0>(kernel, place, shared);
}
}  // namespace detail
#else
/// Of a build for tests: does `work` when the stream comes to it.
cudaError_t enqueueOnHost(cudaStream_t stream, std::function<void()> work);
#endif

/// Puts a kernel on a stream; the error of the launch itself is returned, what goes wrong while it
/// runs is met at the next synchronisation.
template <typename Kernel>
cudaError_t launch(cudaStream_t stream, const Grid& grid, const Kernel& kernel) {
#ifdef __CUDACC__
  detail::
      enter<<<static_cast<unsigned>(grid.blocks), static_cast<unsigned>(grid.threads), 0, stream>>>(
          kernel);
  return cudaGetLastError();
#else
  return enqueueOnHost(stream, [grid, kernel] { runOnHost(grid, kernel); });
#endif
}

}  // namespace scalescope::cuda
