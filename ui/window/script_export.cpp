#include "ui/window/script_export.h"

#include <QFileInfo>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/exchange/pytorch_script.h"
#include "core/nn/initialise.h"

namespace scalescope {
namespace {

/// What is no safetensors file is somebody's own.
void requireReplaceable(const std::string& weights) {
  namespace fs = std::filesystem;
  std::error_code none;
  const bool other = fs::is_regular_file(weights, none) && fs::file_size(weights, none) > 0 &&
                     !looksLikeSafetensors(weights);
  if (other) {
    refuse(weights, phrase("is there already and is no safetensors file; it was left as it was"));
  }
}

}  // namespace

QString scriptWeightsPath(const QString& scriptPath) {
  const QFileInfo script(scriptPath);
  return script.absolutePath() + "/" + script.completeBaseName() + ".init.safetensors";
}

void writeScriptWithWeights(const ExperimentConfig& config, const QString& scriptPath) {
  const QString weightsPath = scriptWeightsPath(scriptPath);
  PytorchScriptOptions options;
  options.weights = QFileInfo(weightsPath).fileName().toStdString();
  const std::string script = pytorchScript(config, options);
  requireReplaceable(weightsPath.toStdString());
  Safetensors file;
  file.tensors = initialWeights(config.network, config.init, config.seed);
  file.metadata["seed"] = std::to_string(config.seed);
  // Weights first: a script without them would be of no use.
  writeSafetensors(file, weightsPath.toStdString());
  replaceFile(scriptPath.toStdString(), script);
}

}  // namespace scalescope
