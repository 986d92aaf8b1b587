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
      return error(
          phrase("needs out, kernel, stride and groups of at least 1 and no negative padding"));
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
  void error(const Sentence& reason) { shape_.error = reason; }

  bool requireImage() {
    if (shape_.input.size() == 3) return true;
    error({phrase("needs [channels, height, width]; it gets %1"), {toString(shape_.input)}});
    return false;
  }

  void addParameter(const std::string& name, Shape shape, std::int64_t fanIn, std::int64_t fanOut) {
    if (boundedProduct(shape) > kMostElements) {
      return error({name == "weight" ? phrase("would have a weight of %1, more than %2 elements")
                                     : phrase("would have a bias of %1, more than %2 elements"),
                    {toString(shape), std::to_string(kMostElements)}});
    }
    shape_.parameterCount += elementCount(shape);
    shape_.parameters.push_back({name, std::move(shape), fanIn, fanOut});
  }

  /// floor((extent + 2·padding − kernel) / stride) + 1, as PyTorch (dilation 1, no ceil mode).
  /// 0 and an error when the kernel is larger than the padded extent.
  std::int64_t windows(std::int64_t extent) {
    const std::int64_t room = extent + 2 * std::int64_t{layer_.padding} - layer_.kernel;
    if (room >= 0) return room / layer_.stride + 1;
    error(
        {layer_.padding != 0 ? phrase("has kernel %1, larger than its input %2 with padding %3")
                             : phrase("has kernel %1, larger than its input %2"),
         {std::to_string(layer_.kernel), toString(shape_.input), std::to_string(layer_.padding)}});
    return 0;
  }

  bool requireDivided(std::int64_t channels, Phrase message) {
    if (channels % layer_.groups == 0) return true;
    error({message, {std::to_string(layer_.groups), std::to_string(channels)}});
    return false;
  }

  void conv() {
    if (!requireImage()) return;
    const std::int64_t in = shape_.input[0];
    if (!requireDivided(in, phrase("has %1 groups, which do not divide its %2 input channels")) ||
        !requireDivided(layer_.out,
                        phrase("has %1 groups, which do not divide its %2 output channels"))) {
      return;
    }
    const std::int64_t height = windows(shape_.input[1]);
    const std::int64_t width = windows(shape_.input[2]);
    if (shape_.error) return;
    shape_.output = {layer_.out, height, width};
    const std::int64_t area = std::int64_t{layer_.kernel} * layer_.kernel;
    const std::int64_t fanIn = in / layer_.groups * area;
    addParameter("weight", {layer_.out, in / layer_.groups, layer_.kernel, layer_.kernel}, fanIn,
                 layer_.out * area);
    if (layer_.bias) addParameter("bias", {layer_.out}, fanIn, layer_.out);
  }

  void linear() {
    if (shape_.input.size() != 1) {
      return error({phrase("needs [features]; it gets %1: put a flatten before it"),
                    {toString(shape_.input)}});
    }
    const std::int64_t in = shape_.input[0];
    shape_.output = {layer_.out};
    addParameter("weight", {layer_.out, in}, in, layer_.out);
    if (layer_.bias) addParameter("bias", {layer_.out}, in, layer_.out);
  }

  void pool() {
    if (!requireImage()) return;
    if (layer_.padding > layer_.kernel / 2) {
      return error({phrase("has padding %1, more than half its kernel %2"),
                    {std::to_string(layer_.padding), std::to_string(layer_.kernel)}});
    }
    const std::int64_t height = windows(shape_.input[1]);
    const std::int64_t width = windows(shape_.input[2]);
    if (!shape_.error) shape_.output = {shape_.input[0], height, width};
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
      shape.error =
          Sentence(phrase("cannot work on an input of %1: from 1 to %2 elements are possible"),
                   {toString(current), std::to_string(kMostElements)});
      break;
    }
    LayerInference(network.layers[i], shape).run();
    parameters += shape.parameterCount;
    if (!shape.error && parameters > kMostElements) {
      shape.error = Sentence(phrase("brings the network to more than %1 trained parameters"),
                             {std::to_string(kMostElements)});
    }
    if (!shape.error && boundedProduct(shape.output) > kMostElements) {
      shape.error = Sentence(phrase("would give %1, more than %2 elements"),
                             {toString(shape.output), std::to_string(kMostElements)});
    }
    if (shape.error) break;
    current = shape.output;
  }
  return shapes;
}

std::int64_t forwardWork(const NetworkConfig& network, std::int64_t batch) {
  std::int64_t work = 0;
  const std::vector<LayerShape> shapes = inferShapes(network);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const LayerType type = network.layers[i].type;
    if (shapes[i].error || (type != LayerType::conv2d && type != LayerType::linear)) continue;
    // Each weight serves every position of the output once.
    const std::int64_t positions = elementCount(shapes[i].output) / shapes[i].output.front();
    work += elementCount(shapes[i].parameters.front().shape) * positions;
  }
  return work * batch;
}

std::vector<LayerShape> requireShapes(const NetworkConfig& network, const Sentence& source,
                                      const std::string& pointer) {
  std::vector<LayerShape> shapes = inferShapes(network);
  const auto wrong = std::find_if(shapes.begin(), shapes.end(),
                                  [](const LayerShape& shape) { return shape.error.has_value(); });
  if (wrong == shapes.end()) return shapes;
  const auto index = static_cast<std::size_t>(wrong - shapes.begin());
  const std::string number = std::to_string(index);
  refuse({phrase("%1: %2"), {source, pointer + "/network/layers/" + number}},
         {phrase("layer %1 (%2) %3"),
          {number, std::string(toString(network.layers[index].type)), *wrong->error}});
}

}  // namespace scalescope
