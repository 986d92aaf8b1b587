#include "core/sweep/sweep_match.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/base/error.h"
#include "core/store/words.h"

namespace scalescope {
namespace {

PointState stateOf(const std::vector<RunInfo>& runs, std::size_t configured) {
  const auto any = [&](const auto& test) { return std::any_of(runs.begin(), runs.end(), test); };
  if (any([](const RunInfo& run) { return isOpen(run.state); })) return PointState::training;
  const bool waits = any([](const RunInfo& run) {
    return run.state == RunState::stopped || run.state == RunState::interrupted;
  });
  if (waits) return PointState::interrupted;
  if (any([](const RunInfo& run) { return run.state == RunState::failed; }))
    return PointState::failed;
  return runs.size() == configured ? PointState::finished : PointState::missing;
}

/// The stored configuration, written out as all are; empty if it is none.
std::string normalised(const RunInfo& run) {
  if (run.configuration.empty()) return "";
  try {
    return toJson(parseExperiment(parseJson(run.configuration, "stored"), "stored")).dump();
  } catch (const Error&) {
    return "";
  }
}

}  // namespace

std::string_view toString(PointState state) {
  switch (state) {
    case PointState::missing:
      return "missing";
    case PointState::interrupted:
      return "interrupted";
    case PointState::training:
      return "training";
    case PointState::failed:
      return "failed";
    case PointState::finished:
      break;
  }
  return "finished";
}

std::vector<StoredPoint> matchPoints(const SweepPlan& plan, const std::vector<RunInfo>& runs) {
  std::multimap<std::string, std::size_t> byName;
  std::vector<std::string> texts;
  for (const SweepPoint& point : plan.points) {
    byName.emplace(point.config.name, texts.size());
    texts.push_back(toJson(point.config).dump());
  }
  std::map<std::int64_t, std::vector<RunInfo>> experiments;
  for (const RunInfo& run : runs) {
    if (byName.contains(run.experiment) && !run.parent)
      experiments[run.experimentId].push_back(run);
  }
  std::vector<StoredPoint> found(plan.points.size());
  for (auto& [id, own] : experiments) {
    std::sort(own.begin(), own.end(),
              [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; });
    const std::string text = normalised(own.front());
    const auto [first, last] = byName.equal_range(own.front().experiment);
    for (auto each = first; each != last; ++each) {
      if (texts[each->second] != text) continue;
      StoredPoint& best = found[each->second];
      const PointState state = stateOf(own, plan.points[each->second].config.runs.size());
      const bool further = state > best.state || (state == best.state && !best.runs.empty() &&
                                                  own.front().steps > best.runs.front().steps);
      if (further) best = {state, own};
    }
  }
  return found;
}

std::vector<StoredPoint> storedPoints(const SweepPlan& plan, const std::string& store) {
  std::error_code missing;
  if (std::filesystem::file_size(store, missing) == 0 || missing)
    return std::vector<StoredPoint>(plan.points.size());
  return matchPoints(plan, StoreReader(store).runs());
}

}  // namespace scalescope
