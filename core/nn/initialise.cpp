#include "core/nn/initialise.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

/// How a tensor is drawn: uniform in ±spread, or normal with that standard deviation.
struct Distribution {
  bool normal = false;
  double spread = 0.0;
};

/// Weights: He et al. 2015 with fan_in (kaiming), Glorot & Bengio 2010 (xavier). The uniform
/// kaiming bound is PyTorch's for layers, sqrt(6 / ((1 + 5) fan_in)), and its biases have the same;
/// the other schemes start biases at 0, as their papers do.
Distribution distributionOf(const std::string& scheme, const ParameterShape& parameter) {
  const auto in = static_cast<double>(parameter.fanIn);
  const auto sum = in + static_cast<double>(parameter.fanOut);
  if (scheme == "kaiming-uniform") return {false, 1.0 / std::sqrt(in)};
  if (parameter.name == "bias") return {};
  if (scheme == "kaiming-normal") return {true, std::sqrt(2.0 / in)};
  if (scheme == "xavier-uniform") return {false, std::sqrt(6.0 / sum)};
  return {true, std::sqrt(2.0 / sum)};
}

/// Box–Muller over two uniforms; 1 − u keeps the logarithm's argument above 0.
double randomNormal(std::uint64_t key, std::uint64_t index) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - randomUniform(key, 2 * index)));
  return radius * std::cos(2.0 * std::numbers::pi * randomUniform(key, 2 * index + 1));
}

void draw(HostTensor& tensor, Distribution distribution, std::uint64_t seed) {
  const std::uint64_t key = streamKey(seed, tensor.name);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    const double unit =
        distribution.normal ? randomNormal(key, i) : 2.0 * randomUniform(key, i) - 1.0;
    tensor.data[i] = static_cast<float>(distribution.spread * unit);
  }
}

bool isNorm(LayerType type) { return type == LayerType::batchnorm || type == LayerType::layernorm; }

HostTensor initialTensor(const LayerConfig& layer, const ParameterShape& parameter,
                         const std::string& name, const std::string& scheme, std::uint64_t seed) {
  const auto count = static_cast<std::size_t>(elementCount(parameter.shape));
  HostTensor tensor{name, parameter.shape, std::vector<float>(count, 0.0F)};
  if (!isNorm(layer.type)) {
    draw(tensor, distributionOf(scheme, parameter), seed);
  } else if (parameter.name == "weight") {
    tensor.data.assign(count, 1.0F);
  }
  return tensor;
}

HostTensor takeFromFile(const Safetensors& file, const std::string& path,
                        const ParameterShape& parameter, const std::string& name) {
  const HostTensor* found = file.find(name);
  if (!found) {
    refuse(path,
           {phrase("the tensor \"%1\" of shape %2 is missing"), {name, toString(parameter.shape)}});
  }
  if (found->shape != parameter.shape) {
    refuse(path, {phrase("the tensor \"%1\" has shape %2; the network needs %3"),
                  {name, toString(found->shape), toString(parameter.shape)}});
  }
  const auto wrong = std::find_if(found->data.begin(), found->data.end(),
                                  [](float value) { return !std::isfinite(value); });
  if (wrong != found->data.end()) {
    refuse(path, {phrase("the tensor \"%1\" holds %2 at element %3, expected finite numbers"),
                  {name, std::to_string(*wrong), std::to_string(wrong - found->data.begin())}});
  }
  return *found;
}

void refuseSuperfluous(const Safetensors& file, const std::string& path,
                       const std::vector<HostTensor>& used) {
  for (const auto& tensor : file.tensors) {
    bool known = false;
    for (const auto& each : used) known = known || each.name == tensor.name;
    if (known) continue;
    refuse(path, {phrase("the tensor \"%1\" of shape %2 belongs to no layer of this network"),
                  {tensor.name, toString(tensor.shape)}});
  }
}

}  // namespace

std::vector<std::string> initSchemeNames() {
  return {"kaiming-uniform", "kaiming-normal", "xavier-uniform", "xavier-normal"};
}

InitConfig parseInit(JsonReader reader) {
  InitConfig init;
  init.scheme = reader.choice("scheme", init.scheme, initSchemeNames());
  if (reader.has("file")) init.file = reader.child("file").asText();
  if (init.file && init.file->empty()) reader.child("file").refuseValue(phrase("a file name"));
  reader.finish();
  return init;
}

OrderedJson toJson(const InitConfig& init) {
  return {{"scheme", init.scheme}, {"file", init.file ? OrderedJson(*init.file) : OrderedJson()}};
}

std::vector<HostTensor> initialWeights(const NetworkConfig& network, const InitConfig& init,
                                       std::uint64_t seed) {
  const auto shapes = requireShapes(network, phrase("initial weights"));
  Safetensors file;
  if (init.file) file = readSafetensors(*init.file);
  std::vector<HostTensor> tensors;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (const auto& parameter : shapes[i].parameters) {
      const std::string name = "layers." + std::to_string(i) + "." + parameter.name;
      tensors.push_back(init.file
                            ? takeFromFile(file, *init.file, parameter, name)
                            : initialTensor(network.layers[i], parameter, name, init.scheme, seed));
    }
  }
  if (!init.file) return tensors;
  // Weights that were exported from a run bring its running statistics along.
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (network.layers[i].type != LayerType::batchnorm) continue;
    const ParameterShape& perChannel = shapes[i].parameters.front();
    for (const char* name : {"running_mean", "running_var"}) {
      const std::string full = "layers." + std::to_string(i) + "." + name;
      if (file.find(full)) tensors.push_back(takeFromFile(file, *init.file, perChannel, full));
    }
  }
  refuseSuperfluous(file, *init.file, tensors);
  return tensors;
}

}  // namespace scalescope
