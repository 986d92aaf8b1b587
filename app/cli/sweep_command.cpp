#include <cstdio>
#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/sweep/sweep_device.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "sweep_report.h"
#include "sweep_slurm.h"

namespace scalescope::cli {
namespace {

struct SweepArguments {
  std::string config, name, store, backend, folder, status;
  std::vector<std::string> axes, list;
  bool zip = false, dryRun = false, json = false, failFast = false, noSubmit = false;
  std::int64_t steps = 0;
  int jobs = 0;
  std::optional<std::int64_t> checkpointEvery;
  SlurmOptions slurm;
};

SweepPlan planOf(const SweepArguments& arguments) {
  SweepSpec spec = readSweep(arguments.config);
  if (!arguments.name.empty()) spec.name = arguments.name;
  for (const std::string& text : arguments.axes)
    (arguments.zip ? spec.zip : spec.grid).push_back(parseSweepAxis(text, "--set"));
  for (const std::string& text : arguments.list) {
    const Json json = parseJson(text, "--list");
    JsonReader(json, "--list").requireObject();
    spec.list.emplace_back();
    for (const auto& [key, value] : json.items()) spec.list.back().push_back({key, value});
  }
  const auto sweepsSteps = [](const std::vector<SweepAxis>& axes) {
    return std::any_of(axes.begin(), axes.end(),
                       [](const SweepAxis& axis) { return axis.pointer == "/steps"; });
  };
  if (arguments.steps > 0 && (sweepsSteps(spec.grid) || sweepsSteps(spec.zip)))
    refuse("--steps", "the sweep gives /steps values of its own");
  if (spec.configuration.is_object()) {
    if (arguments.steps > 0) spec.configuration["steps"] = arguments.steps;
    if (!arguments.backend.empty()) spec.configuration["backend"] = arguments.backend;
  }
  return planSweep(spec);
}

std::string counted(const SweepProgress& progress) {
  std::string text = std::to_string(progress.finished) + " of " + std::to_string(progress.points) +
                     " points done, " + std::to_string(progress.running) + " training";
  if (progress.elsewhere > 0)
    text += ", " + std::to_string(progress.elsewhere) + " by another program";
  return progress.failed > 0 ? text + ", " + std::to_string(progress.failed) + " failed" : text;
}

int train(const SweepPlan& plan, const SweepArguments& arguments) {
  requireTrainable(plan, true);
  SweepOptions options;
  options.program = ownProgram();
  options.store = arguments.store;
  options.jobs = arguments.jobs;
  options.stopAtFailure = arguments.failFast;
  if (arguments.checkpointEvery)
    options.arguments = {"--checkpoint-every", std::to_string(*arguments.checkpointEvery)};
  shareDevice(plan, options);
  std::fprintf(stderr, "%zu points, %d at a time, threads of each: %d\n", plan.points.size(),
               options.jobs, options.threads);
  catchInterrupts();
  options.stop = &interruptFlag();
  std::unique_ptr<Progress> bar;
  options.onProgress = [&](const SweepProgress& progress) {
    if (!bar) bar = std::make_unique<Progress>(progress.stepsDone, progress.steps, true);
    if (bar->due()) bar->show(progress.stepsDone, counted(progress));
  };
  const SweepOutcome outcome = runSweep(plan, options);
  bar.reset();
  printSweep(plan, outcome.points, arguments.json);
  for (const std::string& failure : outcome.failures)
    std::fprintf(stderr, "scalescope-cli: %s\n", failure.c_str());
  if (outcome.stopped)
    fail(arguments.store, "the sweep was stopped; the same call again goes on with it");
  if (!outcome.failures.empty()) {
    fail(arguments.store, std::to_string(outcome.failures.size()) + " of " +
                              std::to_string(plan.points.size()) + " points failed");
  }
  return 0;
}

int dryRun(const SweepPlan& plan, const SweepArguments& arguments) {
  printSweep(plan, storedPoints(plan, arguments.store), arguments.json);
  return 0;
}

int sweep(SweepArguments& arguments) {
  if (!arguments.status.empty()) return showSlurmSweep(arguments.status, arguments.json);
  if (arguments.config.empty()) refuse("sweep", "expected a sweep file or a configuration");
  const SweepPlan plan = planOf(arguments);
  if (arguments.dryRun) return dryRun(plan, arguments);
  if (arguments.folder.empty()) return train(plan, arguments);
  requireTrainable(plan, false);
  arguments.slurm.program = ownProgram();
  return submitSweep(plan, arguments.folder, arguments.slurm, !arguments.noSubmit);
}

void addPlanOptions(CLI::App& command, SweepArguments& arguments) {
  command.add_option("CONFIG", arguments.config, "A sweep, or a configuration to vary with --set");
  command
      .add_option("--set", arguments.axes,
                  "/POINTER=VALUES: a value of the configuration and what it becomes: /seed=1,2,3 "
                  "/optimizer/lr=\"1e-4..1e-1 log 4\"; may be given again")
      ->allow_extra_args(false);
  command
      .add_option("--list", arguments.list,
                  "A point as JSON: {\"/optimizer/lr\": 0.1, \"/seed\": 2}; may be given again")
      ->allow_extra_args(false);
  command.add_flag("--zip", arguments.zip,
                   "The values of all --set change together, not each with each");
  command.add_option("--name", arguments.name, "Name of the sweep (default: the configuration's)");
  command.add_option("--steps", arguments.steps, "Train every point this many steps")
      ->check(CLI::Range(std::int64_t{1}, kMostSteps));
  command
      .add_option("--backend", arguments.backend,
                  "Compute on this instead of the configured back end")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
}

void addSlurmOptions(CLI::App& command, SweepArguments& arguments) {
  CLI::Option* slurm = command.add_option(
      "--slurm", arguments.folder,
      "Write a Slurm job array into this folder and submit it; jobs write stores of their own");
  const auto isNoOption = [](const std::string& folder) {
    return folder.starts_with("--") ? "expected a folder, found the option " + folder : "";
  };
  slurm->check(isNoOption);
  command.add_option("--partition", arguments.slurm.partition, "Slurm partition")->needs(slurm);
  command.add_option("--time", arguments.slurm.time, "Time limit of a job")->needs(slurm);
  command.add_option("--cpus", arguments.slurm.cpus, "Processors of a job")
      ->needs(slurm)
      ->check(CLI::Range(1, 4096));
  command.add_option("--gres", arguments.slurm.gres, "Generic resources of a job: gpu:1")
      ->needs(slurm);
  command
      .add_option("--sbatch-arg", arguments.slurm.more,
                  "A further option of sbatch: --sbatch-arg=--account=lab")
      ->needs(slurm)
      ->allow_extra_args(false);
  command.add_flag("--no-submit", arguments.noSubmit, "Only write the job array")->needs(slurm);
  command.add_option("--status", arguments.status, "Show how far the job array in this folder is");
}

}  // namespace

void addSweepCommand(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "sweep",
      "Trains a grid or a list of experiments that differ in some values, several at a time");
  const auto arguments = std::make_shared<SweepArguments>();
  addPlanOptions(*command, *arguments);
  addStoreOption(*command, arguments->store);
  command
      ->add_option("--jobs", arguments->jobs,
                   "Points at a time (default: as many as the processor keeps busy)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--checkpoint-every", arguments->checkpointEvery, "Steps between checkpoints")
      ->check(CLI::Range(std::int64_t{0}, kMostSteps));
  command->add_flag("--dry-run", arguments->dryRun, "Only check and list the points");
  command->add_flag("--json", arguments->json,
                    "Print one JSON object a line, for each run of each point");
  command->add_flag("--fail-fast", arguments->failFast,
                    "Start nothing more once a point has failed");
  addSlurmOptions(*command, *arguments);
  // A job array's jobs have stores of their own, and Slurm says how many run at a time.
  CLI::Option* slurm = command->get_option("--slurm");
  for (const char* own : {"--store", "--jobs", "--fail-fast", "--status"})
    command->get_option(own)->excludes(slurm);
  command->footer(
      "Called again with the same store, it goes on: what is finished is left alone, what was "
      "interrupted\n"
      "is resumed. Ctrl-C stops it cleanly.\n\n"
      "Examples:\n"
      "  scalescope-cli sweep experiment.json --set /seed=1,2,3 --set /optimizer/lr=0.01,0.1\n"
      "  scalescope-cli sweep sweep.json --store runs.sqlite --jobs 4\n"
      "  scalescope-cli sweep sweep.json --slurm jobs --partition gpu --gres gpu:1 --time 2:00:00");
  command->callback([&action, arguments] {
    action = [arguments] {
      arguments->store = storeOrDefault(arguments->store);
      return sweep(*arguments);
    };
  });
}

}  // namespace scalescope::cli
