#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/store/replay.h"
#include "core/train/devices.h"
#include "core/train/experiment_data.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"

namespace scalescope::cli {
namespace {

OrderedJson reportJson(const ReplayReport& report, const RunInfo& run) {
  OrderedJson json{{"type", "replay"},
                   {"run", run.name},
                   {"id", run.id},
                   {"from", report.from},
                   {"steps", report.steps},
                   {"same", !report.differsAt && !report.cancelled},
                   {"differs_at", OrderedJson()},
                   {"difference", report.difference}};
  if (report.differsAt) json["differs_at"] = *report.differsAt;
  return json;
}

int replayRun(const std::string& name, const std::string& store, bool json) {
  const StoreReader reader(store);
  const RunInfo run = reader.findRun(name);
  Replay replay(reader, store, run);
  const ExperimentConfig& config = replay.config();
  catchInterrupts();
  Progress progress(0, run.steps, true);
  const auto show = [&](std::int64_t done) {
    if (progress.due() || done == run.steps) progress.show(done, "the same so far");
  };
  const ReplayReport report =
      replay.run(loadDatasetFor(config, store), backendFactoryFor(config, store), show,
                 [] { return interruptFlag().load(); });
  progress.clear();
  if (json) printLine(reportJson(report, run));
  const std::string done = std::to_string(report.steps) + " steps from step " +
                           std::to_string(report.from) + " came out with the same bits";
  if (report.cancelled) fail("replay of " + run.name, "stopped: " + done);
  if (report.differsAt) {
    fail("replay of " + run.name, "differs at step " + std::to_string(*report.differsAt) + ": " +
                                      report.difference + "; before it " + done);
  }
  if (!json) print("All " + done + ".\n");
  return 0;
}

}  // namespace

void addReplayCommand(CLI::App& app, Action& action) {
  CLI::App* replay = app.add_subcommand(
      "replay", "Trains a stored run once more and checks that every row has the same bits");
  const auto name = std::make_shared<std::string>();
  const auto store = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  replay->add_option("RUN", *name, "The run: \"12\", \"fp16\" or \"experiment/fp16\"")->required();
  addStoreOption(*replay, *store);
  replay->add_flag("--json", *json, "Print one JSON object");
  replay->footer(
      "What people did to the run on the way (a loss scale set by hand, changes, injections) is "
      "done\n"
      "again. Exit code 1 if a step differs; the message says which, and in what.");
  replay->callback([&action, name, store, json] {
    action = [=] { return replayRun(*name, storeOrDefault(*store), *json); };
  });
}

}  // namespace scalescope::cli
