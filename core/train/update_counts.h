#pragma once

#include <cstdint>
#include <optional>

namespace scalescope {

/// What became of a tensor's updates in a step.
struct UpdateCounts {
  std::uint64_t lost = 0;     ///< not 0, and yet the weight stayed as it was
  std::uint64_t nonZero = 0;  ///< all that are not 0

  UpdateCounts& operator+=(const UpdateCounts& other) {
    lost += other.lost;
    nonZero += other.nonZero;
    return *this;
  }
  /// TensorDivergence::lostUpdates
  std::optional<double> share() const {
    if (nonZero == 0) return std::nullopt;
    return static_cast<double>(lost) / static_cast<double>(nonZero);
  }
};

}  // namespace scalescope
