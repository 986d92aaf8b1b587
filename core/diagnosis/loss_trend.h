#pragma once

#include <cstddef>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// The losses of a run, step by step, as far as they tell whether training goes astray. Batches
/// differ, those of a few samples by more than ten times, so that one is compared with several.
class LossTrend {
 public:
  /// Steps come in order, the skipped ones too: which are skipped may depend on their loss.
  void add(const StepRecord& step);
  /// Whether the loss of the newest step is not finite, four times the largest of the 4 to 16
  /// before it, or among 16 whose mean is four times the lowest mean of as many.
  bool rose() const { return rose_; }

 private:
  std::vector<double> recent_;  ///< the newest, from `next_` on the oldest
  std::size_t next_ = 0;
  double lowest_ = 0.0;  ///< mean; 0: none yet
  bool rose_ = false;
};

}  // namespace scalescope
