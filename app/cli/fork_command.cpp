#include <cmath>
#include <memory>
#include <optional>

#include "command.h"
#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/numerics/number_text.h"
#include "core/store/fork.h"
#include "training_session.h"

namespace scalescope::cli {
namespace {

struct ForkArguments {
  std::string run;
  std::int64_t at = -1;
  std::string name, precision, scaler;
  std::optional<double> learningRate;
  std::int64_t steps = 0;
  bool withFp32 = false;
  TrainingOptions training;
};

/// A scaler as in configurations, or a word for the usual ones: "none", "static:1024", "pytorch".
ScalerConfig scalerFrom(const std::string& text) {
  const std::string place = "--scaler";
  if (!text.empty() && text.front() == '{') {
    const Json json = parseJson(text, place);
    return parseScaler(JsonReader(json, place));
  }
  if (text == "none") return {};
  if (text.rfind("static:", 0) == 0) {
    const double scale = parseNumber(text.substr(7), place).value;
    if (!std::isfinite(scale)) refuse(place, "expected a finite scale, found \"" + text + "\"");
    const Json json{{"kind", "static"}, {"scale", scale}};
    return parseScaler(JsonReader(json, place));
  }
  return scalerPreset(text);
}

int forkRun(const ForkArguments& arguments) {
  ForkRequest request;
  if (arguments.at >= 0) request.step = arguments.at;
  request.name = arguments.name;
  if (!arguments.precision.empty()) request.precision = arguments.precision;
  if (!arguments.scaler.empty()) request.scaler = scalerFrom(arguments.scaler);
  request.learningRate = arguments.learningRate;
  if (arguments.steps > 0) request.steps = arguments.steps;
  request.withFp32 = arguments.withFp32;
  const StoreReader reader(arguments.training.store);
  const RunInfo parent = reader.findRun(arguments.run);
  return trainFork(planFork(reader, arguments.training.store, parent, request), arguments.training);
}

}  // namespace

void addForkCommand(CLI::App& app, Action& action) {
  CLI::App* fork = app.add_subcommand(
      "fork", "Goes on from a checkpoint of a run with another scaler, policy or learning rate");
  const auto arguments = std::make_shared<ForkArguments>();
  fork->add_option("RUN", arguments->run, "The parent: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required();
  fork->add_option("--at", arguments->at, "Step of the checkpoint (default: the newest)")
      ->check(CLI::Range(std::int64_t{0}, kMostSteps));
  fork->add_option("--name", arguments->name, "Name of the new run");
  fork->add_option("--precision", arguments->precision, "Another precision policy");
  fork->add_option("--scaler", arguments->scaler,
                   "Another loss scaler: none, static:1024, pytorch, apex, deepspeed, megatron, "
                   "keras, or JSON as in configurations");
  fork->add_option("--lr", arguments->learningRate, "Another learning rate")
      ->check([](const std::string& text) {
        double value = 0.0;
        const bool good =
            CLI::detail::lexical_cast(text, value) && value >= 0.0 && std::isfinite(value);
        return good ? std::string() : "expected a number of 0 or more, found \"" + text + "\"";
      });
  fork->add_option("--steps", arguments->steps, "Train until this step (default: as the parent)")
      ->check(CLI::Range(std::int64_t{1}, kMostSteps));
  fork->add_flag("--with-fp32", arguments->withFp32,
                 "Let the FP32 run go on beside it, to measure divergence");
  addTrainingOptions(*fork, arguments->training);
  fork->footer(
      "Example:\n  scalescope-cli fork fp16 --at 500 --scaler static:128 --name \"fp16, 128\"");
  fork->callback([&action, arguments] {
    action = [arguments] {
      arguments->training.store = storeOrDefault(arguments->training.store);
      return forkRun(*arguments);
    };
  });
}

}  // namespace scalescope::cli
