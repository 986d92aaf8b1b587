#pragma once

#include <cstdint>

#include "core/numerics/format.h"

namespace scalescope {

/// Magnitudes of FP32, as bits, at which rounding to a format gives another kind of value. Rounding
/// is to nearest even: halfway to the smallest subnormal is zero, halfway from the largest
/// subnormal to the smallest normal value is normal, halfway past the largest value is infinite,
/// or, in E4M3, whose largest value has the even code, is still that value.
struct CastThresholds {
  std::uint32_t zeroUpTo;    ///< the largest that becomes 0
  std::uint32_t normalFrom;  ///< the smallest that becomes a normal number
  /// The smallest that becomes infinite, or NaN in E4M3, which has no infinity; a saturating
  /// conversion clips from here on.
  std::uint32_t infiniteFrom;
  /// Magnitudes of the highest binade with a mantissa (23 bits) from here on become infinite: for
  /// all formats but E4M3 those that round to the next power of two.
  std::uint32_t topMantissa;
};

constexpr CastThresholds thresholdsOf(Format format) {
  switch (format) {
    case Format::fp16:
      return {0x33000000U, 0x387fe000U, 0x477ff000U, 0x7ff000U};  // 2^-25, 2^-14 - 2^-25, 65520
    case Format::bf16:
      return {0x00008000U, 0x007f8000U, 0x7f7f8000U, 0x7f8000U};
    case Format::tf32:
      return {0x00001000U, 0x007ff000U, 0x7f7ff000U, 0x7ff000U};
    case Format::e4m3:  // 2^-10, 2^-6 - 2^-10, the next after 464
      return {0x3a800000U, 0x3c700000U, 0x43e80001U, 0x680001U};
    case Format::e5m2:  // 2^-17, 2^-14 - 2^-17, 61440
      return {0x37000000U, 0x38600000U, 0x47700000U, 0x700000U};
    case Format::int8:  // 0.5, no subnormals, 127.5
      return {0x3f000000U, 0x3f000001U, 0x42ff0000U, 0x7f0000U};
    default:  // holds every value as it is; what FP16 would do with it is of interest
      return {0U, 0x00800000U, 0x7f800000U, 0x7ff000U};
  }
}

}  // namespace scalescope
