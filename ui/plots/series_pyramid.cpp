#include "ui/plots/series_pyramid.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

void Extent::include(float value, std::uint32_t at) {
  if (value < low) {
    low = value;
    lowAt = at;
  }
  if (value > high) {
    high = value;
    highAt = at;
  }
}

void Extent::include(const Extent& other) {
  if (other.empty()) return;
  include(other.low, other.lowAt);
  include(other.high, other.highAt);
}

void SeriesPyramid::append(double value) {
  const auto at = static_cast<std::uint32_t>(values_.size());
  values_.push_back(static_cast<float>(value));
  if (!std::isfinite(values_.back())) nonFinite_.push_back(at);

  std::size_t bucket = firstBucket;
  for (std::size_t level = 0; values_.size() % bucket == 0; ++level, bucket *= fan) {
    if (level == levels_.size()) levels_.emplace_back();
    // The level itself has no bucket for this stretch yet, so this merges those of the level below.
    const Extent whole = extent(values_.size() - bucket, values_.size());
    levels_[level].push_back(whole);
  }
}

void SeriesPyramid::truncate(std::size_t newSize) {
  if (newSize >= values_.size()) return;
  values_.resize(newSize);
  std::size_t bucket = firstBucket;
  for (auto& level : levels_) {
    level.resize(newSize / bucket);
    bucket *= fan;
  }
  while (!nonFinite_.empty() && nonFinite_.back() >= newSize) nonFinite_.pop_back();
}

Extent SeriesPyramid::extent(std::size_t begin, std::size_t end) const {
  Extent result;
  end = std::min(end, values_.size());
  while (begin < end) {
    const Extent* largest = nullptr;
    std::size_t step = 1;
    std::size_t bucket = firstBucket;
    for (const auto& level : levels_) {
      if (begin % bucket != 0 || begin + bucket > end || begin / bucket >= level.size()) break;
      largest = &level[begin / bucket];
      step = bucket;
      bucket *= fan;
    }
    if (largest != nullptr) {
      result.include(*largest);
    } else if (std::isfinite(values_[begin])) {
      result.include(values_[begin], static_cast<std::uint32_t>(begin));
    }
    begin += step;
  }
  return result;
}

}  // namespace scalescope
