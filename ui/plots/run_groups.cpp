#include "ui/plots/run_groups.h"

#include <algorithm>
#include <cmath>

#include "ui/plots/plot_text.h"
#include "ui/plots/polyline.h"

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
  return PlotText::tr("%1 (%n run(s))", nullptr, static_cast<int>(runs)).arg(name);
}

std::vector<RunGroup> groupsOf(const PlotModel& model) {
  std::vector<RunGroup> groups;
  for (const auto& run : model.runs()) {
    if (!run->visible || run->look.noiseOf) continue;
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const RunGroup& group) { return group.look.name == run->group; });
    if (found == groups.end()) {
      RunLook look = run->look;
      look.name = run->group;
      found = groups.insert(groups.end(), {look, {}});
    }
    found->runs.push_back(run.get());
  }
  return groups;
}

const SeriesPyramid& drawnValues(const PlotModel& model, const PlotRun& run, PlotKind kind) {
  const bool smooth = traits(kind).smoothed && model.settings.smoothing > 0.0;
  return smooth ? run.smoothed[indexOf(kind)].values() : run.series.means(kind);
}

std::vector<GroupValue> valuesOf(const PlotModel& model, const RunGroup& group, PlotKind kind,
                                 const std::vector<double>& places) {
  std::vector<Moments> moments(places.size());
  for (const PlotRun* run : group.runs) {
    const SeriesPyramid& values = drawnValues(model, *run, kind);
    const auto all = run->series.x(model.settings.xAxis);
    const auto x = all.first(std::min(all.size(), values.size()));
    if (x.empty()) continue;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] < x.front() || places[i] > x.back()) continue;
      const double value = values.value(nearestIndex(x, places[i]));
      if (std::isfinite(value)) moments[i].add(value);
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
