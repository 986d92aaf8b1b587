#include "core/nn/shape_inference.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {
namespace {

/// Product of extents, or kMostElements + 1 when it is larger than that or an extent is not
/// positive.
std::int64_t boundedProduct(const Shape& extents) {
  std::int64_t product = 1;
  for (const auto extent : extents) {
    if (extent < 1 || extent > kMostElements / product) return kMostElements + 1;
    product *= extent;
  }
  return product;
}

/// Works out one layer; every check leaves its message in `shape.error`.
class LayerInference {
 public:
  LayerInference(const LayerConfig& layer, LayerShape& shape) : layer_(layer), shape_(shape) {}

  void run() {
    // The parser sees to this; a configuration that is being edited has not been through it.
    if (layer_.out < 1 || layer_.kernel < 1 || layer_.stride < 1 || layer_.groups < 1 ||
        layer_.padding < 0) {
      return error("needs out, kernel, stride and groups of at least 1 and no negative padding");
    }
    switch (layer_.type) {
      case LayerType::conv2d:
        return conv();
      case LayerType::linear:
        return linear();
      case LayerType::avgpool2d:
      case LayerType::maxpool2d:
        return pool();
      case LayerType::batchnorm:
        return batchNorm();
      case LayerType::layernorm:
        return layerNorm();
      case LayerType::flatten:
        shape_.output = {elementCount(shape_.input)};
        return;
      case LayerType::relu:
      case LayerType::dropout:
        shape_.output = shape_.input;
        return;
    }
  }

 private:
  void error(const std::string& message) { shape_.error = message; }

  bool requireImage() {
    if (shape_.input.size() == 3) return true;
    error("needs [channels, height, width]; it gets " + toString(shape_.input));
    return false;
  }

  void addParameter(const std::string& name, Shape shape, std::int64_t fanIn, std::int64_t fanOut) {
    if (boundedProduct(shape) > kMostElements) {
      return error("would have a " + name + " of " + toString(shape) + ", more than " +
                   std::to_string(kMostElements) + " elements");
    }
    shape_.parameterCount += elementCount(shape);
    shape_.parameters.push_back({name, std::move(shape), fanIn, fanOut});
  }

  /// floor((extent + 2·padding − kernel) / stride) + 1, as PyTorch (dilation 1, no ceil mode).
  /// 0 and an error when the kernel is larger than the padded extent.
  std::int64_t windows(std::int64_t extent) {
    const std::int64_t room = extent + 2 * std::int64_t{layer_.padding} - layer_.kernel;
    if (room >= 0) return room / layer_.stride + 1;
    error("has kernel " + std::to_string(layer_.kernel) + ", larger than its input " +
          toString(shape_.input) +
          (layer_.padding ? " with padding " + std::to_string(layer_.padding) : ""));
    return 0;
  }

  void conv() {
    if (!requireImage()) return;
    const std::int64_t in = shape_.input[0];
    for (const auto& [channels, what] : {std::pair{in, "input"}, std::pair{layer_.out, "output"}}) {
      if (channels % layer_.groups == 0) continue;
      return error("has " + std::to_string(layer_.groups) + " groups, which do not divide its " +
                   std::to_string(channels) + " " + what + " channels");
    }
    const std::int64_t height = windows(shape_.input[1]);
    const std::int64_t width = windows(shape_.input[2]);
    if (!shape_.error.empty()) return;
    shape_.output = {layer_.out, height, width};
    const std::int64_t area = std::int64_t{layer_.kernel} * layer_.kernel;
    const std::int64_t fanIn = in / layer_.groups * area;
    addParameter("weight", {layer_.out, in / layer_.groups, layer_.kernel, layer_.kernel}, fanIn,
                 layer_.out * area);
    if (layer_.bias) addParameter("bias", {layer_.out}, fanIn, layer_.out);
  }

  void linear() {
    if (shape_.input.size() != 1) {
      return error("needs [features]; it gets " + toString(shape_.input) +
                   ": put a flatten before it");
    }
    const std::int64_t in = shape_.input[0];
    shape_.output = {layer_.out};
    addParameter("weight", {layer_.out, in}, in, layer_.out);
    if (layer_.bias) addParameter("bias", {layer_.out}, in, layer_.out);
  }

  void pool() {
    if (!requireImage()) return;
    if (layer_.padding > layer_.kernel / 2) {
      return error("has padding " + std::to_string(layer_.padding) +
                   ", more than half its kernel " + std::to_string(layer_.kernel));
    }
    const std::int64_t height = windows(shape_.input[1]);
    const std::int64_t width = windows(shape_.input[2]);
    if (shape_.error.empty()) shape_.output = {shape_.input[0], height, width};
  }

  void batchNorm() {
    const std::int64_t channels = shape_.input[0];
    shape_.output = shape_.input;
    addParameter("weight", {channels}, channels, channels);
    addParameter("bias", {channels}, channels, channels);
  }

  void layerNorm() {
    const std::int64_t features = elementCount(shape_.input);
    shape_.output = shape_.input;
    addParameter("weight", shape_.input, features, features);
    addParameter("bias", shape_.input, features, features);
  }

  const LayerConfig& layer_;
  LayerShape& shape_;
};

}  // namespace

std::vector<LayerShape> inferShapes(const NetworkConfig& network) {
  std::vector<LayerShape> shapes(network.layers.size());
  Shape current = network.input;
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    LayerShape& shape = shapes[i];
    shape.input = current;
    if (current.empty() || boundedProduct(current) > kMostElements) {
      shape.error = "cannot work on an input of " + toString(current) + ": from 1 to " +
                    std::to_string(kMostElements) + " elements are possible";
      break;
    }
    LayerInference(network.layers[i], shape).run();
    parameters += shape.parameterCount;
    if (shape.error.empty() && parameters > kMostElements) {
      shape.error = "brings the network to more than " + std::to_string(kMostElements) +
                    " trained parameters";
    }
    if (shape.error.empty() && boundedProduct(shape.output) > kMostElements) {
      shape.error = "would give " + toString(shape.output) + ", more than " +
                    std::to_string(kMostElements) + " elements";
    }
    if (!shape.error.empty()) break;
    current = shape.output;
  }
  return shapes;
}

std::int64_t forwardWork(const NetworkConfig& network, std::int64_t batch) {
  std::int64_t work = 0;
  const std::vector<LayerShape> shapes = inferShapes(network);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const LayerType type = network.layers[i].type;
    if (!shapes[i].error.empty() || (type != LayerType::conv2d && type != LayerType::linear))
      continue;
    // Each weight serves every position of the output once.
    const std::int64_t positions = elementCount(shapes[i].output) / shapes[i].output.front();
    work += elementCount(shapes[i].parameters.front().shape) * positions;
  }
  return work * batch;
}

std::vector<LayerShape> requireShapes(const NetworkConfig& network, const std::string& source,
                                      const std::string& pointer) {
  std::vector<LayerShape> shapes = inferShapes(network);
  const auto wrong = std::find_if(shapes.begin(), shapes.end(),
                                  [](const LayerShape& shape) { return !shape.error.empty(); });
  if (wrong == shapes.end()) return shapes;
  const auto index = static_cast<std::size_t>(wrong - shapes.begin());
  const std::string number = std::to_string(index);
  refuse(source + ": " + pointer + "/network/layers/" + number,
         "layer " + number + " (" + std::string(toString(network.layers[index].type)) + ") " +
             wrong->error);
}

}  // namespace scalescope
