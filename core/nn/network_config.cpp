#include "core/nn/network_config.h"

#include <algorithm>
#include <array>

namespace scalescope {
namespace {

constexpr std::array<std::string_view, 9> kTypeNames{"conv2d",    "linear",    "relu",
                                                     "avgpool2d", "maxpool2d", "batchnorm",
                                                     "layernorm", "dropout",   "flatten"};

// Far above anything that trains on one machine, and small enough that products of a few of these
// stay inside 64 bits.
constexpr std::int64_t kMostExtent = std::int64_t{1} << 24;
constexpr std::int64_t kMostWindow = 4096;
constexpr std::size_t kMostLayers = 1000;

LayerType parseType(JsonReader& reader) {
  const std::string name = reader.requiredChoice("type", layerTypeNames());
  const auto found = std::find(kTypeNames.begin(), kTypeNames.end(), name);
  return static_cast<LayerType>(found - kTypeNames.begin());
}

int window(JsonReader& reader, std::string_view key, int fallback, int least) {
  return static_cast<int>(reader.integer(key, fallback, least, kMostWindow));
}

double positiveNumber(JsonReader& reader, std::string_view key, double fallback) {
  const double number = reader.number(key, fallback);
  if (!(number > 0.0)) reader.child(key).refuseValue(phrase("a number above 0"));
  return number;
}

double share(JsonReader& reader, std::string_view key, double fallback) {
  const double number = reader.number(key, fallback);
  if (!(number >= 0.0 && number <= 1.0))
    reader.child(key).refuseValue(phrase("a number from 0 to 1"));
  return number;
}

void parseConv(JsonReader& reader, LayerConfig& layer) {
  layer.out = reader.requiredInteger("out", 1, kMostExtent);
  layer.kernel = static_cast<int>(reader.requiredInteger("kernel", 1, kMostWindow));
  layer.stride = window(reader, "stride", 1, 1);
  layer.padding = window(reader, "padding", 0, 0);
  layer.groups = static_cast<int>(reader.integer("groups", 1, 1, kMostExtent));
  layer.bias = reader.boolean("bias", true);
}

void parsePool(JsonReader& reader, LayerConfig& layer) {
  layer.kernel = static_cast<int>(reader.requiredInteger("kernel", 1, kMostWindow));
  layer.stride = window(reader, "stride", layer.kernel, 1);
  layer.padding = window(reader, "padding", 0, 0);
}

void parseKeys(JsonReader& reader, LayerConfig& layer) {
  switch (layer.type) {
    case LayerType::conv2d:
      parseConv(reader, layer);
      break;
    case LayerType::linear:
      layer.out = reader.requiredInteger("out", 1, kMostExtent);
      layer.bias = reader.boolean("bias", true);
      break;
    case LayerType::avgpool2d:
    case LayerType::maxpool2d:
      parsePool(reader, layer);
      break;
    case LayerType::batchnorm:
      layer.eps = positiveNumber(reader, "eps", layer.eps);
      layer.momentum = share(reader, "momentum", layer.momentum);
      break;
    case LayerType::layernorm:
      layer.eps = positiveNumber(reader, "eps", layer.eps);
      break;
    case LayerType::dropout:
      layer.p = share(reader, "p", layer.p);
      break;
    case LayerType::relu:
    case LayerType::flatten:
      break;
  }
}

std::string windowText(const LayerConfig& layer, int usualStride) {
  std::string text = std::to_string(layer.kernel) + "×" + std::to_string(layer.kernel);
  if (layer.stride != usualStride) text += ", stride " + std::to_string(layer.stride);
  if (layer.padding != 0) text += ", padding " + std::to_string(layer.padding);
  return text;
}

std::string shortNumber(double value) { return Json(value).dump(); }

}  // namespace

std::string_view toString(LayerType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

std::vector<std::string> layerTypeNames() { return {kTypeNames.begin(), kTypeNames.end()}; }

LayerRole roleOf(LayerType type) {
  switch (type) {
    case LayerType::conv2d:
    case LayerType::linear:
      return LayerRole::matmul;
    case LayerType::batchnorm:
      return LayerRole::batchNorm;
    case LayerType::layernorm:
      return LayerRole::layerNorm;
    default:
      return LayerRole::passThrough;
  }
}

LayerConfig parseLayer(JsonReader reader) {
  LayerConfig layer;
  layer.type = parseType(reader);
  parseKeys(reader, layer);
  if (reader.has("precision")) layer.precision = parseFormatOverride(reader.child("precision"));
  reader.finish();
  return layer;
}

NetworkConfig parseNetwork(JsonReader reader) {
  NetworkConfig network;
  const JsonReader input = reader.child("input");
  for (const auto& extent : input.items())
    network.input.push_back(extent.asInteger(1, kMostExtent));
  if (network.input.size() != 1 && network.input.size() != 3) {
    input.refuseValue(phrase("[channels, height, width] or [features]"));
  }
  const JsonReader layers = reader.child("layers");
  const auto items = layers.items();
  if (items.empty()) layers.refuseValue(phrase("at least one layer"));
  if (items.size() > kMostLayers) {
    layers.refuseWith({phrase("expected at most %1 layers, found %2"),
                       {std::to_string(kMostLayers), std::to_string(items.size())}});
  }
  for (const auto& item : items) network.layers.push_back(parseLayer(item));
  reader.finish();
  return network;
}

OrderedJson toJson(const LayerConfig& layer) {
  OrderedJson json{{"type", toString(layer.type)}};
  switch (layer.type) {
    case LayerType::conv2d:
      json["out"] = layer.out;
      json["kernel"] = layer.kernel;
      json["stride"] = layer.stride;
      json["padding"] = layer.padding;
      json["groups"] = layer.groups;
      json["bias"] = layer.bias;
      break;
    case LayerType::linear:
      json["out"] = layer.out;
      json["bias"] = layer.bias;
      break;
    case LayerType::avgpool2d:
    case LayerType::maxpool2d:
      json["kernel"] = layer.kernel;
      json["stride"] = layer.stride;
      json["padding"] = layer.padding;
      break;
    case LayerType::batchnorm:
      json["eps"] = layer.eps;
      json["momentum"] = layer.momentum;
      break;
    case LayerType::layernorm:
      json["eps"] = layer.eps;
      break;
    case LayerType::dropout:
      json["p"] = layer.p;
      break;
    case LayerType::relu:
    case LayerType::flatten:
      break;
  }
  if (!layer.precision.empty()) json["precision"] = toJson(layer.precision);
  return json;
}

OrderedJson toJson(const NetworkConfig& network) {
  OrderedJson layers = OrderedJson::array();
  for (const auto& layer : network.layers) layers.push_back(toJson(layer));
  return {{"input", network.input}, {"layers", layers}};
}

std::string describe(const LayerConfig& layer) {
  std::string text(toString(layer.type));
  switch (layer.type) {
    case LayerType::conv2d:
      text += " " + std::to_string(layer.out) + ", " + windowText(layer, 1);
      if (layer.groups != 1) text += ", " + std::to_string(layer.groups) + " groups";
      if (!layer.bias) text += ", no bias";
      break;
    case LayerType::linear:
      text += " " + std::to_string(layer.out) + (layer.bias ? "" : ", no bias");
      break;
    case LayerType::avgpool2d:
    case LayerType::maxpool2d:
      text += " " + windowText(layer, layer.kernel);
      break;
    case LayerType::dropout:
      text += " " + shortNumber(layer.p);
      break;
    default:
      break;
  }
  return text;
}

}  // namespace scalescope
