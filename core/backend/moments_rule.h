#pragma once

#include <cstdint>

#include "core/numerics/round.h"

// What a batch normalisation that sums its statistics in less than FP32 gets: one rule for host and
// device.
namespace scalescope {

/// A sum in a register of a format: what is added, and what comes out, is rounded to it each time.
class RoundedSum {
 public:
  SCALESCOPE_HD explicit RoundedSum(Format format) : format_(format) {}
  SCALESCOPE_HD void add(float term) { sum_ = roundTo(format_, sum_ + roundTo(format_, term)); }
  SCALESCOPE_HD float over(std::int64_t count) const {
    return roundTo(format_, sum_ / static_cast<float>(count));
  }

 private:
  Format format_;
  float sum_ = 0.0F;
};

/// Of one channel, as roundedMoments() sums them.
struct Moments {
  float mean, variance;  ///< the variance of the values themselves: over their number
};

/// Mean and variance of `count` values, at(0) and on, summed one after another in `format`: first
/// the values, then the squares of their differences from the mean. Past about 2^11 terms of like
/// size a sum in FP16 stops growing, and past 65504 it is infinite.
template <typename At>
SCALESCOPE_HD Moments roundedMoments(Format format, std::int64_t count, const At& at) {
  RoundedSum sum(format);
  for (std::int64_t i = 0; i < count; ++i) sum.add(at(i));
  const float mean = sum.over(count);
  RoundedSum squares(format);
  for (std::int64_t i = 0; i < count; ++i) {
    const float difference = roundTo(format, at(i) - mean);
    squares.add(difference * difference);
  }
  return {mean, squares.over(count)};
}

}  // namespace scalescope
