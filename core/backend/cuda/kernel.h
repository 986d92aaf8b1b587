#pragma once

#include <algorithm>
#include <cstdint>

#include "core/numerics/round.h"

// What a kernel is, apart from how it is started (launch.h): a value with
//   struct Shared                      memory of a block, not initialised
//   static constexpr int phases        a barrier of the block lies between two of them
//   template <int phase> void run(const Place&, Shared&) const      for host and device
// so that one and the same body runs on a device and, to be tested, on the host.
namespace scalescope::cuda {

/// Where a thread stands in its launch.
struct Place {
  std::int64_t block = 0;
  std::int64_t blocks = 1;
  int thread = 0;
  int threads = 1;  ///< of a block
  SCALESCOPE_HD std::int64_t first() const { return block * threads + thread; }
  SCALESCOPE_HD std::int64_t stride() const { return blocks * threads; }
};

/// A launch in one dimension: `threads` in each block.
struct Grid {
  int blocks = 1;
  int threads = 1;
};

constexpr int kThreads = 256;

/// For kernels that walk over `count` elements in steps of the whole grid: enough blocks to fill
/// any device, few enough to leave each thread some work.
inline Grid gridOver(std::int64_t count) {
  constexpr std::int64_t kPerThread = 4;
  constexpr std::int64_t kMostBlocks = 1024;
  const std::int64_t blocks = (count + kThreads * kPerThread - 1) / (kThreads * kPerThread);
  return {static_cast<int>(std::clamp<std::int64_t>(blocks, 1, kMostBlocks)), kThreads};
}

struct NoShared {};

namespace detail {
template <int phase, typename Kernel>
void runPhases(const Kernel& kernel, const Grid& grid, std::int64_t block,
               typename Kernel::Shared& shared) {
  for (int thread = 0; thread < grid.threads; ++thread) {
    kernel.template run<phase>(Place{block, grid.blocks, thread, grid.threads}, shared);
  }
  if constexpr (phase + 1 < Kernel::phases) runPhases<phase + 1>(kernel, grid, block, shared);
}
}  // namespace detail

/// Block by block, phase by phase, thread by thread, in the order of their numbers.
template <typename Kernel>
void runOnHost(const Grid& grid, const Kernel& kernel) {
  for (std::int64_t block = 0; block < grid.blocks; ++block) {
    typename Kernel::Shared shared;
    detail::runPhases<0>(kernel, grid, block, shared);
  }
}

}  // namespace scalescope::cuda
