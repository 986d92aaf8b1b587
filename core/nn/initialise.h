#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/nn/network_config.h"
#include "core/tensor/safetensors.h"

namespace scalescope {

/// Where initial weights come from. "kaiming-uniform" is PyTorch's default for conv and linear
/// layers: U(−1/sqrt(fan_in), 1/sqrt(fan_in)) for weight and bias. The other schemes start biases
/// at 0. Norm layers start at weight 1, bias 0 in every scheme.
struct InitConfig {
  std::string scheme = "kaiming-uniform";
  std::optional<std::string> file;  ///< safetensors with "layers.N.weight", "layers.N.bias"
  bool operator==(const InitConfig&) const = default;
};

std::vector<std::string>
initSchemeNames();  ///< kaiming-uniform, kaiming-normal, xavier-uniform, xavier-normal
/// "init" of a configuration, {"scheme": …, "file": null}. Refused, with source and JSON pointer:
/// an unknown scheme, an empty file name. The file is not opened.
InitConfig parseInit(JsonReader reader);
OrderedJson toJson(const InitConfig& init);

/// The initial weights in layer order, named "layers.N.weight", "layers.N.bias". From the file if
/// one is given (refused if a tensor is missing, superfluous or of another shape; running
/// statistics are passed over), else drawn; each tensor's draws depend on seed and name alone.
std::vector<HostTensor> initialWeights(const NetworkConfig& network, const InitConfig& init,
                                       std::uint64_t seed);

}  // namespace scalescope
