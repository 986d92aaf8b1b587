#pragma once

#include <optional>

#include "core/diagnosis/evidence.h"

namespace scalescope {

/// The first update or weight of a record that is not finite, which the step left so.
std::optional<std::size_t> firstBadWeight(const StatisticsRecord& record);
/// Whether a record tells of weights at all. Of another program's step that was found to be bad
/// only afterwards, it tells of gradients alone.
bool holdsWeights(const StatisticsRecord& record);

/// Follows a run's weights through its applied steps: since when they are not finite. They stay
/// that way, since what is computed of them is not finite either.
class WeightsWatch {
 public:
  /// The next applied step, and its statistics if it has any.
  void apply(const StepRecord& step, const ScaledStatistics* counted);
  const std::optional<BrokenWeights>& broken() const { return broken_; }
  /// The first step since weights were counted last that was applied with non-finite gradients.
  std::optional<std::int64_t> badUpdate() const { return badUpdate_; }

 private:
  std::optional<BrokenWeights> broken_;
  std::optional<std::int64_t> badUpdate_, finiteStep_;
  bool finite_ = true;  ///< as the newest applied step left them; those that training begins with
};

}  // namespace scalescope
