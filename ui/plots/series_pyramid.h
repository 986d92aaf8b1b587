#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace scalescope {

/// The smallest and the largest finite value of a stretch of a series, and where they are.
struct Extent {
  float low = std::numeric_limits<float>::infinity();
  float high = -std::numeric_limits<float>::infinity();
  std::uint32_t lowAt = 0;
  std::uint32_t highAt = 0;

  bool empty() const { return low > high; }  ///< no finite value
  void include(float value, std::uint32_t at);
  void include(const Extent& other);
};

/// An append-only series with the extents of its buckets, of their fours, of the fours of those …
/// so that the extent of any stretch costs O(log n) and a picture of a million values looks at a
/// few thousand buckets. Values are kept as floats, which is what training computes in: about 5.4
/// bytes each, all levels included.
class SeriesPyramid {
 public:
  void append(double value);  ///< amortised O(1)
  /// A place at which nothing was measured: drawn across, and neither a value nor a NaN.
  void appendAbsent();
  void truncate(std::size_t newSize);  ///< drops the values from `newSize` on
  void clear() { truncate(0); }

  std::size_t size() const { return values_.size(); }
  double value(std::size_t index) const { return static_cast<double>(values_[index]); }
  /// Of the values begin … end−1.
  Extent extent(std::size_t begin, std::size_t end) const;
  /// Whether something was measured there; value() is NaN where not.
  bool measured(std::size_t index) const;
  /// The last place up to `index` at which something was measured.
  std::optional<std::size_t> lastMeasured(std::size_t index) const;
  /// Of the values that are NaN or ±inf, ascending indices.
  std::span<const std::uint32_t> nonFinite() const { return nonFinite_; }
  bool hasNonFinite(std::size_t begin, std::size_t end) const;

  /// Smallest stretch that has an extent of its own; each level above takes `fan` of the one below.
  static constexpr std::size_t firstBucket = 16;
  static constexpr std::size_t fan = 4;

 private:
  void push(float value);

  std::vector<float> values_;
  std::vector<std::vector<Extent>> levels_;  ///< complete buckets only
  std::vector<std::uint32_t> nonFinite_;
  std::size_t absent_ = 0;
};

}  // namespace scalescope
