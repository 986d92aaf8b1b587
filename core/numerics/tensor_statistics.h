#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

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

/// What values a tensor has, as they are in memory.
struct TensorStatistics {
  std::uint64_t elements = 0;
  std::uint64_t zeros = 0;
  std::uint64_t infinities = 0;
  std::uint64_t nans = 0;
  float largest = 0.0F;   ///< magnitude among the finite, non-zero ones; 0 if there are none
  float smallest = 0.0F;  ///< likewise
  std::array<std::uint64_t, kExponentBins> exponents{};  ///< of the finite, non-zero ones

  void add(float value) {
    ++elements;
    const float magnitude = bitsFloat(floatBits(value) & 0x7fffffffU);
    if (magnitude == 0.0F) {
      ++zeros;
    } else if (!isFiniteBits(magnitude)) {
      ++(magnitude == magnitude ? infinities : nans);
    } else {
      ++exponents[static_cast<std::size_t>(exponentBin(magnitude))];
      include(magnitude, magnitude);
    }
  }
  TensorStatistics& operator+=(const TensorStatistics& other) {
    elements += other.elements;
    zeros += other.zeros;
    infinities += other.infinities;
    nans += other.nans;
    for (std::size_t i = 0; i < exponents.size(); ++i) exponents[i] += other.exponents[i];
    if (other.smallest > 0.0F) include(other.smallest, other.largest);
    return *this;
  }
  bool operator==(const TensorStatistics&) const = default;

 private:
  void include(float least, float most) {
    if (most > largest) largest = most;
    if (smallest == 0.0F || least < smallest) smallest = least;
  }
};

}  // namespace scalescope
