#include "ui/plots/smoothed_series.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

std::size_t SmoothedSeries::update(const SeriesPyramid& raw, std::uint64_t generation, double beta,
                                   std::size_t budget) {
  if (beta != beta_ || generation != generation_ || values_.size() > raw.size()) {
    values_.clear();
    beta_ = beta;
    generation_ = generation;
    mean_ = 0.0;
    weight_ = 0.0;
  }
  const std::size_t begin = values_.size();
  const std::size_t end = std::min(raw.size(), begin + budget);
  for (std::size_t i = begin; i < end; ++i) {
    const double value = raw.value(i);
    if (std::isfinite(value)) {
      mean_ = beta * mean_ + (1.0 - beta) * value;
      weight_ = beta * weight_ + (1.0 - beta);
      values_.append(mean_ / weight_);
    } else if (raw.measured(i)) {
      values_.append(value);
    } else {
      values_.appendAbsent();
    }
  }
  return end - begin;
}

}  // namespace scalescope
