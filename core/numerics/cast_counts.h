#pragma once

#include <algorithm>
#include <cstdint>

#include "core/numerics/round.h"

namespace scalescope {

/// What one cast of a tensor did to its elements, counted at the cast itself from the values before
/// rounding.
struct CastCounts {
  std::uint64_t elements = 0;   ///< elements that were cast
  std::uint64_t overflow = 0;   ///< finite before, ±inf after (NaN in E4M3), or clipped
  std::uint64_t underflow = 0;  ///< non-zero before, zero after
  std::uint64_t nonFinite =
      0;  ///< ±inf or NaN after, whatever they were before (overflow included)
  /// Of the largest magnitude before, the bits, whose order is theirs; NaN is above infinity.
  std::uint32_t largest = 0;

  CastCounts& operator+=(const CastCounts& other) {
    elements += other.elements;
    overflow += other.overflow;
    underflow += other.underflow;
    nonFinite += other.nonFinite;
    largest = std::max(largest, other.largest);
    return *this;
  }
  bool operator==(const CastCounts&) const = default;
};

/// The bits of |value|: as integers they are in the order of the magnitudes, and those of NaN are
/// above infinity's.
SCALESCOPE_HD inline std::uint32_t magnitudeBits(float value) {
  return floatBits(value) & 0x7fffffffU;
}

template <typename Counts>
SCALESCOPE_HD void keepLargest(Counts& counts, float before) {
  const std::uint32_t magnitude = magnitudeBits(before);
  if (magnitude > counts.largest) counts.largest = magnitude;
}

/// Counts one element. `Counts` has what CastCounts has.
template <typename Counts>
SCALESCOPE_HD void countCast(Counts& counts, float before, float after) {
  ++counts.elements;
  const bool infinite = !isFiniteBits(after);
  counts.nonFinite += infinite;
  counts.overflow += infinite && isFiniteBits(before);
  counts.underflow += before != 0.0F && after == 0.0F;
  keepLargest(counts, before);
}

}  // namespace scalescope
