#pragma once

#include <string>

#include "core/nn/network_config.h"

namespace scalescope::test {

/// A network from JSON text, as a configuration would have it under "/network".
inline NetworkConfig networkFrom(const std::string& text) {
  const Json json = parseJson(text, "test.json");
  return parseNetwork(JsonReader(json, "test.json", "/network"));
}

/// The article's network: its sizes past the first layer are inferred.
inline NetworkConfig articleNetwork() {
  return networkFrom(R"({"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
    {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
    {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]})");
}

}  // namespace scalescope::test
