#include "ui/plots/run_groups.h"

#include <algorithm>
#include <cmath>

#include "ui/plots/plot_text.h"
#include "ui/plots/polyline.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

/// Mean and squared deviations of values that come one by one (Welford 1962).
struct Moments {
  double mean = 0.0, squares = 0.0;
  int count = 0;

  void add(double value) {
    ++count;
    const double away = value - mean;
    mean += away / count;
    squares += away * (value - mean);
  }
};

}  // namespace

QString groupLabel(const QString& name, std::size_t runs) {
  return runs == 1 ? PlotText::tr("%1 (1 run)").arg(name)
                   : PlotText::tr("%1 (%2 runs)").arg(name).arg(runs);
}

std::vector<RunGroup> groupsOf(const PlotModel& model) {
  std::vector<RunGroup> groups;
  for (const auto& run : model.runs()) {
    if (!model.draws(*run) || run->look.noiseOf) continue;
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const RunGroup& group) { return group.look.name == run->group; });
    if (found == groups.end()) {
      RunLook look = run->look;
      look.name = run->group;
      if (!model.settings.groupsKeepColours) {
        const auto number = static_cast<int>(groups.size());
        look.light = groupColour(number, false);
        look.dark = groupColour(number, true);
      }
      found = groups.insert(groups.end(), {look, {}});
    }
    found->runs.push_back(run.get());
  }
  return groups;
}

ValueScale meanScale(const PlotModel& model, PlotKind kind) {
  const ValueScale scale = model.settings.scaleOf(kind);
  const bool logarithmic = scale == ValueScale::log10 || scale == ValueScale::log2;
  return logarithmic ? scale : ValueScale::linear;
}

const SeriesPyramid& drawnValues(const PlotModel& model, const PlotRun& run, PlotKind kind) {
  const bool smooth = traits(kind).smoothed && model.settings.smoothing > 0.0;
  return smooth ? run.smoothed[indexOf(kind)].values() : run.series.means(kind);
}

std::vector<XRange> stretchesOf(const PlotModel& model, const RunGroup& group) {
  std::vector<XRange> all;
  for (const PlotRun* run : group.runs) {
    const auto x = run->series.x(model.settings.xAxis);
    if (!x.empty()) all.push_back({x.front(), x.back()});
  }
  std::sort(all.begin(), all.end(),
            [](const XRange& a, const XRange& b) { return a.from < b.from; });
  std::vector<XRange> stretches;
  for (const XRange& each : all) {
    if (stretches.empty() || each.from > stretches.back().to) {
      stretches.push_back(each);
    } else {
      stretches.back().to = std::max(stretches.back().to, each.to);
    }
  }
  return stretches;
}

std::vector<double> placesOf(const PlotModel& model, const RunGroup& group, const XRange& stretch,
                             const XRange& range, std::size_t most) {
  // Those of the run that has most of them, and what others have before and after it.
  std::vector<std::span<const double>> all;
  std::span<const double> longest;
  for (const PlotRun* run : group.runs) {
    const auto x = run->series.x(model.settings.xAxis);
    if (x.empty() || x.front() > stretch.to || x.back() < stretch.from) continue;
    const IndexRange shown = visibleRange(x, range.from, range.to);
    all.push_back(x.subspan(shown.begin, shown.size()));
    if (all.back().size() > longest.size()) longest = all.back();
  }
  if (longest.empty()) return {};
  std::vector<double> places(longest.begin(), longest.end());
  for (const auto& x : all) {
    places.insert(places.end(), x.begin(), std::lower_bound(x.begin(), x.end(), longest.front()));
    places.insert(places.end(), std::upper_bound(x.begin(), x.end(), longest.back()), x.end());
  }
  if (places.size() > longest.size()) std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() <= most) return places;
  const double first = places.front(), width = places.back() - places.front();
  places.clear();
  for (std::size_t i = 0; i < most; ++i)
    places.push_back(first + width * static_cast<double>(i) / static_cast<double>(most - 1));
  return places;
}

std::vector<GroupValue> valuesOf(const PlotModel& model, const RunGroup& group, PlotKind kind,
                                 const std::vector<double>& places, bool smoothed) {
  const ValueScale scale = meanScale(model, kind);
  std::vector<Moments> moments(places.size());
  std::vector<std::size_t> nearest(places.size());
  const bool anyScaled = kind == PlotKind::lossScale &&
                         std::any_of(model.runs().begin(), model.runs().end(), [](const auto& run) {
                           return run->visible && run->series.scaled();
                         });
  for (const PlotRun* run : group.runs) {
    // A run without loss scaling says nothing of scales.
    if (anyScaled && !run->series.scaled()) continue;
    const SeriesPyramid& values =
        smoothed ? drawnValues(model, *run, kind) : run->series.means(kind);
    const auto all = run->series.x(model.settings.xAxis);
    const auto x = all.first(std::min(all.size(), values.size()));
    if (x.empty()) continue;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] < x.front() || places[i] > x.back()) continue;
      // Runs of a group mostly have the same steps.
      nearest[i] = nearestIndex(x, places[i], nearest[i]);
      const double value = toAxis(scale, values.value(nearest[i]));
      if (!std::isnan(value)) moments[i].add(value);
    }
  }
  std::vector<GroupValue> result;
  for (const Moments& each : moments) {
    const double spread = each.count > 1 ? std::sqrt(each.squares / (each.count - 1)) : 0.0;
    result.push_back({each.mean, spread, each.count});
  }
  return result;
}

}  // namespace scalescope
