#include "ui/plots/value_range.h"

#include <algorithm>
#include <cmath>

namespace scalescope {
namespace {

XRange emptyValues(PlotKind kind, ValueScale scale) {
  switch (scale) {
    case ValueScale::linear:
      return {0.0, kind == PlotKind::underflowShare ? 0.1
                   : kind == PlotKind::stepTime     ? 10.0
                                                    : 1.0};
    case ValueScale::log10:
      return {-2.0, 2.0};
    case ValueScale::log2:
      return {0.0, 17.0};
    case ValueScale::log1p:
      return {0.0, 3.05};
  }
  return {};
}

/// The calmest run decides: next to one that diverges it must not become a flat line. But no run is
/// left out whole, nor for the most part if it does not diverge.
double withoutSpikes(double low, double high, double room,
                     const std::vector<CommonValues>& common) {
  const auto calmest = std::min_element(common.begin(), common.end(),
                                        [](auto a, auto b) { return a.most < b.most; });
  double most = calmest->most * room;
  for (const CommonValues& run : common) {
    constexpr double kFar = 8.0;
    const double middle = (run.least + run.most) / 2.0;
    if (run.least > most || (middle > most && middle < kFar * most)) most = run.most * room;
  }
  return most > low ? std::min(high, most) : high;
}

XRange padded(PlotKind kind, ValueScale scale, double low, double high, bool atZero) {
  // Of values that hardly differ, the noise would fill the plot.
  const bool plain = scale == ValueScale::linear;
  const double least = plain ? 2e-3 * std::max(std::abs(low), std::abs(high)) : 0.0;
  double pad = std::max(0.07 * (high - low), (least - (high - low)) / 2.0);
  if (kind == PlotKind::lossScale) pad = std::max(pad, 0.6);
  if (!(high > low)) pad = plain ? std::max(std::abs(high) * 0.1, 1e-3) : 0.5;
  if (kind == PlotKind::overflow) high = std::max(high, toAxis(scale, 9.0));
  const bool positive = low >= 0.0 && plain;
  const double bottom = atZero ? low : low - pad;
  return {positive ? std::max(bottom, 0.0) : bottom, high + pad};
}

}  // namespace

XRange valueRange(PlotKind kind, ValueScale scale, const Extent& seen,
                  const std::vector<CommonValues>& common) {
  if (seen.empty()) return emptyValues(kind, scale);
  const PlotTraits& about = traits(kind);
  const bool plain = scale == ValueScale::linear;
  double low = static_cast<double>(seen.low);
  double high = static_cast<double>(seen.high);
  if (plain && !common.empty()) high = withoutSpikes(low, high, about.spikeRoom, common);
  const bool atZero = about.fromZero && (plain || scale == ValueScale::log1p);
  if (atZero) low = std::min(low, 0.0);
  return padded(kind, scale, low, high, atZero);
}

}  // namespace scalescope
