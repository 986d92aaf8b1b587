#include "core/store/run_departure.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

/// Of the experiment that `run` belongs to.
std::optional<RunInfo> runAt(const std::vector<RunInfo>& runs, const RunInfo& run, int index) {
  const auto found = std::find_if(runs.begin(), runs.end(), [&](const RunInfo& each) {
    return each.experimentId == run.experimentId && each.index == index;
  });
  return found != runs.end() ? std::optional(*found) : std::nullopt;
}

std::vector<StepRecord> stepsOf(const StoreReader& reader, const std::optional<RunInfo>& run) {
  return run ? reader.steps(run->id) : std::vector<StepRecord>();
}

}  // namespace

RunDivergence divergenceOf(const StoreReader& reader, const RunInfo& run) {
  const std::string place = "run " + std::to_string(run.id);
  if (run.configuration.empty()) {
    refuse(
        place,
        "the store keeps no configuration of it, so nobody knows what it is to be compared with");
  }
  const ExperimentConfig config =
      parseExperiment(parseJson(run.configuration, place), place + ", configuration");
  RunDivergence found;
  found.network = config.network;
  reader.readTogether([&] {
    const std::vector<RunInfo> runs = reader.runs();
    found.reference = runAt(runs, run, referenceRun(config, run.index));
    found.noiseFloor = runAt(runs, run, noiseFloorRun(config, run.index));
    found.own = reader.divergence(run.id);
    if (found.noiseFloor) found.noise = reader.divergence(found.noiseFloor->id);
    const auto own = reader.steps(run.id);
    const auto reference = stepsOf(reader, found.reference);
    const auto noise = stepsOf(reader, found.noiseFloor);
    found.departure =
        departureOf(config, run.index, {own, found.own}, {reference, {}}, {noise, found.noise});
  });
  return found;
}

}  // namespace scalescope
