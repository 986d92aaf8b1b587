#include "core/store/fork.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/store/resumption.h"
#include "core/store/stored_reference.h"
#include "core/tensor/safetensors.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

std::string listed(const std::vector<std::int64_t>& steps) {
  std::string text;
  for (const std::int64_t step : steps) text += (text.empty() ? "" : ", ") + std::to_string(step);
  return text;
}

CheckpointRecord checkpointFor(const StoreReader& reader, const RunInfo& parent,
                               const ForkRequest& request, const Sentence& where) {
  const std::int64_t planned = request.steps.value_or(parent.plannedSteps);
  const std::vector<std::int64_t> steps = reader.commonCheckpoints({parent.id});
  if (steps.empty()) refuse(where, phrase("has no checkpoint to fork from"));
  // The newest that leaves something to train.
  const auto before =
      std::find_if(steps.begin(), steps.end(), [&](std::int64_t each) { return each < planned; });
  const std::int64_t newest = before != steps.end() ? *before : steps.front();
  const std::int64_t step = request.step.value_or(newest);
  auto checkpoint = reader.checkpoint(parent.id, step);
  if (!checkpoint) {
    refuse(where, {phrase("has no checkpoint at step %1; it has them at %2"),
                   {std::to_string(step), listed(steps)}});
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

/// A run like any other, even if the parent is the noise floor.
RunConfig changed(RunConfig run, const ForkRequest& request) {
  run.noiseFloor = false;
  if (!request.name.empty()) run.name = request.name;
  if (request.precision) {
    run.precision = *request.precision;
    if (!request.scaler && policyNamed(run.precision).defaultScaler == "none") run.scaler = {};
  }
  if (request.scaler) run.scaler = *request.scaler;
  return run;
}

std::optional<RunInfo> fp32Of(const StoreReader& reader, const RunInfo& parent) {
  const auto found = storedReference(reader.runs(), parent);
  return !found && parent.precision == "fp32" ? std::optional(parent) : found;
}

CheckpointRecord checkpointBeside(const StoreReader& reader, const RunInfo& run, const Fork& fork) {
  auto checkpoint = reader.checkpoint(run.id, fork.step);
  if (!checkpoint) {
    refuse(fork.place, {phrase("its FP32 run has no checkpoint at step %1; it has them at %2"),
                        {std::to_string(fork.step), listed(reader.commonCheckpoints({run.id}))}});
  }
  return std::move(*checkpoint);
}

/// Another run of the parent's experiment as one of the fork's, trained as the fork is.
void addRun(Fork& fork, ExperimentConfig& config, const StoreReader& reader, const RunInfo& run,
            RunConfig twin) {
  const RunConfig& first = config.runs.front();
  twin.name = freeName(reader, run, twin.name + " fork at " + std::to_string(fork.step));
  twin.layers.clear();
  twin.optimizer = first.optimizer;
  twin.clip = first.clip;
  config.runs.push_back(twin);
  fork.runs.push_back({run.id, checkpointBeside(reader, run, fork).data, false});
}

/// The FP32 run, and its noise floor if it has one that can go on from the same step.
void addFp32(Fork& fork, ExperimentConfig& config, const StoreReader& reader,
             const std::string& store, const RunInfo& parent) {
  if (config.runs.front().precision == "fp32") {
    refuse(fork.place,
           phrase("the fork is an FP32 run itself, which no other is to be compared with"));
  }
  const auto fp32 = fp32Of(reader, parent);
  if (!fp32) refuse(fork.place, phrase("has no FP32 run beside it that trains as it does"));
  const ExperimentConfig theirs = storedConfiguration(store, *fp32);
  addRun(fork, config, reader, *fp32, theirs.runs.at(static_cast<std::size_t>(fp32->index)));
  const int floor = noiseFloorRun(theirs, fp32->index);
  const auto noise = floor < 0 ? std::nullopt : runAt(reader.runs(), fp32->experimentId, floor);
  if (noise && reader.checkpoint(noise->id, fork.step)) {
    addRun(fork, config, reader, *noise, theirs.runs.at(static_cast<std::size_t>(floor)));
  }
}

/// Those that are yet to come, under the names that the fork's runs have.
void takeInjections(ExperimentConfig& config, const RunInfo& parent, std::int64_t step) {
  std::vector<Injection> kept;
  for (Injection injection : config.injections) {
    if (injection.step < step) continue;
    if (injection.run == parent.name) injection.run = config.runs.front().name;
    const bool known = std::any_of(config.runs.begin(), config.runs.end(),
                                   [&](const auto& run) { return injection.concerns(run.name); });
    if (known) kept.push_back(injection);
  }
  config.injections = kept;
}

}  // namespace

Fork planFork(const StoreReader& reader, const std::string& store, const RunInfo& parent,
              const ForkRequest& request) {
  Fork fork;
  fork.place = {phrase("%1: run \"%2\""), {store, parent.name}};
  if (parent.configuration.empty()) {
    refuse(fork.place, phrase("comes from another program: ScaleScope cannot go on with it"));
  }
  CheckpointRecord checkpoint = checkpointFor(reader, parent, request, fork.place);
  fork.step = checkpoint.step;
  ExperimentConfig config = storedConfiguration(store, parent);
  config = editedConfig(config, parent.index,
                        editsOfCheckpoint(checkpoint.data, config.network, fork.place));
  const RunConfig& before = config.runs.at(static_cast<std::size_t>(parent.index));
  RunConfig run = changed(before, request);
  if (request.name.empty()) {
    run.name = freeName(reader, parent, run.name + " fork at " + std::to_string(fork.step));
  }
  fork.runs = {{parent.id, std::move(checkpoint.data), run.scaler != before.scaler}};
  std::optional<OptimizerConfig>& own = run.optimizer;
  if (request.learningRate) (own ? *own : config.optimizer).lr = *request.learningRate;
  config.runs = {run};
  if (request.withFp32) addFp32(fork, config, reader, store, parent);
  config.backend = parent.backend;
  config.init.file.reset();
  if (request.steps) config.steps = *request.steps;
  takeInjections(config, parent, fork.step);
  if (config.steps <= fork.step) {
    refuse(fork.place,
           {phrase("was to train %1 steps: a fork at step %2 needs more steps than that"),
            {std::to_string(config.steps), std::to_string(fork.step)}});
  }
  fork.config = parseExperiment(toJson(config), fork.place);
  return fork;
}

void startFork(const Fork& fork, Experiment& experiment) {
  for (std::size_t i = 0; i < fork.runs.size(); ++i) {
    const ForkedRun& run = fork.runs[i];
    experiment.startFrom(static_cast<int>(i), run.checkpoint, fork.place, run.ownScaler);
  }
}

std::vector<std::int64_t> beginFork(StoreWriter& writer, const Fork& fork,
                                    const BackendInfo& backend) {
  std::vector<Parent> parents;
  for (const ForkedRun& run : fork.runs) parents.push_back({run.parent, fork.step});
  return writer.begin(fork.config, backend, parents);
}

}  // namespace scalescope
