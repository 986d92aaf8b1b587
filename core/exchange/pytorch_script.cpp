#include "core/exchange/pytorch_script.h"

#include <algorithm>
#include <set>

#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kHead = R"py(#!/usr/bin/env python3
"""Trains in PyTorch what a ScaleScope configuration trains: the same network, from the same initial weights, on the same
batches. Needs torch alone, 1.13 or later.

    scalescope-cli init CONFIG --out WEIGHTS    # writes the initial weights
    python3 SCRIPT                              # trains every run, one after the other
    python3 SCRIPT --run NAME --json            # one run, a JSON object a line
"""
# Experiment: <<name>>
<<runs>>#
# What is to be expected beside ScaleScope's own losses:
<<differences>>
<<imports>>
import torch
import torch.nn.functional as F
from torch import nn

SEED = <<seed>>
INPUT = <<input>>  # one sample
BATCH_SIZE = <<batch>>
STEPS = <<steps>>
<<evaluated>>SHOW_EVERY = max(1, STEPS // 20)
WEIGHTS = <<weights>>  # scalescope-cli init writes them; a relative path starts from this script's folder
)py";

constexpr const char* kFp32Difference =
    R"(# - FP32: sums are taken in another order, so that losses part in their last digits, and further step by step.
)";
constexpr const char* kTf32Difference =
    R"(# - TF32: a GPU rounds operands in its own way, ScaleScope to nearest even. Only a GPU has it.
)";
constexpr const char* kAutocastDifference =
    R"(# - Autocast rounds operands and results of convolutions and linear layers, as ScaleScope does. Normalisation layers keep
#   weights (layer normalisation also its result) in FP32, which ScaleScope rounds under "fp16-mixed" and "bf16-mixed".
#   So losses part by about a rounding error of the half format, step by step further; the loss scale and skipped steps
#   are the same unless a gradient is within that error of overflowing.
)";
constexpr const char* kHalfDifference =
    R"(# - A model cast to half keeps running statistics of batch normalisation in half, too, and its gradients when they are
#   unscaled and clipped; ScaleScope keeps these in FP32. It is for a GPU; on the processor, newer releases alone have it.
)";
constexpr const char* kDropoutDifference =
    R"(# - Dropout: the masks are PyTorch's own. Losses agree on the average alone.
)";

std::string differences(const ScriptPlan& plan) {
  return kFp32Difference + when(plan.anyTf32(), kTf32Difference) +
         when(plan.anyAutocast(), kAutocastDifference) + when(plan.anyHalf(), kHalfDifference) +
         when(plan.has(LayerType::dropout), kDropoutDifference);
}

std::string runList(const ScriptPlan& plan) {
  std::string text;
  for (const ScriptRun& run : plan.runs) {
    text += "# Run: " + pythonComment(run.run->name) + " (" + run.run->precision + ")\n";
  }
  for (const InexpressibleRun& each : plan.leftOut) {
    text += "# Left out: " + pythonComment(each.run) + " (" + each.reason.inEnglish() + ")\n";
  }
  return text;
}

std::string imports(const ScriptPlan& plan) {
  const DatasetConfig& data = plan.config.dataset;
  std::set<std::string> modules{"argparse", "json", "math", "os", "struct", "sys", "warnings"};
  if (data.kind != "synthetic") modules.insert("gzip");
  if (data.kind == "idx") modules.insert("array");
  if (data.kind == "csv") modules.insert({"csv", "io"});
  if (data.kind == "synthetic" && data.generator == "teacher") modules.insert("ctypes");
  if (plan.anyAutocast()) modules.insert("contextlib");
  std::string text;
  for (const std::string& module : modules) text += "import " + module + "\n";
  text += plan.anyLayers() ? "from dataclasses import dataclass, field\n"
                           : "from dataclasses import dataclass\n";
  const bool calls = plan.anyScaler() || plan.any([&](const ScriptRun& run) {
    return run.run->optimizer || clipOf(plan.config, *run.run);
  });
  return text + when(calls, "from typing import Callable\n");
}

std::string head(const ScriptPlan& plan) {
  const ExperimentConfig& config = plan.config;
  const std::string evaluated =
      plan.evaluates() ? "EVAL_EVERY = " + std::to_string(config.evalEvery) + "\n" : "";
  return filled(kHead, {{"name", pythonComment(config.name)},
                        {"runs", runList(plan)},
                        {"differences", differences(plan)},
                        {"imports", imports(plan)},
                        {"seed", std::to_string(config.seed)},
                        {"input", pythonList(config.network.input)},
                        {"batch", std::to_string(config.batchSize)},
                        {"steps", std::to_string(config.steps)},
                        {"evaluated", evaluated},
                        {"weights", pythonString(plan.weights)}});
}

}  // namespace

std::string pytorchScript(const ExperimentConfig& config, const PytorchScriptOptions& options) {
  const ScriptPlan plan = planScript(config, options);
  return head(plan) + scriptData(plan) + scriptNetwork(plan) + scriptScalers(plan) +
         scriptRuns(plan) + scriptLoop(plan);
}

}  // namespace scalescope
