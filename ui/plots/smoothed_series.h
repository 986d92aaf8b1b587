#pragma once

#include <cstdint>

#include "ui/plots/series_pyramid.h"

namespace scalescope {

/// The exponential moving average of a series that grows, kept up to date piece by piece:
/// s ← β·s + (1−β)·v, shown as s / (1 − βⁿ), so that it starts at the first value and not at 0.
/// Values that are not finite are passed over, and leave a gap of their own length.
class SmoothedSeries {
 public:
  /// Takes in at most `budget` further values of `raw`; starts again where β or the generation
  /// differ from the last call's. Returns how many values it took.
  std::size_t update(const SeriesPyramid& raw, std::uint64_t generation, double beta,
                     std::size_t budget);
  const SeriesPyramid& values() const { return values_; }

 private:
  SeriesPyramid values_;
  double beta_ = 0.0;
  double mean_ = 0.0;
  double weight_ = 0.0;  ///< 1 − βⁿ
  std::uint64_t generation_ = 0;
};

}  // namespace scalescope
