#include "core/store/run_departure.h"

#include "core/base/error.h"
#include "core/store/stored_reference.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

std::vector<StepRecord> stepsOf(const StoreReader& reader, const std::optional<RunInfo>& run) {
  return run ? reader.steps(run->id) : std::vector<StepRecord>();
}

}  // namespace

RunDivergence divergenceOf(const StoreReader& reader, const RunInfo& run, const Phrases& say) {
  const std::string id = std::to_string(run.id);
  if (run.configuration.empty()) {
    refuse({phrase("run %1"), {id}},
           phrase("the store keeps no configuration of it, so nobody knows what it is to be "
                  "compared with"));
  }
  const ExperimentConfig config =
      parseExperiment(parseJson(run.configuration, {phrase("run %1"), {id}}),
                      {phrase("run %1, configuration"), {id}});
  RunDivergence found;
  found.network = config.network;
  reader.readTogether([&] {
    const std::vector<RunInfo> runs = reader.runs();
    found.reference = runAt(runs, run.experimentId, referenceRun(config, run.index));
    found.noiseFloor = runAt(runs, run.experimentId, noiseFloorRun(config, run.index));
    found.own = reader.divergence(run.id);
    if (found.noiseFloor) found.noise = reader.divergence(found.noiseFloor->id);
    const auto own = reader.steps(run.id);
    const auto reference = stepsOf(reader, found.reference);
    const auto noise = stepsOf(reader, found.noiseFloor);
    found.departure = departureOf(config, run.index, {own, found.own}, {reference, {}},
                                  {noise, found.noise}, say);
  });
  return found;
}

}  // namespace scalescope
