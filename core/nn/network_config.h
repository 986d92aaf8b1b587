#pragma once

#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/precision/policy.h"
#include "core/tensor/shape.h"

namespace scalescope {

/// Each computes what the layer of torch.nn with the like name does.
enum class LayerType {
  conv2d,
  linear,
  relu,
  avgpool2d,
  maxpool2d,
  batchnorm,
  layernorm,
  dropout,
  flatten
};

/// One layer as configured; a field that its type does not have keeps its default and is not
/// written.
struct LayerConfig {
  LayerType type = LayerType::relu;
  std::int64_t out = 1;      ///< conv2d, linear: output channels or features
  int kernel = 1;            ///< conv2d, pools
  int stride = 1;            ///< conv2d 1, pools = kernel
  int padding = 0;           ///< conv2d, pools
  int groups = 1;            ///< conv2d
  bool bias = true;          ///< conv2d, linear
  double eps = 1e-5;         ///< norms
  double momentum = 0.1;     ///< batchnorm
  double p = 0.5;            ///< dropout
  FormatOverride precision;  ///< for this layer, in every run
  bool operator==(const LayerConfig&) const = default;
};

/// A chain of layers; each takes the output of the one before.
struct NetworkConfig {
  Shape input;  ///< of one sample: [C, H, W] or [features]
  std::vector<LayerConfig> layers;
  bool operator==(const NetworkConfig&) const = default;
};

std::string_view toString(LayerType type);
std::vector<std::string> layerTypeNames();
LayerRole roleOf(LayerType type);

/// Refused, with source and JSON pointer: a sample of neither one nor three extents, no layer or
/// more than 1000, a key that the layer's type does not have, a value out of its range. Whether the
/// layers fit together is not looked at: requireShapes() does.
NetworkConfig parseNetwork(JsonReader reader);
OrderedJson toJson(const NetworkConfig& network);
/// One element of "layers".
LayerConfig parseLayer(JsonReader reader);
OrderedJson toJson(const LayerConfig& layer);
/// "conv2d 32, 3×3, stride 2": a line for lists and messages.
std::string describe(const LayerConfig& layer);

}  // namespace scalescope
