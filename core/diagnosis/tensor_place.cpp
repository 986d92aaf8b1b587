#include "core/diagnosis/tensor_place.h"

#include <charconv>

namespace scalescope {
namespace {

constexpr std::string_view kLayers = "layers.";

StepPart partOf(TensorRole role) {
  switch (role) {
    case TensorRole::activation:
      return StepPart::forward;
    case TensorRole::gradient:
      return StepPart::backward;
    case TensorRole::update:
      return StepPart::update;
    case TensorRole::weight:
      break;
  }
  return StepPart::weights;
}

Wording partText(StepPart part, const Phrases& say) {
  switch (part) {
    case StepPart::forward:
      return say(phrase("forward"));
    case StepPart::backward:
      return say(phrase("backward"));
    case StepPart::update:
      return say(phrase("update"));
    case StepPart::weights:
      break;
  }
  return say(phrase("weights"));
}

}  // namespace

int layerOf(const std::string& tensor) {
  int index = -1;
  if (!tensor.starts_with(kLayers)) return index;
  std::from_chars(tensor.data() + kLayers.size(), tensor.data() + tensor.size(), index);
  return index;
}

std::string moduleOf(const std::string& tensor) {
  std::string name = tensor;
  for (const std::string_view ending : {".grad", ".update"}) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  const auto own = name.rfind('.');
  if (own == std::string::npos) return "";
  name.resize(own);
  return name == "loss" ? "" : name;
}

TensorPlace placeOf(const TensorInfo& tensor, const NetworkConfig& network) {
  TensorPlace place;
  place.part = partOf(tensor.role);
  place.module = moduleOf(tensor.name);
  const std::string& name = tensor.name;
  if (!name.starts_with(kLayers)) {
    if (place.module.empty()) place.layerType = name.substr(0, name.find('.'));
    return place;
  }
  const int index = layerOf(name);
  if (index < 0 || static_cast<std::size_t>(index) >= network.layers.size()) return place;
  place.layer = index;
  place.layerType = toString(network.layers[static_cast<std::size_t>(index)].type);
  return place;
}

std::string_view toString(StepPart part) {
  switch (part) {
    case StepPart::forward:
      return "forward";
    case StepPart::backward:
      return "backward";
    case StepPart::update:
      return "update";
    case StepPart::weights:
      break;
  }
  return "weights";
}

Wording layerText(const TensorPlace& place, const Phrases& say) {
  if (place.layer >= 0) {
    const std::string name = std::string(kLayers) + std::to_string(place.layer);
    return say(phrase("%1 (%2)"), {name, place.layerType});
  }
  if (!place.module.empty()) return place.module;
  if (place.layerType.empty()) return say(phrase("the network"));
  if (place.layerType == "input") return say(phrase("the input"));
  if (place.layerType == "loss") return say(phrase("the loss"));
  return say(phrase("the %1"), {place.layerType});
}

Wording placeText(const TensorPlace& place, const Phrases& say) {
  const std::string part = partText(place.part, say);
  return place.layer < 0 || place.layerType.empty()
             ? part
             : say(phrase("%1, %2"), {place.layerType, part});
}

NetworkFormats formatsOf(const ExperimentConfig& config, int run) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  return resolveNetwork(config.network, policyNamed(own.precision),
                        layerOverrides(own, config.network));
}

bool isSingledOut(const ExperimentConfig& config, int run, int layer, bool gradients) {
  if (layer < 0) return false;
  const NetworkFormats formats = formatsOf(config, run);
  const auto range = [&](std::size_t i) {
    const LayerFormats& of = formats.layers[i];
    return info(gradients ? of.gradient : of.compute).maxExponent;
  };
  int others = 0, wider = 0;
  for (std::size_t i = 0; i < formats.layers.size(); ++i) {
    const bool passes = roleOf(config.network.layers[i].type) == LayerRole::passThrough;
    if (passes || i == static_cast<std::size_t>(layer)) continue;
    ++others;
    wider += range(i) > range(static_cast<std::size_t>(layer));
  }
  return others > 0 && 2 * wider > others;
}

}  // namespace scalescope
