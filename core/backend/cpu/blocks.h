#pragma once

#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace scalescope::cpu {

/// Kernels work block by block; a block's size is fixed, so that no result depends on the number of
/// threads.
constexpr std::size_t kBlockElements = 8192;
/// Below this, waking the other threads costs more than they save.
constexpr std::int64_t kParallelFromBlocks = 4;

inline std::int64_t blockCount(std::size_t n) {
  return static_cast<std::int64_t>((n + kBlockElements - 1) / kBlockElements);
}

/// Calls run(first, count) for every block of n elements, and adds up its results in any order.
/// The serial way has no parallel region at all: OpenMP allocates when a region's team changes its
/// size.
template <class Result, class Run>
Result sumOverBlocks(std::size_t n, const Run& run) {
  const std::int64_t blocks = blockCount(n);
  const auto one = [&](std::int64_t block) {
    const std::size_t first = static_cast<std::size_t>(block) * kBlockElements;
    return run(first, std::min(kBlockElements, n - first));
  };
  Result sum{};
  if (blocks < kParallelFromBlocks || omp_in_parallel() || omp_get_max_threads() == 1) {
    for (std::int64_t block = 0; block < blocks; ++block) sum += one(block);
    return sum;
  }
#pragma omp parallel
  {
    Result part{};
#pragma omp for schedule(static) nowait
    for (std::int64_t block = 0; block < blocks; ++block) part += one(block);
#pragma omp critical(scalescope_blocks)
    sum += part;
  }
  return sum;
}

}  // namespace scalescope::cpu
