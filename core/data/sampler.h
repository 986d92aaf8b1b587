#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace scalescope {

/// Which samples make up batch k. A function of seed, count, batch size and k alone, so a run can
/// resume anywhere. Without shuffling, batch k holds samples k·B … k·B+B−1, wrapping at the end.
/// With it, every epoch is a new permutation (Fisher–Yates over counter-based draws), and batches
/// run on across the end of an epoch.
class Sampler {
 public:
  Sampler(std::int64_t count, std::int64_t batchSize, bool shuffle, std::uint64_t seed);
  /// Fills `out` (batch size) with the indices of batch `step`. Allocates nothing.
  void batch(std::int64_t step, std::span<std::int64_t> out);

 private:
  void prepareEpoch(std::int64_t epoch);
  std::int64_t count_;
  std::int64_t batchSize_;
  bool shuffle_;
  std::uint64_t seed_;
  std::int64_t epoch_ = -1;
  std::vector<std::int64_t> order_;
};

}  // namespace scalescope
