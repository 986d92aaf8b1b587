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
  copy.noiseFloor = false;  // there is one at most
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

int noiseFloorOf(const ExperimentConfig& config) {
  const auto found = std::find_if(config.runs.begin(), config.runs.end(),
                                  [](const RunConfig& run) { return run.noiseFloor; });
  return found == config.runs.end() ? -1 : static_cast<int>(found - config.runs.begin());
}

int runForNoiseFloor(const ExperimentConfig& config) {
  for (int run = 0; run < static_cast<int>(config.runs.size()); ++run) {
    const RunConfig& each = config.runs[static_cast<std::size_t>(run)];
    if (each.precision == "fp32" && each.layers.empty() && !each.noiseFloor) return run;
  }
  return -1;
}

void setNoiseFloor(ExperimentConfig& config, bool on) {
  std::erase_if(config.runs, [](const RunConfig& run) { return run.noiseFloor; });
  const int like = runForNoiseFloor(config);
  if (!on || like < 0) return;
  RunConfig run = config.runs[static_cast<std::size_t>(like)];
  run.name = freeName(config, "noise floor");
  run.noiseFloor = true;
  config.runs.push_back(run);
}

QStringList namesOfRuns(const ExperimentConfig& config) {
  QStringList names;
  for (const RunConfig& run : config.runs) names << QString::fromStdString(run.name);
  return names;
}

QColor colourOfRun(const ExperimentConfig& config, int run, bool dark) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  if (own.noiseFloor) return noiseFloorColour(dark);
  const std::string& precision = own.precision;
  const auto before = std::count_if(config.runs.begin(), config.runs.begin() + run,
                                    [&precision](const RunConfig& other) {
                                      return other.precision == precision && !other.noiseFloor;
                                    });
  return runColour(QString::fromStdString(precision), static_cast<int>(before), dark);
}

}  // namespace scalescope
