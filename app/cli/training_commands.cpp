#include <memory>

#include "command.h"
#include "core/train/experiment_config.h"
#include "training_session.h"

namespace scalescope::cli {
namespace {

struct RunArguments {
  std::string config;
  std::int64_t steps = 0;  ///< 0: as configured
  std::string backend;     ///< empty: as configured
  TrainingOptions training;
};

int runExperiment(const RunArguments& arguments) {
  ExperimentConfig config = readExperiment(arguments.config);
  if (arguments.steps > 0) config.steps = arguments.steps;
  if (!arguments.backend.empty()) config.backend = arguments.backend;
  return trainFromStart(config, arguments.config, arguments.training);
}

int resumeExperiment(const std::string& run, const TrainingOptions& training) {
  return trainOn(StoreReader(training.store).findRun(run), training);
}

}  // namespace

void addTrainingOptions(CLI::App& command, TrainingOptions& training) {
  addStoreOption(command, training.store);
  command.add_flag("--json", training.json,
                   "Print one JSON object a line: steps, evaluations, events, summaries");
  command
      .add_option("--checkpoint-every", training.checkpointEvery,
                  "Steps between checkpoints; 0: only at the end (default: a tenth of the steps, "
                  "at least 10 and at most 500)")
      ->check(CLI::Range(std::int64_t{0}, kMostSteps));
}

void addTrainingCommands(CLI::App& app, Action& action) {
  CLI::App* run = app.add_subcommand("run", "Trains an experiment and stores it");
  const auto arguments = std::make_shared<RunArguments>();
  run->add_option("CONFIG", arguments->config, "The experiment, a JSON file")->required();
  run->add_option("--steps", arguments->steps,
                  "Train this many steps instead of the configured number")
      ->check(CLI::Range(std::int64_t{1}, kMostSteps));
  run->add_option("--backend", arguments->backend,
                  "Compute on this instead of the configured back end")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  run->add_option("--tag", arguments->training.tags,
                  "A tag of its runs, or several with commas; may be given again")
      ->delimiter(',')
      ->allow_extra_args(false);
  addTrainingOptions(*run, arguments->training);
  run->footer(
      "Ctrl-C stops after the step under way and keeps a checkpoint; a second one ends at once.\n\n"
      "Examples:\n"
      "  scalescope-cli run experiment.json\n"
      "  scalescope-cli run experiment.json --steps 50 --json | grep '\"found_inf\":true'");
  run->callback([&action, arguments] {
    action = [arguments] {
      arguments->training.store = storeOrDefault(arguments->training.store);
      return runExperiment(*arguments);
    };
  });

  CLI::App* resume =
      app.add_subcommand("resume", "Goes on with a stopped or interrupted experiment");
  const auto name = std::make_shared<std::string>();
  const auto training = std::make_shared<TrainingOptions>();
  resume->add_option("RUN", *name, "Any run of it: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required();
  addTrainingOptions(*resume, *training);
  resume->footer(
      "All runs go on from the newest step of which each has a checkpoint, to the same bits.");
  resume->callback([&action, name, training] {
    action = [name, training] {
      training->store = storeOrDefault(training->store);
      return resumeExperiment(*name, *training);
    };
  });
}

}  // namespace scalescope::cli
