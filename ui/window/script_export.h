#pragma once

#include <QString>

#include "core/train/experiment_config.h"

namespace scalescope {

/// "x.py" → "x.init.safetensors", in the same folder.
QString scriptWeightsPath(const QString& scriptPath);

/// Writes the equivalent PyTorch script of a configuration, and beside it the initial weights that
/// it opens. Refused as pytorchScript() and initialWeights() do, and if the weights would take the
/// place of a file of another kind. Drawing many weights takes a while: not for the window's
/// thread.
void writeScriptWithWeights(const ExperimentConfig& config, const QString& scriptPath);

}  // namespace scalescope
