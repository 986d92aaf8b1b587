#include "core/nn/network_config.h"

#include "core/nn/network_json.h"
#include "core/refusal.h"

namespace scalescope {
namespace {

using test::expectWords;
using test::networkFrom;
using test::refusalOf;

NetworkConfig reparsed(const NetworkConfig& network) { return networkFrom(toJson(network).dump()); }

TEST(NetworkConfig, EveryLayerTypeRoundTrips) {
  const NetworkConfig network = networkFrom(R"({"input": [4, 32, 30], "layers": [
    {"type": "conv2d", "out": 8, "kernel": 5, "stride": 2, "padding": 2, "groups": 4, "bias": false,
     "precision": {"compute": "fp16", "gradient": "fp32"}},
    {"type": "batchnorm", "eps": 1e-3, "momentum": 0.25}, {"type": "relu"},
    {"type": "maxpool2d", "kernel": 3, "stride": 2, "padding": 1},
    {"type": "avgpool2d", "kernel": 2}, {"type": "flatten"}, {"type": "dropout", "p": 0.1},
    {"type": "linear", "out": 7, "bias": false}, {"type": "layernorm", "eps": 0.01},
    {"type": "linear", "out": 3}]})");
  EXPECT_EQ(reparsed(network), network);
  EXPECT_EQ(network.layers[4].stride, 2);  // a pool's stride is its kernel unless given
  EXPECT_EQ(network.layers[0].precision.gradient, Format::fp32);
  EXPECT_FALSE(network.layers[0].bias);
  EXPECT_TRUE(network.layers[9].bias);
}

TEST(NetworkConfig, DefaultsAreWrittenOut) {
  const auto json = toJson(networkFrom(
      R"({"input": [1, 8, 8], "layers": [{"type": "conv2d", "out": 2, "kernel": 3}]})"));
  EXPECT_EQ(
      json["layers"][0].dump(),
      R"({"type":"conv2d","out":2,"kernel":3,"stride":1,"padding":0,"groups":1,"bias":true})");
}

struct BadNetwork {
  const char* json;
  const char* pointer;
  const char* words;
};

class RefusedNetwork : public testing::TestWithParam<BadNetwork> {};

TEST_P(RefusedNetwork, NamesPlaceAndReason) {
  const std::string message = refusalOf([] { networkFrom(GetParam().json); });
  expectWords(message, {"test.json", GetParam().pointer, GetParam().words});
}

#define LAYERS(text) R"({"input": [1, 8, 8], "layers": [)" text "]}"
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedNetwork,
    testing::Values(
        BadNetwork{LAYERS(R"({"type": "linear", "out": 3, "kernel": 2})"),
                   "/network/layers/0/kernel", "unknown key"},
        BadNetwork{LAYERS(R"({"type": "relu", "p": 0.5})"), "/network/layers/0/p", "unknown key"},
        BadNetwork{LAYERS(R"({"type": "gelu"})"), "/network/layers/0/type", "\"conv2d\""},
        BadNetwork{LAYERS(R"({"out": 3})"), "/network/layers/0", "\"type\""},
        BadNetwork{LAYERS(R"({"type": "conv2d", "kernel": 3})"), "/network/layers/0", "\"out\""},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 3})"), "/network/layers/0", "\"kernel\""},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 2.5, "kernel": 3})"),
                   "/network/layers/0/out", "integer"},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 2, "kernel": [3, 3]})"),
                   "/network/layers/0/kernel", "integer"},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 99999999999, "kernel": 3})"),
                   "/network/layers/0/out", "from 1 to"},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 2, "kernel": 3, "stride": 0})"),
                   "/network/layers/0/stride", "from 1 to"},
        BadNetwork{LAYERS(R"({"type": "conv2d", "out": 2, "kernel": 3, "padding": -1})"),
                   "/network/layers/0/padding", "from 0 to"},
        BadNetwork{LAYERS(R"({"type": "relu"}, {"type": "dropout", "p": 1.5})"),
                   "/network/layers/1/p", "from 0 to 1"},
        BadNetwork{LAYERS(R"({"type": "batchnorm", "eps": 0})"), "/network/layers/0/eps",
                   "above 0"},
        BadNetwork{LAYERS(R"({"type": "linear", "out": 3, "bias": "yes"})"),
                   "/network/layers/0/bias", "true or false"},
        BadNetwork{LAYERS(R"({"type": "linear", "out": 3, "precision": {"compute": "fp12"}})"),
                   "/network/layers/0/precision/compute", "\"fp16\""},
        BadNetwork{LAYERS("3"), "/network/layers/0", "an object"},
        BadNetwork{LAYERS(""), "/network/layers", "at least one layer"},
        BadNetwork{R"({"layers": []})", "/network", "\"input\""},
        BadNetwork{R"({"input": [8, 8], "layers": [{"type": "relu"}]})", "/network/input",
                   "[features]"},
        BadNetwork{R"({"input": [1, 0, 8], "layers": [{"type": "relu"}]})", "/network/input/1",
                   "from 1 to"},
        BadNetwork{R"({"input": [1, 8, 8], "layers": [{"type": "relu"}], "depth": 3})",
                   "/network/depth", "unknown key"},
        BadNetwork{R"([])", "/network", "an object"}));

TEST(NetworkConfig, DescribesLayersInALine) {
  const auto line = [](const char* json) {
    const Json parsed = parseJson(json, "test");
    return describe(parseLayer(JsonReader(parsed, "test")));
  };
  EXPECT_EQ(line(R"({"type": "conv2d", "out": 32, "kernel": 3, "stride": 2})"),
            "conv2d 32, 3×3, stride 2");
  EXPECT_EQ(line(R"({"type": "maxpool2d", "kernel": 2})"), "maxpool2d 2×2");
  EXPECT_EQ(line(R"({"type": "linear", "out": 10, "bias": false})"), "linear 10, no bias");
  EXPECT_EQ(line(R"({"type": "dropout", "p": 0.25})"), "dropout 0.25");
  EXPECT_EQ(line(R"({"type": "flatten"})"), "flatten");
}

}  // namespace
}  // namespace scalescope
