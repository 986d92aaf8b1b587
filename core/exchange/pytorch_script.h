#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// What a script is to hold, and where it finds its weights.
struct PytorchScriptOptions {
  std::optional<std::string> run;  ///< one run alone; none: all that torch.amp can express
  /// The safetensors file with the initial weights (scalescope-cli init), as the script opens it: a
  /// relative path starts from the script's folder. Empty: the configuration's own "init.file", or
  /// "init.safetensors".
  std::string weights;
  Sentence source = phrase("the configuration");  ///< its file, for messages
};

/// A run that a script cannot have, and why.
struct InexpressibleRun {
  std::string run;
  Sentence reason;  ///< one phrase: "torch.amp has no FP8"
};
/// In the order of the configuration; empty if torch.amp can express every run.
std::vector<InexpressibleRun> inexpressibleRuns(const ExperimentConfig& config);

/// The equivalent training as a Python script that needs torch alone (1.13 or later): the same
/// network, batches, optimizer and scaling from the same initial weights, with torch.autocast and
/// torch's GradScaler where they do what the run does. Runs that torch.amp cannot express are left
/// out, and named in a comment. Refused if there is no such run, or if it cannot be expressed, or
/// if none can.
std::string pytorchScript(const ExperimentConfig& config, const PytorchScriptOptions& options);

}  // namespace scalescope
