#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/store/reader.h"

namespace scalescope {

/// The finite values of one quantity in a stretch of steps; NaN where there are none.
struct BlockRange {
  double low = 0.0, high = 0.0, mean = 0.0;
};

/// A stretch of a run's steps, or a single one.
struct StepBlock {
  std::int64_t first = 0, last = 0;  ///< steps
  double wallTime = 0.0;             ///< of the last
  double samples = 0.0;              ///< likewise
  std::int64_t skipped = 0;          ///< steps whose update was
  std::uint16_t absent = 0;  ///< Absent bits of plots: what was measured at neither end of it
  BlockRange loss, scale, gradNorm, overflow, underflowShare, stepMs;

  bool isStep() const { return first == last; }
};

/// A stretch of one step.
StepBlock blockOf(const StepRecord& step);

/// The sizes of blocks that a store keeps, the largest first.
inline constexpr std::array<std::int64_t, 3> kBlockSizes{4096, 512, 64};

/// A run from `from` on in stretches of at most `size` steps (one of kBlockSizes), ascending; where
/// the store has no block, as at the end of a run, in smaller ones and single steps. Their number
/// is about the run's steps divided by `size`. One read transaction.
std::vector<StepBlock> overviewOf(const StoreReader& reader, std::int64_t run, std::int64_t size,
                                  std::int64_t from = 0);

}  // namespace scalescope
