#include "core/store/fork.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/store/resumption.h"
#include "core/tensor/safetensors.h"

namespace scalescope {
namespace {

std::string listed(const std::vector<std::int64_t>& steps) {
  std::string text;
  for (const std::int64_t step : steps) text += (text.empty() ? "" : ", ") + std::to_string(step);
  return text;
}

CheckpointRecord checkpointFor(const StoreReader& reader, const RunInfo& parent,
                               const ForkRequest& request, const std::string& where) {
  const std::int64_t planned = request.steps.value_or(parent.plannedSteps);
  const std::vector<std::int64_t> steps = reader.commonCheckpoints({parent.id});
  if (steps.empty()) refuse(where, "has no checkpoint to fork from");
  // The newest that leaves something to train.
  const auto before =
      std::find_if(steps.begin(), steps.end(), [&](std::int64_t each) { return each < planned; });
  const std::int64_t newest = before != steps.end() ? *before : steps.front();
  const std::int64_t step = request.step.value_or(newest);
  auto checkpoint = reader.checkpoint(parent.id, step);
  if (!checkpoint) {
    refuse(where, "has no checkpoint at step " + std::to_string(step) + "; it has them at " +
                      listed(steps));
  }
  return std::move(*checkpoint);
}

/// With a number behind it if another fork of this run has that name.
std::string freeName(const StoreReader& reader, const RunInfo& parent, const std::string& wanted) {
  const std::vector<RunInfo> runs = reader.runs();
  const auto isTaken = [&](const std::string& name) {
    return std::any_of(runs.begin(), runs.end(), [&](const RunInfo& each) {
      return each.parent && each.parent->run == parent.id && each.name == name;
    });
  };
  std::string name = wanted;
  for (int number = 2; isTaken(name); ++number) name = wanted + " (" + std::to_string(number) + ")";
  return name;
}

}  // namespace

Fork planFork(const StoreReader& reader, const std::string& store, const RunInfo& parent,
              const ForkRequest& request) {
  Fork fork;
  fork.parent = parent.id;
  fork.where = store + ": run \"" + parent.name + "\"";
  if (parent.configuration.empty()) {
    refuse(fork.where, "comes from another program: ScaleScope cannot go on with it");
  }
  CheckpointRecord checkpoint = checkpointFor(reader, parent, request, fork.where);
  fork.step = checkpoint.step;
  ExperimentConfig config = storedConfiguration(store, parent);
  config = editedConfig(config, parent.index,
                        editsOfCheckpoint(checkpoint.data, config.network, fork.where));
  fork.checkpoint = std::move(checkpoint.data);
  RunConfig run = config.runs.at(static_cast<std::size_t>(parent.index));
  run.name = request.name.empty()
                 ? freeName(reader, parent, run.name + " fork at " + std::to_string(fork.step))
                 : request.name;
  if (request.precision) {
    run.precision = *request.precision;
    if (!request.scaler && policyNamed(run.precision).defaultScaler == "none") run.scaler = {};
  }
  if (request.scaler) run.scaler = *request.scaler;
  fork.ownScaler = run.scaler != config.runs.at(static_cast<std::size_t>(parent.index)).scaler;
  run.noiseFloor = false;  // a run like any other: its FP32 run is not there
  config.runs = {run};
  config.backend = parent.backend;
  config.init.file.reset();
  std::optional<OptimizerConfig>& own = config.runs.front().optimizer;
  if (request.learningRate) (own ? *own : config.optimizer).lr = *request.learningRate;
  if (request.steps) config.steps = *request.steps;
  std::erase_if(config.injections, [&](const Injection& each) {
    return !each.concerns(parent.name) || each.step < fork.step;
  });
  for (Injection& each : config.injections) each.run.clear();
  if (config.steps <= fork.step) {
    refuse(fork.where, "was to train " + std::to_string(config.steps) + " steps: a fork at step " +
                           std::to_string(fork.step) + " needs more steps than that");
  }
  fork.config = parseExperiment(toJson(config), fork.where);
  return fork;
}

void startFork(const Fork& fork, Experiment& experiment) {
  experiment.startFrom(0, fork.checkpoint, fork.where, fork.ownScaler);
}

std::vector<std::int64_t> beginFork(StoreWriter& writer, const Fork& fork,
                                    const BackendInfo& backend) {
  return writer.begin(fork.config, backend, Parent{fork.parent, fork.step});
}

}  // namespace scalescope
