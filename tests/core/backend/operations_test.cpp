#include "core/backend/bench_rig.h"
#include "core/backend/under_test.h"
#include "core/base/random.h"

namespace scalescope::test {
namespace {

using reference::Gradients;

std::string nameOf(const testing::TestParamInfo<Format>& each) {
  return std::string(info(each.param).name);
}

class Operations : public testing::TestWithParam<Format> {
 protected:
  Rig rig{makeBackendUnderTest(), GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Formats, Operations,
                         testing::Values(Format::fp32, Format::fp16, Format::bf16), nameOf);

struct ConvCase {
  Shape input;
  Conv2dSpec spec;
  bool bias;
};

const std::vector<ConvCase>& convCases() {
  static const std::vector<ConvCase> cases{
      {{4, 1, 12, 12}, {32, 3, 1, 0, 1}, true},  {{6, 32, 9, 9}, {64, 3, 1, 0, 1}, true},
      {{3, 3, 11, 11}, {8, 5, 2, 2, 1}, true},   {{4, 16, 8, 8}, {16, 3, 1, 1, 4}, true},
      {{2, 10, 7, 7}, {6, 1, 1, 0, 1}, false},   {{5, 7, 9, 9}, {13, 3, 2, 1, 1}, true},
      {{2, 12, 8, 8}, {24, 3, 3, 0, 12}, false}, {{1, 1, 3, 3}, {1, 3, 1, 0, 1}, true}};
  return cases;
}

TEST_P(Operations, ConvolutionMatchesTheReference) {
  for (const auto& c : convCases()) {
    const Array x = rig.random(c.input);
    const Array w =
        rig.random({c.spec.out, c.input[1] / c.spec.groups, c.spec.kernel, c.spec.kernel}, 0.2);
    const Array b = c.bias ? rig.random({c.spec.out}) : Array(Shape{0});
    Parameter weight = rig.parameter("w", w);
    Parameter bias = c.bias ? rig.parameter("b", b) : Parameter{};
    const auto operation =
        rig.backend().conv2d(rig.site(x), c.spec, weight, c.bias ? &bias : nullptr);
    const std::string what = "conv on " + toString(c.input) + " to " + std::to_string(c.spec.out);
    const Array expected = reference::conv2d(x, w, b, c.spec);
    rig.expectClose(rig.forward(*operation), expected, what);
    const Array dy = rig.random(expected.shape);
    const Gradients g = reference::conv2dBackward(x, w, dy, c.spec);
    rig.expectClose(rig.backward(*operation, dy), g.input, what + ", input gradient");
    rig.expectClose(rig.read(*weight.gradient), g.weight, what + ", weight gradient");
    if (c.bias) rig.expectClose(rig.read(*bias.gradient), g.bias, what + ", bias gradient");
  }
}

TEST_P(Operations, LinearMatchesTheReference) {
  for (const auto& [batch, in, out] :
       {std::tuple<int, int, int>{7, 576, 128}, {64, 128, 10}, {3, 5, 1}, {1, 1, 17}}) {
    const Array x = rig.random({batch, in});
    const Array w = rig.random({out, in}, 0.1);
    const Array b = rig.random({out});
    Parameter weight = rig.parameter("w", w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().linear(rig.site(x), out, weight, &bias);
    rig.expectClose(rig.forward(*operation), reference::linear(x, w, b), "linear");
    const Array dy = rig.random({batch, out});
    const Gradients g = reference::linearBackward(x, w, dy);
    rig.expectClose(rig.backward(*operation, dy), g.input, "linear, input gradient");
    rig.expectClose(rig.read(*weight.gradient), g.weight, "linear, weight gradient");
    rig.expectClose(rig.read(*bias.gradient), g.bias, "linear, bias gradient");
  }
}

TEST_P(Operations, PoolingMatchesTheReference) {
  for (const bool average : {true, false}) {
    for (const auto& [shape, spec] :
         std::vector<std::pair<Shape, PoolSpec>>{{{3, 64, 24, 24}, {average, 7, 7, 0}},
                                                 {{4, 5, 8, 8}, {average, 2, 2, 0}},
                                                 {{2, 16, 9, 9}, {average, 3, 2, 1}},
                                                 {{2, 3, 7, 7}, {average, 3, 1, 0}}}) {
      const Array x = rig.random(shape);
      const auto operation = rig.backend().pool2d(rig.site(x), spec);
      const Array expected = reference::pool2d(x, spec);
      rig.expectClose(rig.forward(*operation), expected, "pool");
      const Array dy = rig.random(expected.shape);
      // Halves repeat values: two equal largest elements of a window make its winner a matter of
      // taste.
      if (!average && GetParam() != Format::fp32) continue;
      rig.expectClose(rig.backward(*operation, dy), reference::pool2dBackward(x, dy, spec),
                      "pool, gradient");
    }
  }
}

TEST_P(Operations, NaNAndInfinityAreNeverHidden) {
  const double nan = std::nan("");
  const double inf = std::numeric_limits<double>::infinity();
  Array x = rig.random({2, 16, 6, 6});
  x[40] = nan;
  x[600] = inf;
  x[700] = -inf;
  const auto pool = rig.backend().pool2d(rig.site(x), {false, 2, 2, 0});
  const Array pooled = rig.forward(*pool);
  std::int64_t nans = 0;
  for (const double value : pooled.values) nans += std::isnan(value);
  EXPECT_EQ(nans, 1);
  EXPECT_TRUE(
      std::isnan(pooled[9 + 2]));  // element 40: channel 1, row 0, column 4, so window 2 of row 0
  const auto relu = rig.backend().relu(rig.site(x));
  const Array y = rig.forward(*relu);
  EXPECT_TRUE(std::isnan(y[40]));
  EXPECT_EQ(y[600], inf);
  EXPECT_EQ(y[700], 0.0);
  const auto loss = rig.backend().loss(rig.site([&] {
    Array logits = rig.random({2, 4});
    logits[5] = nan;
    return logits;
  }()),
                                       LossKind::crossEntropy);
  const std::int32_t labels[] = {0, 3};
  rig.backend().load({}, labels);
  loss->forward(2);
  EXPECT_TRUE(std::isnan(loss->result().loss));
  loss->forward(1);
  EXPECT_FALSE(std::isnan(loss->result().loss));
}

TEST_P(Operations, BatchNormMatchesTheReference) {
  for (const Shape& shape : {Shape{8, 5, 6, 6}, Shape{6, 32, 5, 5}, Shape{16, 12}}) {
    const Array x = rig.random(shape, 2.0);
    const Array w = rig.random({shape[1]});
    const Array b = rig.random({shape[1]});
    Parameter weight = rig.parameter("w", w);
    Parameter bias = rig.parameter("b", b);
    const TensorPtr mean = rig.backend().tensor({shape[1]}, Format::fp32);
    const TensorPtr variance = rig.backend().tensor({shape[1]}, Format::fp32);
    const NormSpec spec{1e-5, 0.25};
    const auto operation = rig.backend().batchNorm(rig.site(x), spec, weight, bias, mean, variance);
    rig.expectClose(rig.forward(*operation), reference::batchNorm(x, w, b, spec.eps), "batch norm",
                    1e-5);
    const Array dy = rig.random(shape);
    const Gradients g = reference::batchNormBackward(x, w, dy, spec.eps);
    rig.expectClose(rig.backward(*operation, dy), g.input, "batch norm, input gradient", 1e-5);
    rig.expectClose(rig.read(*weight.gradient), g.weight, "batch norm, weight gradient", 1e-5);
    rig.expectClose(rig.read(*bias.gradient), g.bias, "batch norm, bias gradient", 1e-5);

    Array expectedMean, expectedVariance;
    reference::batchStatistics(x, expectedMean, expectedVariance);
    const Array runningMean = rig.read(*mean);
    const Array runningVariance = rig.read(*variance);
    for (std::int64_t c = 0; c < shape[1]; ++c) {
      EXPECT_NEAR(runningMean[c], 0.25 * expectedMean[c], 1e-5);
      EXPECT_NEAR(runningVariance[c], 0.25 * expectedVariance[c], 1e-5);
    }
    Array expected(shape);
    const std::int64_t inner = shape.size() == 2 ? 1 : shape[2] * shape[3];
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const std::int64_t c = i / inner % shape[1];
      expected[i] =
          (x[i] - runningMean[c]) / std::sqrt(runningVariance[c] + spec.eps) * w[c] + b[c];
    }
    rig.expectClose(rig.forward(*operation, Pass::evaluation), expected,
                    "batch norm with running statistics", 1e-5);
  }
}

TEST_P(Operations, LayerNormMatchesTheReference) {
  for (const Shape& shape : {Shape{4, 5, 6, 6}, Shape{6, 33}}) {
    const Array x = rig.random(shape, 2.0);
    const Shape features(shape.begin() + 1, shape.end());
    const Array w = rig.random(features);
    const Array b = rig.random(features);
    Parameter weight = rig.parameter("w", w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().layerNorm(rig.site(x), {}, weight, bias);
    rig.expectClose(rig.forward(*operation), reference::layerNorm(x, w, b, 1e-5), "layer norm",
                    1e-5);
    const Array dy = rig.random(shape);
    const Gradients g = reference::layerNormBackward(x, w, dy, 1e-5);
    rig.expectClose(rig.backward(*operation, dy), g.input, "layer norm, input gradient", 1e-5);
    rig.expectClose(rig.read(*weight.gradient), g.weight, "layer norm, weight gradient", 1e-5);
    rig.expectClose(rig.read(*bias.gradient), g.bias, "layer norm, bias gradient", 1e-5);
  }
}

TEST_P(Operations, ReluAndFlattenMatchTheReference) {
  const Array x = rig.random({5, 6, 3, 3});
  const Array dy = rig.random({5, 6, 3, 3});
  const auto relu = rig.backend().relu(rig.site(x));
  rig.expectClose(rig.forward(*relu), reference::relu(x), "relu", 0.0);
  rig.expectClose(rig.backward(*relu, dy), reference::reluBackward(x, dy), "relu, gradient", 0.0);

  const auto flatten = rig.backend().flatten(rig.site(x));
  Array flat = x;
  flat.shape = {5, 54};
  rig.expectClose(rig.forward(*flatten), flat, "flatten", 0.0);
  Array flatGradient = dy;
  flatGradient.shape = flat.shape;
  rig.expectClose(rig.backward(*flatten, flatGradient), dy, "flatten, gradient", 0.0);
}

TEST_P(Operations, DropoutKeepsItsShareAndItsMask) {
  const Array x = rig.random({64, 500});
  const auto operation = rig.backend().dropout(rig.site(x), {0.25, 11});
  rig.setStep(3);
  const Array y = rig.forward(*operation);
  std::int64_t kept = 0;
  for (std::int64_t i = 0; i < x.size(); ++i) {
    if (x[i] == 0.0) continue;
    kept += y[i] != 0.0;
    if (y[i] != 0.0) {
      ASSERT_EQ(y[i],
                roundTo(GetParam(), static_cast<float>(x[i]) * static_cast<float>(1.0 / 0.75)));
    }
  }
  EXPECT_NEAR(static_cast<double>(kept) / static_cast<double>(x.size()), 0.75, 0.01);
  Array ones(x.shape);
  for (auto& value : ones.values) value = 1.0;
  const Array dx = rig.backward(*operation, ones);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    if (x[i] == 0.0) continue;
    ASSERT_EQ(dx[i] != 0.0, y[i] != 0.0) << "the mask of backward differs at " << i;
  }
  EXPECT_EQ(rig.forward(*operation).values, y.values);
  rig.setStep(4);
  EXPECT_NE(rig.forward(*operation).values, y.values);
  EXPECT_EQ(rig.forward(*operation, Pass::evaluation).values, x.values);
}

TEST_P(Operations, LossMatchesTheReference) {
  for (const LossKind kind : {LossKind::crossEntropy, LossKind::mse}) {
    const Array logits = rig.random({16, 10}, 3.0);
    std::vector<std::int32_t> labels;
    for (int n = 0; n < 16; ++n)
      labels.push_back(static_cast<std::int32_t>(mix64(static_cast<std::uint64_t>(n)) % 10));
    const auto loss = rig.backend().loss(rig.site(logits), kind);
    rig.setStep(0, 1024.0F);
    rig.backend().load({}, labels);
    loss->forward(16);
    EXPECT_NEAR(loss->result().loss, reference::loss(logits, labels, kind), 1e-6);
    loss->backward();
    Array expected = reference::lossBackward(logits, labels, kind);
    for (auto& value : expected.values) value *= 1024.0;
    rig.expectClose(rig.read(*loss->inputGradient()), expected, "loss gradient", 1e-6);
  }
}

// What the operations are checked against is itself checked against its own forward.
TEST(Reference, GradientsMatchFiniteDifferences) {
  Rig rig(makeBackendUnderTest(), Format::fp32);
  const Conv2dSpec conv{6, 3, 2, 1, 2};
  const Array x = rig.random({2, 4, 5, 5});
  const Array w = rig.random({6, 2, 3, 3});
  const Array b = rig.random({6});
  const Array dy = rig.random(reference::conv2d(x, w, b, conv).shape);
  const Gradients g = reference::conv2dBackward(x, w, dy, conv);
  expectDerivative([&](const Array& v) { return dot(reference::conv2d(v, w, b, conv), dy); }, x,
                   g.input, "conv x");
  expectDerivative([&](const Array& v) { return dot(reference::conv2d(x, v, b, conv), dy); }, w,
                   g.weight, "conv w");
  expectDerivative([&](const Array& v) { return dot(reference::conv2d(x, w, v, conv), dy); }, b,
                   g.bias, "conv b");

  const Array lx = rig.random({3, 7});
  const Array lw = rig.random({4, 7});
  const Array lb = rig.random({4});
  const Array ldy = rig.random({3, 4});
  const Gradients lg = reference::linearBackward(lx, lw, ldy);
  expectDerivative([&](const Array& v) { return dot(reference::linear(v, lw, lb), ldy); }, lx,
                   lg.input, "linear x");
  expectDerivative([&](const Array& v) { return dot(reference::linear(lx, v, lb), ldy); }, lw,
                   lg.weight, "linear w");

  for (const bool average : {true, false}) {
    const PoolSpec pool{average, 3, 2, 1};
    const Array pdy = rig.random(reference::pool2d(x, pool).shape);
    expectDerivative([&](const Array& v) { return dot(reference::pool2d(v, pool), pdy); }, x,
                     reference::pool2dBackward(x, pdy, pool), "pool");
  }
  const Array nw = rig.random({4});
  const Array nb = rig.random({4});
  const Array ndy = rig.random(x.shape);
  const Gradients ng = reference::batchNormBackward(x, nw, ndy, 1e-5);
  expectDerivative([&](const Array& v) { return dot(reference::batchNorm(v, nw, nb, 1e-5), ndy); },
                   x, ng.input, "bn x");
  expectDerivative([&](const Array& v) { return dot(reference::batchNorm(x, v, nb, 1e-5), ndy); },
                   nw, ng.weight, "bn w");
  const Array kw = rig.random({4, 5, 5});
  const Array kb = rig.random({4, 5, 5});
  const Gradients kg = reference::layerNormBackward(x, kw, ndy, 1e-5);
  expectDerivative([&](const Array& v) { return dot(reference::layerNorm(v, kw, kb, 1e-5), ndy); },
                   x, kg.input, "ln x");
  expectDerivative([&](const Array& v) { return dot(reference::layerNorm(x, v, kb, 1e-5), ndy); },
                   kw, kg.weight, "ln w");

  const std::vector<std::int32_t> labels{1, 0, 3};
  const Array logits = rig.random({3, 4});
  for (const LossKind kind : {LossKind::crossEntropy, LossKind::mse}) {
    expectDerivative([&](const Array& v) { return reference::loss(v, labels, kind); }, logits,
                     reference::lossBackward(logits, labels, kind), "loss");
  }
}

}  // namespace
}  // namespace scalescope::test
