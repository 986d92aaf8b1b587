#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/numerics/cast_thresholds.h"
#include "core/numerics/round.h"

namespace scalescope {

/// Exponents of FP32: bin b counts magnitudes in [2^(b − 149), 2^(b − 148)), subnormals included.
constexpr int kExponentBins = 277;
constexpr int kLeastExponent = -149;

/// The bin of a finite, non-zero value.
SCALESCOPE_HD inline int exponentBin(float value) {
  const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
  const std::uint32_t exponent = magnitude >> 23;
  if (exponent > 0) return static_cast<int>(exponent) - 127 - kLeastExponent;
  // A subnormal is this many times 2^-149: an integer that FP32 holds exactly.
  return static_cast<int>(floatBits(static_cast<float>(magnitude)) >> 23) - 127;
}

// Of a finite magnitude that is not zero, as bits; FP32's own subnormals have no hidden bit.
SCALESCOPE_HD inline bool isPowerOfTwo(std::uint32_t magnitude) {
  const bool hasHiddenBit = magnitude >= 0x00800000U;
  return hasHiddenBit ? (magnitude & 0x7fffffU) == 0 : (magnitude & (magnitude - 1)) == 0;
}
/// Whether it would be past the format's largest value if its binade were the format's highest.
SCALESCOPE_HD inline bool isTop(std::uint32_t magnitude, const CastThresholds& to) {
  return magnitude >= 0x00800000U && (magnitude & 0x7fffffU) >= to.topMantissa;
}
/// Whether rounding makes it a subnormal number of the format.
SCALESCOPE_HD inline bool becomesSubnormal(std::uint32_t magnitude, const CastThresholds& to) {
  return magnitude > to.zeroUpTo && magnitude < to.normalFrom;
}

/// What FP32 values a tensor has, before they are rounded to `format`; of stored values, the format
/// is the one they are stored in.
struct TensorStatistics {
  using Bins = std::array<std::uint32_t, kExponentBins>;

  Format format = Format::fp32;
  std::uint64_t elements = 0;
  std::uint64_t zeros = 0;  ///< zero already before
  std::uint64_t infinities = 0;
  std::uint64_t nans = 0;
  std::uint64_t subnormals = 0;   ///< not zero, and below the format's smallest normal value, after
  std::uint64_t lostUpdates = 0;  ///< of an update: not zero, and its weight stayed as it was
  float largest = 0.0F;           ///< magnitude of the finite, non-zero values; 0 if there are none
  float smallest = 0.0F;          ///< likewise
  Bins exponents{};               ///< of the finite, non-zero values
  /// Among them, by bin, those at its ends: exact powers of two, and those that are past the
  /// largest value when the bin is the format's highest. They decide what a scale makes zero or
  /// infinite.
  Bins powers{}, tops{};

  void add(float value);
  /// Takes zeros that pad a layout out, so that this many elements are left.
  void dropPadding(std::uint64_t count) {
    zeros -= elements - count;
    elements = count;
  }
  TensorStatistics& operator+=(const TensorStatistics& other);
  bool operator==(const TensorStatistics&) const = default;

  /// How many become zero, and how many finite ones infinite, when 2^shift times the values is
  /// rounded to `to` (NaN, in E4M3; a saturating conversion clips them); exactly so, as long as no
  /// value leaves FP32 by the shift and `tops` were counted for `to` (`format` is `to`, or has its
  /// mantissa, as TF32 and FP16; those of FP32 are counted for FP16).
  std::uint64_t underflowsAt(int shift, Format to) const;
  std::uint64_t overflowsAt(int shift, Format to) const;
};

}  // namespace scalescope
