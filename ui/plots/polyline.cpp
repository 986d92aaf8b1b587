#include "ui/plots/polyline.h"

#include <algorithm>
#include <cmath>

namespace scalescope {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

/// Collects points; a finite point with gaps at both sides is doubled, for a line needs two.
class Pen {
 public:
  explicit Pen(std::vector<PlotPoint>& out) : out_(out) { out_.clear(); }

  void point(double x, double y) { out_.push_back({x, y}); }

  void lift(double x) {
    if (out_.empty() || std::isnan(out_.back().y)) return;
    close();
    out_.push_back({x, gap});
  }

  void close() {
    if (out_.empty() || std::isnan(out_.back().y)) return;
    const bool alone = out_.size() == 1 || std::isnan(out_[out_.size() - 2].y);
    if (alone) out_.push_back(out_.back());
  }

 private:
  std::vector<PlotPoint>& out_;
};

/// How many neighbours are drawn as one: a multiple of a bucket at most a quarter of it, so that
/// the rounding up costs little and few buckets have to be merged.
std::size_t stretchFor(std::size_t count, std::size_t maxPoints) {
  // A stretch may become a point pair and a gap. Two stretches more than needed are cut at the
  // ends.
  const std::size_t stretches = std::max<std::size_t>(maxPoints / 2, 4) - 2;
  const std::size_t least = (count + stretches - 1) / stretches;
  std::size_t unit = 1;
  for (std::size_t bucket = SeriesPyramid::firstBucket; bucket * 4 <= least;
       bucket *= SeriesPyramid::fan) {
    unit = bucket;
  }
  return (least + unit - 1) / unit * unit;
}

}  // namespace

IndexRange visibleRange(std::span<const double> x, double from, double to) {
  const auto first = std::lower_bound(x.begin(), x.end(), from);
  const auto last = std::upper_bound(first, x.end(), to);
  IndexRange range{static_cast<std::size_t>(first - x.begin()),
                   static_cast<std::size_t>(last - x.begin())};
  if (range.begin > 0) --range.begin;
  if (range.end < x.size()) ++range.end;
  return range;
}

std::size_t nearestIndex(std::span<const double> x, double at) {
  const auto next = std::lower_bound(x.begin(), x.end(), at);
  if (next == x.begin()) return 0;
  const auto index = static_cast<std::size_t>(next - x.begin());
  if (next == x.end()) return index - 1;
  return at - x[index - 1] <= *next - at ? index - 1 : index;
}

std::size_t nearestIndex(std::span<const double> x, double at, std::size_t guess) {
  const auto isNearest = [&] {
    if (guess >= x.size()) return false;
    if (x[guess] < at)
      return guess + 1 == x.size() || (x[guess + 1] >= at && at - x[guess] <= x[guess + 1] - at);
    return guess == 0 || (x[guess - 1] < at && at - x[guess - 1] > x[guess] - at);
  };
  return isNearest() ? guess : nearestIndex(x, at);
}

void polyline(std::span<const double> x, const SeriesPyramid& series, double from, double to,
              std::size_t maxPoints, std::vector<PlotPoint>& out) {
  Pen pen(out);
  const IndexRange range = visibleRange(x.first(std::min(x.size(), series.size())), from, to);
  if (range.size() <= maxPoints) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (std::isfinite(series.value(i))) {
        pen.point(x[i], series.value(i));
      } else if (series.measured(i)) {
        pen.lift(x[i]);
      }
    }
    pen.close();
    return;
  }
  const std::size_t stretch = stretchFor(range.size(), maxPoints);
  for (std::size_t i = range.begin - range.begin % stretch; i < range.end; i += stretch) {
    const Extent extent = series.extent(i, i + stretch);
    if (extent.empty()) {
      if (series.hasNonFinite(i, i + stretch)) pen.lift(x[i]);
      continue;
    }
    const double low = static_cast<double>(extent.low);
    const double high = static_cast<double>(extent.high);
    if (extent.lowAt == extent.highAt) {
      pen.point(x[extent.lowAt], low);
    } else if (extent.lowAt < extent.highAt) {
      pen.point(x[extent.lowAt], low);
      pen.point(x[extent.highAt], high);
    } else {
      pen.point(x[extent.highAt], high);
      pen.point(x[extent.lowAt], low);
    }
  }
  pen.close();
}

void thinned(std::span<const double> x, std::span<const std::uint32_t> indices, double from,
             double to, std::size_t columns, std::vector<std::uint32_t>& out) {
  out.clear();
  const double width = (to - from) / static_cast<double>(std::max<std::size_t>(columns, 1));
  const auto before = [x](std::uint32_t index, double limit) { return x[index] < limit; };
  auto next = std::lower_bound(indices.begin(), indices.end(), from, before);
  while (next != indices.end() && x[*next] <= to) {
    out.push_back(*next);
    const double column = width > 0.0 ? std::floor((x[*next] - from) / width) : 0.0;
    const auto after =
        std::lower_bound(next + 1, indices.end(), from + (column + 1.0) * width, before);
    next = after;
  }
}

}  // namespace scalescope
