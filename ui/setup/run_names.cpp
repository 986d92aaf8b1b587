#include "ui/setup/run_names.h"

#include <algorithm>

#include "core/precision/policy.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

std::string freeName(const ExperimentConfig& config, const std::string& wish) {
  const auto taken = [&config](const std::string& name) {
    return std::any_of(config.runs.begin(), config.runs.end(),
                       [&name](const RunConfig& run) { return run.name == name; });
  };
  std::string name = wish;
  for (int number = 2; taken(name); ++number) name = wish + " " + std::to_string(number);
  return name;
}

}  // namespace

void duplicateRun(ExperimentConfig& config, int run) {
  RunConfig copy = config.runs[static_cast<std::size_t>(run)];
  copy.name = freeName(config, copy.name);
  config.runs.insert(config.runs.begin() + run + 1, copy);
}

void addRun(ExperimentConfig& config) {
  RunConfig run;
  for (const std::string& policy : policyNames()) {
    run.precision = policy;
    const bool used =
        std::any_of(config.runs.begin(), config.runs.end(),
                    [&policy](const RunConfig& other) { return other.precision == policy; });
    if (!used) break;
  }
  run.name = freeName(config, run.precision);
  if (policyNamed(run.precision).defaultScaler == "dynamic") run.scaler = scalerPreset("pytorch");
  config.runs.push_back(run);
}

QColor colourOfRun(const ExperimentConfig& config, int run, bool dark) {
  const std::string& precision = config.runs[static_cast<std::size_t>(run)].precision;
  const auto before =
      std::count_if(config.runs.begin(), config.runs.begin() + run,
                    [&precision](const RunConfig& other) { return other.precision == precision; });
  return runColour(QString::fromStdString(precision), static_cast<int>(before), dark);
}

}  // namespace scalescope
