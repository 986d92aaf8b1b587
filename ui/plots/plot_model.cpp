#include "ui/plots/plot_model.h"

#include <algorithm>

#include "ui/plots/polyline.h"

namespace scalescope {

PlotSettings::PlotSettings() {
  for (const PlotKind kind : allPlotKinds) logAxis[indexOf(kind)] = traits(kind).logByDefault;
}

ValueScale PlotSettings::scaleOf(PlotKind kind) const {
  return logAxis[indexOf(kind)] ? traits(kind).log : traits(kind).plain;
}

PlotRun& PlotModel::add(RunKey key, const RunLook& look) {
  PlotRun* run = find(key);
  if (run == nullptr) {
    runs_.push_back(std::make_unique<PlotRun>());
    run = runs_.back().get();
    run->key = key;
  }
  run->look = look;
  run->series.setStarted(look.started);
  return *run;
}

void PlotModel::remove(RunKey key) {
  std::erase_if(runs_, [key](const auto& run) { return run->key == key; });
}

PlotRun* PlotModel::find(RunKey key) {
  const auto found =
      std::find_if(runs_.begin(), runs_.end(), [key](const auto& run) { return run->key == key; });
  return found == runs_.end() ? nullptr : found->get();
}

const PlotRun* PlotModel::find(RunKey key) const { return const_cast<PlotModel*>(this)->find(key); }

std::optional<XRange> PlotModel::dataRange() const {
  std::optional<XRange> range;
  const auto include = [&range](double x) {
    if (!range) range = XRange{x, x};
    range->from = std::min(range->from, x);
    range->to = std::max(range->to, x);
  };
  const bool all =
      std::none_of(runs_.begin(), runs_.end(), [](const auto& run) { return run->visible; });
  const auto axis = static_cast<std::size_t>(settings.xAxis);
  for (const auto& run : runs_) {
    if (!run->series.tells(settings.xAxis) || (!run->visible && !all)) continue;
    const auto x = run->series.x(settings.xAxis);
    if (!x.empty()) {
      include(x.front());
      include(x.back());
    }
    for (const EvaluationPoint& point : run->series.evaluations()) include(point.x[axis]);
  }
  return range;
}

const PlotRun* PlotModel::noiseFloorOf(RunKey run) const {
  const auto found = std::find_if(runs_.begin(), runs_.end(), [run](const auto& each) {
    return each->visible && each->look.noiseOf == run;
  });
  return found == runs_.end() ? nullptr : found->get();
}

bool PlotModel::updateNoise(std::size_t& budget) {
  bool done = true;
  for (const auto& run : runs_) {
    const PlotRun* reference = run->look.noiseOf ? find(*run->look.noiseOf) : nullptr;
    if (!run->visible || reference == nullptr) continue;
    budget -= run->noise.update(run->series, reference->series, budget);
    done = done &&
           run->noise.widths().size() == std::min(run->series.size(), reference->series.size());
  }
  return done;
}

bool PlotModel::updateSmoothing() {
  // About 5 ms of work.
  std::size_t budget = 300'000;
  bool done = updateNoise(budget);
  if (settings.smoothing <= 0.0) return done;
  for (const auto& run : runs_) {
    if (!run->visible) continue;
    for (const PlotKind kind : allPlotKinds) {
      if (!traits(kind).smoothed) continue;
      const SeriesPyramid& raw = run->series.means(kind);
      SmoothedSeries& smoothed = run->smoothed[indexOf(kind)];
      budget -= smoothed.update(raw, run->series.generation(), settings.smoothing, budget);
      done = done && smoothed.values().size() == raw.size();
    }
  }
  return done;
}

std::optional<double> PlotModel::xOfStep(qint64 step) const {
  for (const auto& run : runs_) {
    const auto steps = run->series.x(XAxis::step);
    if (!draws(*run) || steps.empty()) continue;
    const double wanted = static_cast<double>(step);
    if (wanted < steps.front() || wanted > steps.back()) continue;
    return run->series.x(settings.xAxis)[nearestIndex(steps, wanted)];
  }
  return std::nullopt;
}

}  // namespace scalescope
