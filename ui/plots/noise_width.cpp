#include "ui/plots/noise_width.h"

#include <algorithm>

namespace scalescope {

std::size_t NoiseWidth::update(const RunSeries& noiseFloor, const RunSeries& reference,
                               std::size_t budget) {
  const std::uint64_t generations = noiseFloor.generation() + reference.generation();
  const std::size_t both = std::min(noiseFloor.size(), reference.size());
  if (generations != generations_ || widths_.size() > both) {
    widths_.clear();
    distance_ = {};
    band_ = {};
    generations_ = generations;
  }
  const std::size_t begin = widths_.size();
  const std::size_t end = std::min(both, begin + budget);
  const SeriesPyramid& own = noiseFloor.column(PlotKind::loss);
  const SeriesPyramid& losses = reference.column(PlotKind::loss);
  for (std::size_t i = begin; i < end; ++i) {
    band_.add(distance_.add(own.value(i), losses.value(i)));
    widths_.push_back(band_.chance(losses.value(i)));
  }
  return end - begin;
}

}  // namespace scalescope
