#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "app/launch/patient_threads.h"
#include "app/manual/answer.h"
#include "command.h"
#include "core/base/error.h"
#include "manual_text.h"
#include "output.h"

namespace {

constexpr int kFailed = 1;
constexpr int kRefused = 2;

constexpr const char* kExamples = R"(
Exit code: 0 done, 1 the work failed, 2 the input was refused.

Examples:
  scalescope-cli run experiment.json                    train it, keep it in the default store
  scalescope-cli run experiment.json --steps 100 --json > steps.jsonl
  scalescope-cli list                                   what the store holds
  scalescope-cli compare fp32 fp16                      where the newest two of these names part
  scalescope-cli lesson                                 what can be learned here
  scalescope-cli culprit fp16                           which tensor overflowed first, and why
  scalescope-cli whatif fp16 --step 100 --scale 1024    what another loss scale would have lost
  scalescope-cli resume fp16                            go on with an interrupted experiment
  scalescope-cli pytorch experiment.json > train.py     the same training as a PyTorch script
  scalescope-cli bits 0.1                               what each number format makes of it
  scalescope-cli run --help                             more on one subcommand)";

/// One line, whatever a file name or a broken file brought into the message.
int report(const std::string& message, int code) {
  std::fprintf(stderr, "scalescope-cli: %s\n", scalescope::cli::oneLine(message).c_str());
  return code;
}

int perform(const scalescope::cli::Action& action) {
  try {
    return action();
  } catch (const scalescope::Error& error) {
    return report(error.what(), error.kind() == scalescope::ErrorKind::input ? kRefused : kFailed);
  } catch (const std::bad_alloc&) {
    return report("not enough memory", kFailed);
  } catch (const std::exception& error) {
    return report(error.what(), kFailed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  scalescope::usePatientThreads(argv);
  using namespace scalescope::cli;
  CLI::App app("Trains networks under several precisions side by side, and keeps every run.",
               "scalescope-cli");
  app.set_version_flag("--version", "scalescope-cli " SCALESCOPE_VERSION);
  app.require_subcommand(1);
  app.footer(kExamples);

  Action action;
  addTrainingCommands(app, action);
  addLessonCommand(app, action);
  addWeightCommands(app, action);
  addPytorchCommand(app, action);
  addReplayCommand(app, action);
  addForkCommand(app, action);
  addStoreCommands(app, action);
  addCompareCommand(app, action);
  addCulpritCommand(app, action);
  addDivergenceCommand(app, action);
  addInspectCommands(app, action);
  addExchangeCommands(app, action);
  addSweepCommand(app, action);
  addMergeCommand(app, action);
  addDeviceCommand(app, action);
  addBenchCommand(app, action);
  addBitsCommand(app, action);

  if (const auto asked = scalescope::answer(app, argc, argv, manualText, knownWords)) {
    return std::fputs(asked->c_str(), stdout) < 0 ? kFailed : 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-')
      return report("there is no subcommand \"" + std::string(argv[1]) + "\" (--help lists them)",
                    kRefused);
    return report(std::string(error.what()) + " (--help tells more)", kRefused);
  }
  return perform(action);
}
