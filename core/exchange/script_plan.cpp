#include "core/exchange/script_plan.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {
namespace {

bool isHalf(Format format) { return format == Format::fp16 || format == Format::bf16; }

/// Whether autocast, or a module of its own format, can compute a layer in these formats. PyTorch's
/// switch for TF32 is one for all layers.
bool isExpressible(const LayerFormats& formats, LayerRole role, const ScriptRun& run) {
  if (formats.statistics != Format::fp32 || formats.gradient != formats.compute) return false;
  const bool product = role == LayerRole::matmul;
  if (formats.compute == Format::fp32) {
    return formats.weight == Format::fp32 && !(run.tf32 && product);
  }
  const bool cast = formats.weight == Format::fp32 || formats.weight == formats.compute;
  return product && isHalf(formats.compute) && cast && !run.half;
}

/// The policy's own formats of a layer, given what the layers before it have become.
LayerFormats usualFormats(const Policy& policy, const NetworkConfig& network,
                          const NetworkFormats& formats, std::size_t layer) {
  const Format first = policy.autocast ? Format::fp32 : policy.low;
  const Format arriving = layer == 0 ? first : storageOf(formats.layers[layer - 1].compute);
  return resolveFormats(policy, roleOf(network.layers[layer].type), arriving, {});
}

/// Fills in the layers that need a format of their own; why that cannot be, or nothing.
std::optional<Sentence> planLayers(const NetworkConfig& network, ScriptRun& planned) {
  const Policy& policy = policyNamed(planned.run->precision);
  const NetworkFormats formats =
      resolveNetwork(network, policy, layerOverrides(*planned.run, network));
  for (std::size_t i = 0; i < formats.layers.size(); ++i) {
    const LayerType type = network.layers[i].type;
    const LayerFormats& own = formats.layers[i];
    if (own == usualFormats(policy, network, formats, i)) continue;
    if (!isExpressible(own, roleOf(type), planned)) {
      return Sentence(
          phrase("layer %1 (%2) has formats that torch.autocast cannot give a single layer"),
          {std::to_string(i), std::string(toString(type))});
    }
    planned.layers[static_cast<int>(i)] = own.compute;
  }
  return std::nullopt;
}

/// Why torch.amp cannot express a run; nothing, and `planned` is filled in, if it can.
std::optional<Sentence> planRun(const ExperimentConfig& config, const RunConfig& run,
                                ScriptRun& planned) {
  planned.run = &run;
  const Policy& policy = policyNamed(run.precision);
  if (isFp8(policy.low)) return phrase("torch.amp has no FP8");
  if (policy.low == Format::int8)
    return phrase("quantisation-aware training is no part of torch.amp");
  if (run.noiseFloor) {
    return phrase(
        "its initial weights are moved by one unit in the last place, which shows what chance "
        "does to another run");
  }
  for (const Injection& injection : config.injections) {
    if (injection.concerns(run.name)) return phrase("faults are planted in it");
  }
  planned.tf32 = policy.low == Format::tf32;
  planned.half = policy.low == Format::fp16 && !policy.masterWeights && !policy.autocast;
  if (isHalf(policy.low) && !planned.half) planned.autocast = policy.low;
  return planLayers(config.network, planned);
}

Sentence listed(const std::vector<InexpressibleRun>& runs) {
  std::optional<Sentence> all;
  for (const auto& each : runs) {
    const Sentence one(phrase("\"%1\": %2"), {each.run, each.reason});
    all = all ? Sentence(phrase("%1; %2"), {*all, one}) : one;
  }
  return all.value_or("");
}

}  // namespace

bool ScriptPlan::has(LayerType type) const {
  const auto& layers = config.network.layers;
  return std::any_of(layers.begin(), layers.end(),
                     [type](const LayerConfig& layer) { return layer.type == type; });
}

bool ScriptPlan::evaluates() const {
  const DatasetConfig& data = config.dataset;
  const bool tested = data.kind == "idx"   ? !data.testImages.empty()
                      : data.kind == "csv" ? data.testShare > 0
                                           : true;
  return tested && config.evalEvery > 0;
}

bool isGradScaler(const ScriptRun& run) {
  const ScalerConfig& scaler = run.run->scaler;
  // It refuses gradients in FP16, and a growth of 1.
  return scaler.kind == ScalerKind::dynamic && !run.half && scaler.hysteresis == 1 &&
         !scaler.floor && !scaler.cap && !scaler.growToInfinity && scaler.growth > 1.0;
}

std::string torchFormat(Format format) {
  switch (format) {
    case Format::fp16:
      return "torch.float16";
    case Format::bf16:
      return "torch.bfloat16";
    default:
      return "torch.float32";
  }
}

std::vector<InexpressibleRun> inexpressibleRuns(const ExperimentConfig& config) {
  std::vector<InexpressibleRun> runs;
  for (const RunConfig& run : config.runs) {
    ScriptRun planned;
    const std::optional<Sentence> reason = planRun(config, run, planned);
    if (reason) runs.push_back({run.name, *reason});
  }
  return runs;
}

ScriptPlan planScript(const ExperimentConfig& config, const PytorchScriptOptions& options) {
  ScriptPlan plan{config, {}, {}, options.weights};
  if (plan.weights.empty()) plan.weights = config.init.file.value_or("init.safetensors");
  bool found = false;
  std::string names;
  for (const RunConfig& run : config.runs) {
    names += (names.empty() ? "\"" : ", \"") + run.name + "\"";
    if (options.run && *options.run != run.name) continue;
    found = true;
    ScriptRun planned;
    const std::optional<Sentence> reason = planRun(config, run, planned);
    if (reason) {
      plan.leftOut.push_back({run.name, *reason});
    } else {
      plan.runs.push_back(std::move(planned));
    }
  }
  if (!found) {
    refuse(options.source, {phrase("there is no run \"%1\"; there are %2"), {*options.run, names}});
  }
  if (plan.runs.empty()) {
    refuse(options.source,
           {options.run ? phrase("PyTorch's torch.amp cannot express this run: %1")
                        : phrase("PyTorch's torch.amp cannot express any of its runs: %1"),
            {listed(plan.leftOut)}});
  }
  return plan;
}

}  // namespace scalescope
