#include "core/nn/network.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/backend/under_test.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/formats.h"
#include "core/nn/initialise.h"
#include "core/nn/network_json.h"

namespace scalescope {
namespace {

using test::articleNetwork;
using test::makeBackendUnderTest;
using test::networkFrom;

constexpr std::int64_t kBatch = 6;

/// Every kind of layer, with a ReLU after each that can take one in, and after some that cannot.
NetworkConfig everyLayer() {
  return networkFrom(R"({"input": [2, 11, 11], "layers": [
    {"type": "conv2d", "out": 4, "kernel": 3, "stride": 2, "padding": 1, "groups": 2},
    {"type": "relu"}, {"type": "batchnorm"}, {"type": "relu"}, {"type": "relu"},
    {"type": "maxpool2d", "kernel": 2}, {"type": "relu"},
    {"type": "conv2d", "out": 6, "kernel": 2}, {"type": "relu"}, {"type": "flatten"},
    {"type": "linear", "out": 9}, {"type": "relu"}, {"type": "dropout", "p": 0.3},
    {"type": "layernorm"}, {"type": "relu"}, {"type": "linear", "out": 5}, {"type": "relu"}]})");
}

/// One training step's results, to the bit.
struct Trace {
  double loss = 0.0;
  std::vector<std::pair<std::string, std::vector<float>>> gradients;
  std::vector<std::pair<std::string, CastCounts>> counts;
};

std::vector<float> valuesOf(const Backend& backend, const Tensor& tensor) {
  std::vector<float> values(static_cast<std::size_t>(elementCount(tensor.shape())));
  backend.read(tensor, values);
  return values;
}

void setScale(Backend& backend, float scale) {
  StepState state;
  state.step = 3;
  state.scaler.scale = scale;
  backend.setStepState(state);
}

void run(Network& network, Backend& backend, const NetworkConfig& config, float scale) {
  network.writeParameters(initialWeights(config, {}, 4));
  backend.update(network.parameters(), {}, network.sites())->refreshOperands();
  network.sites().clearCounts();
  std::vector<float> pixels(static_cast<std::size_t>(elementCount(network.input().shape())));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<float>(randomUniform(9, i) * 2.0 - 1.0);
  }
  setScale(backend, scale);
  backend.write(network.input(), pixels, &network.inputCast());
  network.forward(Pass::training);
}

Trace trace(const NetworkConfig& config, const std::string& policy,
            const std::vector<FormatOverride>& edits, bool fuse, float scale) {
  const std::vector<std::int32_t> labels{0, 1, 2, 3, 4, 0};
  const auto backend = makeBackendUnderTest();
  Network network(*backend, config, policyNamed(policy), edits, LossKind::crossEntropy, kBatch, 11,
                  fuse);
  run(network, *backend, config, scale);
  Trace result;
  backend->load({}, labels);
  network.loss().forward(kBatch);
  result.loss = network.loss().result().loss;
  network.backward();
  for (const Parameter* parameter : network.parameters()) {
    result.gradients.emplace_back(parameter->name, valuesOf(*backend, *parameter->gradient));
  }
  for (const auto& site : network.sites().all()) {
    result.counts.emplace_back(site.tensor, site.counts);
  }
  return result;
}

void expectSame(const Trace& a, const Trace& b) {
  EXPECT_EQ(a.loss, b.loss);
  ASSERT_EQ(a.gradients.size(), b.gradients.size());
  for (std::size_t i = 0; i < a.gradients.size(); ++i) {
    const auto& [name, values] = a.gradients[i];
    const auto& others = b.gradients[i].second;
    for (std::size_t k = 0; k < values.size(); ++k) {
      ASSERT_EQ(floatBits(values[k]), floatBits(others[k])) << name << "[" << k << "]";
    }
  }
  ASSERT_EQ(a.counts.size(), b.counts.size());
  for (std::size_t i = 0; i < a.counts.size(); ++i) {
    EXPECT_EQ(a.counts[i].first, b.counts[i].first);
    EXPECT_EQ(a.counts[i].second, b.counts[i].second) << a.counts[i].first;
  }
}

class Fusion : public testing::TestWithParam<std::string> {};

TEST_P(Fusion, ChangesNoBitAndNoCount) {
  // Scales with plenty of underflow, with none, and with overflow in the halves.
  for (const float scale : {0x1p-6F, 1024.0F, 0x1p24F}) {
    expectSame(trace(everyLayer(), GetParam(), {}, true, scale),
               trace(everyLayer(), GetParam(), {}, false, scale));
  }
}

TEST_P(Fusion, ChangesNothingUnderEditsOfSingleLayers) {
  const auto parse = [](const char* json) {
    const Json value = parseJson(json, "edit");
    return parseFormatOverride(JsonReader(value, "edit"));
  };
  std::vector<FormatOverride> edits(everyLayer().layers.size());
  edits[0] = parse(R"({"gradient": "fp32"})");
  edits[1] = parse(R"({"gradient": "fp16"})");
  edits[5] = parse(R"({"compute": "fp32"})");
  edits[8] = parse(R"({"compute": "fp16"})");
  edits[11] = parse(R"({"compute": "fp32"})");
  edits[16] = parse(R"({"gradient": "fp16"})");
  expectSame(trace(everyLayer(), GetParam(), edits, true, 64.0F),
             trace(everyLayer(), GetParam(), edits, false, 64.0F));
}

INSTANTIATE_TEST_SUITE_P(Policies, Fusion,
                         testing::Values("fp32", "fp16-pure", "fp16-mixed", "fp16-autocast",
                                         "bf16-mixed"),
                         [](const auto& test) {
                           std::string name = test.param;
                           name[4] = '_';
                           return name;
                         });

TEST(Network, FusesWhatItCan) {
  const auto backend = makeBackendUnderTest();
  const auto count = [&](const char* policy, bool fuse) {
    Network network(*backend, articleNetwork(), policyNamed(policy), {}, LossKind::crossEntropy,
                    kBatch, 1, fuse);
    int outputs = 0;
    for (const auto& [name, tensor] : network.tensorsInOrder())
      outputs += name.ends_with(".output");
    return outputs;
  };
  for (const char* policy : {"fp16-mixed", "tf32", "fp8-hybrid", "int8-qat"}) {
    EXPECT_EQ(count(policy, false), 9) << policy;
    EXPECT_EQ(count(policy, true), 6) << policy;
  }
}

TEST(Network, ParametersFollowThePolicy) {
  const auto backend = makeBackendUnderTest();
  const auto formatsOf = [&](const std::string& policy) {
    Network network(*backend, articleNetwork(), policyNamed(policy), {}, LossKind::crossEntropy,
                    kBatch, 1);
    const Parameter& p = *network.parameters().front();
    return std::array{p.value->format(), p.operand->format(), p.gradient->format(),
                      network.input().format()};
  };
  using enum Format;
  EXPECT_EQ(formatsOf("fp32"), (std::array{fp32, fp32, fp32, fp32}));
  EXPECT_EQ(formatsOf("tf32"), (std::array{fp32, tf32, fp32, tf32}));
  EXPECT_EQ(formatsOf("fp8-hybrid"), (std::array{fp32, e4m3, fp32, fp32}));
  EXPECT_EQ(formatsOf("int8-qat"), (std::array{fp32, int8, fp32, fp32}));
  EXPECT_EQ(formatsOf("fp16-mixed"), (std::array{fp32, fp16, fp16, fp16}));
  EXPECT_EQ(formatsOf("fp16-pure"), (std::array{fp16, fp16, fp16, fp16}));
  EXPECT_EQ(formatsOf("bf16-mixed"), (std::array{fp32, bf16, bf16, bf16}));
  EXPECT_EQ(formatsOf("fp16-autocast")[0], fp32);
  EXPECT_EQ(formatsOf("fp16-autocast")[1], fp16);
}

TEST(Network, KeepsHistoriesOfWhatTheyScale) {
  const auto backend = makeBackendUnderTest();
  const NetworkConfig config = networkFrom(R"({"input": [3], "layers": [
    {"type": "linear", "out": 4}, {"type": "relu"}, {"type": "linear", "out": 2}]})");
  const auto historiesOf = [&](const char* policy, Fp8Scaling scaling) {
    const Network network(*backend, config, policyNamed(policy), {}, LossKind::crossEntropy, kBatch,
                          1, true, scaling);
    std::vector<std::string> names;
    for (const auto& [name, tensor] : network.amaxHistories()) names.push_back(name);
    return names;
  };
  EXPECT_EQ(historiesOf("fp8-hybrid", Fp8Scaling::amax),
            (std::vector<std::string>{"layers.0.input.amax_history", "layers.0.weight.amax_history",
                                      "layers.0.output.grad.amax_history",
                                      "layers.2.input.amax_history", "layers.2.weight.amax_history",
                                      "layers.2.output.grad.amax_history"}));
  EXPECT_TRUE(historiesOf("fp8-hybrid", Fp8Scaling::none).empty());
  // INT8 weights scale by themselves, and gradients are not rounded.
  EXPECT_EQ(
      historiesOf("int8-qat", Fp8Scaling::none),
      (std::vector<std::string>{"layers.0.input.amax_history", "layers.2.input.amax_history"}));
  EXPECT_TRUE(historiesOf("tf32", Fp8Scaling::amax).empty());
}

TEST(Network, CastSitesAreInOrderOfComputation) {
  const auto backend = makeBackendUnderTest();
  Network network(*backend, networkFrom(R"({"input": [3], "layers": [{"type": "linear", "out": 4},
                    {"type": "relu"}, {"type": "linear", "out": 2}]})"),
                  policyNamed("fp16-mixed"), {}, LossKind::crossEntropy, kBatch, 1);
  std::vector<std::string> forward;
  for (const auto& site : network.sites().all()) {
    if (site.role == TensorRole::weight || site.role == TensorRole::activation)
      forward.push_back(site.tensor);
  }
  EXPECT_EQ(forward, (std::vector<std::string>{"input", "layers.0.weight", "layers.0.bias",
                                               "layers.0.output", "layers.2.weight",
                                               "layers.2.bias", "layers.2.output"}));
  const auto tensors = network.tensorsInOrder();
  EXPECT_EQ(tensors.front().first, "input");
  EXPECT_EQ(tensors.back().first, "layers.0.bias.grad");
}

TEST(Network, NothingBeforeTheFirstTrainedLayerHasAGradient) {
  const auto backend = makeBackendUnderTest();
  Network network(*backend, networkFrom(R"({"input": [1, 4, 4], "layers": [
                    {"type": "avgpool2d", "kernel": 2}, {"type": "flatten"},
                    {"type": "linear", "out": 4}, {"type": "linear", "out": 2}]})"),
                  policyNamed("fp16-mixed"), {}, LossKind::crossEntropy, kBatch, 1);
  for (const auto& [name, tensor] : network.tensorsInOrder()) {
    EXPECT_NE(name, "layers.0.input.grad");
    EXPECT_NE(name, "layers.1.input.grad");
    EXPECT_NE(name, "layers.2.input.grad");
  }
  for (const auto& site : network.sites().all()) EXPECT_NE(site.tensor, "layers.2.input.grad");
}

TEST(Network, OverflowIsTracedToItsFirstTensor) {
  const auto backend = makeBackendUnderTest();
  const NetworkConfig config = networkFrom(R"({"input": [3], "layers": [
    {"type": "linear", "out": 4}, {"type": "linear", "out": 2}]})");
  Network network(*backend, config, policyNamed("fp16-mixed"), {}, LossKind::crossEntropy, kBatch,
                  1);
  const std::vector<std::int32_t> labels(kBatch, 0);
  run(network, *backend, config, 1.0F);
  backend->load({}, labels);
  network.loss().forward(kBatch);
  network.backward();
  backend->collectCounts();
  EXPECT_EQ(network.firstOverflow(), "");
  network.sites().clearCounts();
  setScale(*backend, 0x1p24F);
  network.backward();
  backend->collectCounts();
  EXPECT_EQ(network.firstOverflow(), "loss.input.grad");
  EXPECT_GT(network.sites().total().overflow, 0U);
}

TEST(Network, WrittenParametersAreReadBack) {
  const auto backend = makeBackendUnderTest();
  const NetworkConfig config = everyLayer();
  Network network(*backend, config, policyNamed("fp16-mixed"), {}, LossKind::mse, kBatch, 1);
  const auto initial = initialWeights(config, {}, 4);
  network.writeParameters(initial);
  const auto read = network.readParameters();
  ASSERT_EQ(read.size(), initial.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, initial[i].name);
    EXPECT_EQ(read[i].data, initial[i].data);
  }
  EXPECT_THROW(network.writeParameters({}), Error);
}

TEST(Formats, FollowTheChainAndTheEdits) {
  const NetworkConfig config = networkFrom(R"({"input": [3, 4, 4], "layers": [
    {"type": "conv2d", "out": 4, "kernel": 3}, {"type": "batchnorm"},
    {"type": "flatten", "precision": {"compute": "fp32"}}, {"type": "linear", "out": 2}]})");
  const auto formats = resolveNetwork(config, policyNamed("fp16-mixed"), {});
  EXPECT_EQ(formats.input, Format::fp16);
  EXPECT_EQ(formats.layers[2].compute, Format::fp32);
  EXPECT_EQ(formats.layers[3].compute, Format::fp16);
  FormatOverride edit;
  edit.compute = Format::fp16;  // the run's own edit wins over the network's
  EXPECT_EQ(resolveNetwork(config, policyNamed("fp16-mixed"), {{}, {}, edit}).layers[2].compute,
            Format::fp16);
  EXPECT_FALSE(conflictOf(formats.layers[0], LayerRole::matmul));
  EXPECT_TRUE(conflictOf({Format::bf16, Format::fp16, Format::fp16}, LayerRole::matmul));
  const LayerFormats tf32{Format::fp32, Format::tf32, Format::fp32};
  EXPECT_FALSE(conflictOf(tf32, LayerRole::matmul));
  EXPECT_TRUE(conflictOf(tf32, LayerRole::batchNorm));
  EXPECT_TRUE(conflictOf(tf32, LayerRole::passThrough));
  EXPECT_TRUE(conflictOf({Format::fp16, Format::tf32, Format::fp32}, LayerRole::matmul));
  const LayerFormats fp8{Format::fp32, Format::e4m3, Format::fp32};
  EXPECT_FALSE(conflictOf(fp8, LayerRole::matmul));
  EXPECT_TRUE(conflictOf(fp8, LayerRole::layerNorm));
  EXPECT_TRUE(conflictOf({Format::bf16, Format::e4m3, Format::fp32}, LayerRole::matmul));
}

TEST(Formats, WhatATf32LayerPutsOutIsFp32) {
  const NetworkConfig config = networkFrom(R"({"input": [3, 4, 4], "layers": [
    {"type": "conv2d", "out": 4, "kernel": 3}, {"type": "batchnorm"}, {"type": "relu"},
    {"type": "flatten"}, {"type": "linear", "out": 2}]})");
  const auto formats = resolveNetwork(config, policyNamed("tf32"), {});
  EXPECT_EQ(formats.input, Format::tf32);
  EXPECT_EQ(formats.lossGradient, Format::fp32);
  for (const std::size_t layer : {1U, 2U, 3U}) EXPECT_EQ(formats.layers[layer], LayerFormats{});
  EXPECT_EQ(formats.layers[4].compute, Format::tf32);
}

}  // namespace
}  // namespace scalescope
