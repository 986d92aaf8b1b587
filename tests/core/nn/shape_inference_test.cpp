#include "core/nn/shape_inference.h"

#include "core/nn/network_json.h"
#include "core/refusal.h"

namespace scalescope {
namespace {

using test::articleNetwork;
using test::expectWords;
using test::networkFrom;
using test::refusalOf;

TEST(ShapeInference, ArticleNetwork) {
  const auto shapes = inferShapes(articleNetwork());
  const std::vector<Shape> expected{{32, 26, 26}, {32, 26, 26}, {64, 24, 24},
                                    {64, 24, 24}, {64, 3, 3},   {576},
                                    {128},        {128},        {10}};
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_FALSE(shapes[i].error);
    EXPECT_EQ(shapes[i].output, expected[i]) << "layer " << i;
    parameters += shapes[i].parameterCount;
  }
  EXPECT_EQ(shapes[6].parameters[0].shape, (Shape{128, 64 * 3 * 3}));
  EXPECT_EQ(parameters, (32 * 9 + 32) + (64 * 32 * 9 + 64) + (128 * 576 + 128) + (10 * 128 + 10));
}

struct Window {
  int extent, kernel, stride, padding, output;
};

TEST(ShapeInference, ExtentsFollowTheFloorFormula) {
  // Outputs are those that PyTorch 2 reports for these settings.
  for (const Window& w : {Window{28, 3, 1, 0, 26}, Window{28, 3, 2, 1, 14}, Window{7, 7, 1, 0, 1},
                          Window{10, 3, 3, 0, 3}, Window{11, 2, 2, 0, 5}, Window{5, 4, 3, 2, 2}}) {
    NetworkConfig network{{2, w.extent, w.extent + 1}, {}};
    LayerConfig conv;
    conv.type = LayerType::conv2d;
    conv.out = 3;
    conv.kernel = w.kernel;
    conv.stride = w.stride;
    conv.padding = w.padding;
    network.layers = {conv};
    const Shape output = inferShapes(network).front().output;
    ASSERT_EQ(output.size(), 3U);
    EXPECT_EQ(output[1], w.output);
    EXPECT_EQ(output[2], (w.extent + 1 + 2 * w.padding - w.kernel) / w.stride + 1);
  }
}

TEST(ShapeInference, GroupsAndNorms) {
  const auto shapes = inferShapes(networkFrom(R"({"input": [4, 6, 5], "layers": [
    {"type": "conv2d", "out": 6, "kernel": 3, "groups": 2}, {"type": "batchnorm"},
    {"type": "layernorm"}]})"));
  EXPECT_EQ(shapes[0].parameters[0].shape, (Shape{6, 2, 3, 3}));
  EXPECT_EQ(shapes[0].parameters[0].fanIn, 2 * 9);
  EXPECT_EQ(shapes[0].parameters[0].fanOut, 6 * 9);
  EXPECT_EQ(shapes[1].parameters[0].shape, (Shape{6}));
  EXPECT_EQ(shapes[2].parameters[1].shape, (Shape{6, 4, 3}));
}

struct BadShape {
  const char* json;
  const char* pointer;
  const char* words;
};

class RefusedShape : public testing::TestWithParam<BadShape> {};

TEST_P(RefusedShape, NamesLayerAndReason) {
  const NetworkConfig network = networkFrom(GetParam().json);
  const std::string message = refusalOf([&] { requireShapes(network, "file.json"); });
  expectWords(message, {"file.json: ", GetParam().pointer, GetParam().words});
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedShape,
    testing::Values(
        BadShape{
            R"({"input": [64, 3, 3], "layers": [{"type": "relu"}, {"type": "linear", "out": 3}]})",
            "/network/layers/1",
            "layer 1 (linear) needs [features]; it gets [64, 3, 3]: put a flatten before it"},
        BadShape{R"({"input": [12], "layers": [{"type": "conv2d", "out": 3, "kernel": 1}]})",
                 "/network/layers/0",
                 "layer 0 (conv2d) needs [channels, height, width]; it gets [12]"},
        BadShape{R"({"input": [1, 5, 9], "layers": [{"type": "avgpool2d", "kernel": 7}]})",
                 "/network/layers/0", "kernel 7, larger than its input [1, 5, 9]"},
        BadShape{
            R"({"input": [1, 9, 9], "layers": [{"type": "maxpool2d", "kernel": 3, "padding": 2}]})",
            "/network/layers/0", "padding 2, more than half its kernel 3"},
        BadShape{
            R"({"input": [3, 9, 9], "layers": [{"type": "conv2d", "out": 4, "kernel": 3, "groups": 2}]})",
            "/network/layers/0", "2 groups, which do not divide its 3 input channels"},
        BadShape{
            R"({"input": [4, 9, 9], "layers": [{"type": "conv2d", "out": 5, "kernel": 3, "groups": 4}]})",
            "/network/layers/0", "do not divide its 5 output channels"},
        BadShape{R"({"input": [16777216, 16777216, 16777216], "layers": [{"type": "relu"}]})",
                 "/network/layers/0", "2147483648 elements"},
        BadShape{R"({"input": [16777216], "layers": [{"type": "linear", "out": 16777216}]})",
                 "/network/layers/0", "more than 2147483648 elements"},
        BadShape{
            R"({"input": [1, 4000, 4000], "layers": [{"type": "conv2d", "out": 16777216, "kernel": 1}]})",
            "/network/layers/0", "more than 2147483648 elements"}));

TEST(ShapeInference, WorkIsEachWeightAtEachPosition) {
  const NetworkConfig network = networkFrom(R"({"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3, "groups": 2}, {"type": "flatten"},
    {"type": "linear", "out": 10}]})");
  const std::int64_t sample =
      26 * 26 * 32 * 9 + 24 * 24 * 64 * 16 * 9 + std::int64_t{64 * 24 * 24} * 10;
  EXPECT_EQ(forwardWork(network, 1), sample);
  EXPECT_EQ(forwardWork(network, 64), 64 * sample);
}

TEST(ShapeInference, StopsAtTheFirstError) {
  const auto shapes = inferShapes(networkFrom(R"({"input": [3, 4, 4], "layers": [
    {"type": "linear", "out": 3}, {"type": "relu"}]})"));
  EXPECT_TRUE(shapes[0].error);
  EXPECT_FALSE(shapes[1].error);
  EXPECT_TRUE(shapes[1].output.empty());
}

TEST(ShapeInference, SurvivesAHalfEditedNetwork) {
  for (const Shape& input : {Shape{}, Shape{0}, Shape{-3, 5, 5}}) {
    const auto shapes = inferShapes({input, {LayerConfig{}}});
    EXPECT_TRUE(shapes[0].error) << toString(input);
  }
  LayerConfig conv;
  conv.type = LayerType::conv2d;
  conv.groups = 0;
  EXPECT_TRUE(inferShapes({{1, 5, 5}, {conv}})[0].error);
}

}  // namespace
}  // namespace scalescope
