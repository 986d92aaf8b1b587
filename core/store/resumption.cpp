#include "core/store/resumption.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {
namespace {

/// The runs of an experiment, by index in its configuration.
std::vector<RunInfo> runsOfExperiment(const StoreReader& reader, std::int64_t experiment) {
  std::vector<RunInfo> runs = reader.runs();
  std::erase_if(runs, [=](const RunInfo& run) { return run.experimentId != experiment; });
  std::sort(runs.begin(), runs.end(),
            [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; });
  return runs;
}

void requireResumable(const std::vector<RunInfo>& runs, const std::string& where) {
  const auto is = [](RunState state) {
    return [=](const RunInfo& run) { return run.state == state; };
  };
  if (std::any_of(runs.begin(), runs.end(), is(RunState::running))) {
    refuse(where, "is being trained by another process");
  }
  if (std::all_of(runs.begin(), runs.end(), is(RunState::finished))) {
    refuse(where, "has finished: there is nothing to go on with");
  }
}

std::string placeOf(const std::string& store, const RunInfo& run) {
  return store + ": experiment \"" + run.experiment + "\"";
}

}  // namespace

ExperimentConfig storedConfiguration(const std::string& store, const RunInfo& run) {
  const std::string where = placeOf(store, run);
  return parseExperiment(parseJson(run.configuration, where), where);
}

Resumption planResumption(const StoreReader& reader, const std::string& store, const RunInfo& run) {
  Resumption plan;
  plan.experiment = run.experimentId;
  plan.where = placeOf(store, run);
  plan.config = storedConfiguration(store, run);
  plan.config.backend = run.backend;
  plan.step = std::max<std::int64_t>(reader.lastCommonCheckpoint(run.experimentId), 0);
  // The weights come from the checkpoint, so the file that they once started from need not be there
  // any more.
  if (plan.step > 0) plan.config.init.file.reset();
  return plan;
}

EarlierRecords recordsBefore(const StoreReader& reader, const Resumption& plan, std::int64_t run) {
  EarlierRecords earlier;
  if (plan.step == 0) return earlier;
  earlier.steps = reader.steps(run, 0, plan.step);
  earlier.evaluations = reader.evaluations(run);
  std::erase_if(earlier.evaluations, [&](const auto& each) { return each.step > plan.step; });
  earlier.events = reader.events(run);
  const int index = reader.run(run).index;
  std::erase_if(earlier.events, [&](const EventRecord& event) {
    const bool another = event.run != index && (event.run >= 0 || index != 0);
    const bool later =
        event.step > plan.step || (event.step == plan.step && event.kind != EventKind::evaluation);
    return another || later;
  });
  return earlier;
}

void restoreCheckpoints(const StoreReader& reader, const Resumption& plan, Experiment& experiment) {
  const std::vector<RunInfo> runs = runsOfExperiment(reader, plan.experiment);
  requireResumable(runs, plan.where);
  if (plan.step == 0) return;
  const std::string atStep = "checkpoint at step " + std::to_string(plan.step);
  for (const RunInfo& run : runs) {
    const auto checkpoint = reader.checkpoint(run.id, plan.step);
    if (!checkpoint) refuse(plan.where, "run \"" + run.name + "\" has no " + atStep);
    experiment.resume(run.index, checkpoint->data,
                      plan.where + ", run \"" + run.name + "\", " + atStep);
  }
  double elapsed = 0.0;
  for (const RunInfo& run : runs) {
    for (const StepRecord& last : reader.steps(run.id, plan.step - 1, 1))
      elapsed = std::max(elapsed, last.wallTime);
  }
  experiment.setElapsed(elapsed);
}

}  // namespace scalescope
