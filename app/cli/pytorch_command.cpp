#include <filesystem>
#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/exchange/pytorch_script.h"
#include "output.h"

namespace scalescope::cli {
namespace {

struct ScriptArguments {
  std::string config;
  std::string run;
  std::string out;
  std::string weights;
};

/// What is there already may be replaced by a script if it is one: not the configuration, not a
/// picture.
void requireReplaceable(const std::string& out) {
  namespace fs = std::filesystem;
  std::error_code none;
  const bool other = fs::is_regular_file(out, none) && fs::file_size(out, none) > 0 &&
                     fs::path(out).extension() != ".py";
  if (other) refuse(out, "is there already and is no .py file; it was left as it was");
}

int writeScript(const ScriptArguments& arguments) {
  const ExperimentConfig config = readExperiment(arguments.config);
  PytorchScriptOptions options;
  options.source = arguments.config;
  options.weights = arguments.weights;
  if (!arguments.run.empty()) options.run = arguments.run;
  const std::string script = pytorchScript(config, options);
  if (arguments.out.empty()) {
    print(script);
    return 0;
  }
  requireReplaceable(arguments.out);
  replaceFile(arguments.out, script);
  return 0;
}

}  // namespace

void addPytorchCommand(CLI::App& app, Action& action) {
  CLI::App* pytorch = app.add_subcommand(
      "pytorch", "Prints the equivalent PyTorch script of a configuration, with torch.amp");
  const auto arguments = std::make_shared<ScriptArguments>();
  pytorch->add_option("CONFIG", arguments->config, "The experiment, a JSON file")->required();
  pytorch->add_option("--run", arguments->run,
                      "This run alone (default: all that torch.amp can express)");
  pytorch->add_option("--out", arguments->out,
                      "The file to write (default: the script goes to standard output)");
  pytorch->add_option("--weights", arguments->weights,
                      "The initial weights that the script opens unless told otherwise; a relative "
                      "path starts from the script's folder (default: init.safetensors)");
  pytorch->footer(
      "Example:\n"
      "  scalescope-cli init experiment.json --out init.safetensors\n"
      "  scalescope-cli pytorch experiment.json --out experiment.py\n"
      "  python3 experiment.py");
  pytorch->callback(
      [&action, arguments] { action = [arguments] { return writeScript(*arguments); }; });
}

}  // namespace scalescope::cli
