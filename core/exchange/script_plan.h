#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/exchange/pytorch_script.h"
#include "core/nn/formats.h"

namespace scalescope {

/// A run as torch.amp expresses it.
struct ScriptRun {
  const RunConfig* run = nullptr;
  Format autocast = Format::fp32;  ///< FP16 or BF16: forward runs under torch.autocast
  bool half = false;               ///< the model is cast to half
  bool tf32 = false;               ///< products may take their operands in TF32
  std::map<int, Format> layers;    ///< formats of layers that autocast would treat otherwise
};

/// What goes into a script.
struct ScriptPlan {
  const ExperimentConfig& config;
  std::vector<ScriptRun> runs;
  std::vector<InexpressibleRun> leftOut;
  std::string weights;

  template <typename Test>
  bool any(Test test) const {
    for (const ScriptRun& run : runs) {
      if (test(run)) return true;
    }
    return false;
  }
  bool anyAutocast() const {
    return any([](const ScriptRun& run) { return run.autocast != Format::fp32; });
  }
  bool anyHalf() const {
    return any([](const ScriptRun& run) { return run.half; });
  }
  bool anyTf32() const {
    return any([](const ScriptRun& run) { return run.tf32; });
  }
  bool anyLayers() const {
    return any([](const ScriptRun& run) { return !run.layers.empty(); });
  }
  bool anyScaler() const {
    return any([](const ScriptRun& run) { return run.run->scaler.kind != ScalerKind::none; });
  }
  bool has(LayerType type) const;  ///< a layer of the network
  bool evaluates() const;          ///< there is a test set, and it is looked at
};

/// Errors as pytorchScript().
ScriptPlan planScript(const ExperimentConfig& config, const PytorchScriptOptions& options);

/// Whether torch's GradScaler does what this dynamic scaler does, for gradients in FP32.
bool isGradScaler(const ScriptRun& run);
/// torch.float16 and so on.
std::string torchFormat(Format format);

// The parts of a script, in its order. Each ends in a newline; two blank lines stand between
// functions.
std::string scriptData(const ScriptPlan& plan);       ///< reading, sampling
std::string scriptFileNames(const ScriptPlan& plan);  ///< of it: constants
std::string scriptFiles(const ScriptPlan& plan);      ///< of it: readers of data sets in files
std::string scriptNetwork(const ScriptPlan& plan);    ///< the module, its initial weights
std::string scriptScalers(const ScriptPlan& plan);    ///< loss scales that torch does not have
std::string scriptRuns(const ScriptPlan& plan);       ///< optimizer, schedule, clipping, the runs
std::string scriptLoop(const ScriptPlan& plan);       ///< evaluation, training, main()

}  // namespace scalescope
