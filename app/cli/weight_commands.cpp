#include <filesystem>
#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/exchange/stored_weights.h"
#include "core/nn/initialise.h"
#include "core/store/reader.h"
#include "core/train/experiment_config.h"

namespace scalescope::cli {
namespace {

/// What is there already may be replaced if it is weights too: not the configuration, not a
/// picture.
void writeWeights(const Safetensors& file, const std::string& out) {
  namespace fs = std::filesystem;
  std::error_code none;
  if (fs::is_regular_file(out, none) && fs::file_size(out, none) > 0 && !looksLikeSafetensors(out))
    refuse(out, "is there already and is no safetensors file; it was left as it was");
  writeSafetensors(file, out);
}

int writeInitialWeights(const std::string& configPath, const std::string& out) {
  const ExperimentConfig config = readExperiment(configPath);
  Safetensors file;
  file.tensors = initialWeights(config.network, config.init, config.seed);
  file.metadata["seed"] = std::to_string(config.seed);
  writeWeights(file, out);
  return 0;
}

int writeStoredWeights(const std::string& runName, const std::string& store,
                       const std::string& out) {
  const StoreReader reader(store);
  writeWeights(storedWeights(reader, reader.findRun(runName)), out);
  return 0;
}

}  // namespace

void addWeightCommands(CLI::App& app, Action& action) {
  const auto input = std::make_shared<std::string>();
  const auto store = std::make_shared<std::string>();
  const auto out = std::make_shared<std::string>();

  CLI::App* init =
      app.add_subcommand("init", "Writes the initial weights that a configuration starts from");
  init->add_option("CONFIG", *input, "The experiment, a JSON file")->required();
  init->add_option("--out", *out, "The safetensors file to write")->required();
  init->footer("Example:\n  scalescope-cli init experiment.json --out start.safetensors");
  init->callback([&action, input, out] {
    action = [input, out] { return writeInitialWeights(*input, *out); };
  });

  CLI::App* weights =
      app.add_subcommand("weights", "Writes the newest stored (master) weights of a run");
  weights->add_option("RUN", *input, "The run: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required();
  addStoreOption(*weights, *store);
  weights->add_option("--out", *out, "The safetensors file to write")->required();
  weights->callback([&action, input, store, out] {
    action = [input, store, out] {
      return writeStoredWeights(*input, storeOrDefault(*store), *out);
    };
  });
}

}  // namespace scalescope::cli
