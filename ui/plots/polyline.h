#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ui/plots/series_pyramid.h"

namespace scalescope {

/// y is NaN where the line is broken.
struct PlotPoint {
  double x = 0.0;
  double y = 0.0;
};

/// The indices begin … end − 1.
struct IndexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

/// The values whose x lies in from … to, and one more at either side, so that a line enters and
/// leaves the picture. `x` ascends (equal neighbours are fine).
IndexRange visibleRange(std::span<const double> x, double from, double to);

/// The index whose x is nearest. Refuses nothing: `x` must not be empty.
std::size_t nearestIndex(std::span<const double> x, double at);
/// The same, found at once where it is `guess`.
std::size_t nearestIndex(std::span<const double> x, double at, std::size_t guess);

/// Writes to `out` a line of at most `maxPoints` (≥ 8) points through the finite values in from …
/// to. Where there are more values than that, each stretch of neighbours is drawn by its smallest
/// and its largest value, in their order, so no spike is ever lost. The stretches are whole
/// multiples counted from the start of the series: they stay put while values are appended.
void polyline(std::span<const double> x, const SeriesPyramid& series, double from, double to,
              std::size_t maxPoints, std::vector<PlotPoint>& out);

/// Of ascending `indices`, those with x in from … to, at most one in each of `columns` equal parts.
void thinned(std::span<const double> x, std::span<const std::uint32_t> indices, double from,
             double to, std::size_t columns, std::vector<std::uint32_t>& out);

}  // namespace scalescope
