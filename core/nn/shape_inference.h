#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/nn/network_config.h"

namespace scalescope {

/// A weight or bias of a layer. `fanIn` is what initialisation schemes divide by.
struct ParameterShape {
  std::string name;  ///< "weight", "bias"
  Shape shape;
  std::int64_t fanIn = 1;
  std::int64_t fanOut = 1;
};

/// What one layer makes of its input; shapes are of one sample.
struct LayerShape {
  Shape input;
  Shape output;
  std::vector<ParameterShape> parameters;
  std::int64_t parameterCount = 0;
  /// Why this layer cannot follow the one before, if so: "needs [C, H, W], got [576]".
  std::optional<Sentence> error{};
};

/// Most elements that one tensor, or all parameters together, may have: nothing larger trains on
/// one machine, and a hostile configuration must not make anyone allocate it.
constexpr std::int64_t kMostElements = std::int64_t{1} << 31;

/// Shapes layer by layer; stops filling in at the first error (later layers have empty shapes).
std::vector<LayerShape> inferShapes(const NetworkConfig& network);
/// The same, but an error is thrown (input) that names source, "/network/layers/N", which follows
/// `pointer`, and the layer.
std::vector<LayerShape> requireShapes(const NetworkConfig& network, const Sentence& source,
                                      const std::string& pointer = "");

/// Multiply-adds of all matrix products and convolutions of one forward pass over `batch` samples.
/// Layers that cannot follow each other count as nothing.
std::int64_t forwardWork(const NetworkConfig& network, std::int64_t batch);

}  // namespace scalescope
