#include "ui/plots/series_pyramid.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace scalescope {
namespace {

/// A NaN that no computation gives: its payload says that nothing was measured.
constexpr std::uint32_t kAbsent = 0x7fc0a5a5;

}  // namespace

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
  const auto kept = static_cast<float>(value);
  if (!std::isfinite(kept)) nonFinite_.push_back(static_cast<std::uint32_t>(values_.size()));
  push(std::isnan(kept) ? std::numeric_limits<float>::quiet_NaN() : kept);
}

void SeriesPyramid::appendAbsent() {
  ++absent_;
  push(std::bit_cast<float>(kAbsent));
}

void SeriesPyramid::push(float value) {
  values_.push_back(value);
  std::size_t bucket = firstBucket;
  for (std::size_t level = 0; values_.size() % bucket == 0; ++level, bucket *= fan) {
    if (level == levels_.size()) levels_.emplace_back();
    // The level itself has no bucket for this stretch yet, so this merges those of the level below.
    const Extent whole = extent(values_.size() - bucket, values_.size());
    levels_[level].push_back(whole);
  }
}

bool SeriesPyramid::measured(std::size_t index) const {
  return std::bit_cast<std::uint32_t>(values_[index]) != kAbsent;
}

std::optional<std::size_t> SeriesPyramid::lastMeasured(std::size_t index) const {
  if (absent_ == values_.size()) return std::nullopt;  // no search through all of them
  for (std::size_t at = index + 1; at-- > 0;)
    if (measured(at)) return at;
  return std::nullopt;
}

bool SeriesPyramid::hasNonFinite(std::size_t begin, std::size_t end) const {
  const auto next = std::lower_bound(nonFinite_.begin(), nonFinite_.end(), begin);
  return next != nonFinite_.end() && *next < end;
}

void SeriesPyramid::truncate(std::size_t newSize) {
  if (newSize >= values_.size()) return;
  for (std::size_t i = newSize; absent_ > 0 && i < values_.size(); ++i) absent_ -= !measured(i);
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
