#include <algorithm>
#include <cmath>
#include <limits>

#include "core/backend/operand_fixture.h"
#include "core/numerics/scaled_cast.h"
#include "core/precision/fp8_scaling.h"

// INT8 is a format of the operands of products alone: inputs and weights are rounded on the way
// forward, and gradients pass straight through.
namespace scalescope::test {
namespace {

using reference::Gradients;

/// The integers of an operand times their step, and what became of its values, counted anew.
Array rounded(Array array, float amax, CastCounts* counts = nullptr) {
  const float scale = 127.0F / amax;
  CastCounts seen;
  for (auto& each : array.values) {
    const auto value = static_cast<float>(each);
    const float integer = std::nearbyint(value * scale);
    const float kept = std::isnan(value) ? value : std::clamp(integer, -127.0F, 127.0F);
    ++seen.elements;
    seen.overflow += std::isfinite(value) && std::abs(integer) > 127.0F;
    seen.underflow += value != 0.0F && kept == 0.0F;
    seen.nonFinite += std::isnan(value);
    keepLargest(seen, value * scale);
    each = static_cast<double>(kept * (1.0F / scale));
  }
  if (counts) *counts = seen;
  return array;
}
Array rounded(const Array& array) { return rounded(array, amaxOf(array)); }

/// The gradient where the values are not clipped at this amax.
Array passed(Array gradient, const Array& values, float amax) {
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const float scaled = static_cast<float>(values[i]) * (127.0F / amax);
    if (std::abs(std::nearbyint(scaled)) > 127.0F) gradient[i] = 0.0;
  }
  return gradient;
}

class Int8Operations : public OperandTest {
 protected:
  Parameter weightOf(const Array& w) { return scaledWeight(w, Format::int8); }
  OperationSite siteOf(const Array& x) {
    OperationSite site = rig.site(x);
    site.compute = Format::int8;
    site.amax.input = rig.tensor(Array({kAmaxHistory}), Format::fp32);
    return site;
  }
};

TEST_F(Int8Operations, ConvolutionRoundsItsOperandsAndNoGradient) {
  for (const auto& [shape, spec] : convolutions()) {
    const Array x = rig.random(shape, 40.0);
    const Array w = rig.random({spec.out, shape[1] / spec.groups, spec.kernel, spec.kernel}, 1e-4);
    const Array b = rig.random({spec.out});
    Parameter weight = weightOf(w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().conv2d(siteOf(x), spec, weight, &bias);
    const Array xq = rounded(x);
    const Array wq = rounded(w);
    const Array y = reference::conv2d(xq, wq, b, spec);
    const Array dy = rig.random(y.shape, 1e-6);
    const Gradients g = reference::conv2dBackward(xq, wq, dy, spec);
    const std::string what = "conv on " + toString(shape);
    expectRoundedOperands(*operation, y, dy, g, weight, bias, what);
    rig.expectClose(rig.read(*weight.operand), wq, what + ", weight", 1e-7);
  }
}

TEST_F(Int8Operations, LinearPassesGradientsWhereNothingIsClipped) {
  Array x = rig.random({64, 120});
  const Array w = rig.random({10, 120}, 0.1);
  const Array b = rig.random({10});
  Parameter weight = weightOf(w);
  Parameter bias = rig.parameter("b", b);
  const OperationSite site = siteOf(x);
  const auto operation = rig.backend().linear(site, 10, weight, &bias);
  const float amax = amaxOf(x);
  rig.forward(*operation);
  for (auto& value : x.values) value *= 2.0;  // the scale is that of the pass before
  rig.write(*site.input, x);
  const Array xq = rounded(x, amax);
  const Array wq = rounded(w);
  const Array dy = rig.random({64, 10}, 1e-5);
  const Gradients g = reference::linearBackward(xq, wq, dy);
  const Array dx = passed(g.input, x, amax);
  rig.expectClose(rig.forward(*operation), reference::linear(xq, wq, b), "linear");
  rig.expectClose(rig.backward(*operation, dy), dx, "input gradient");
  EXPECT_NE(dx.values, g.input.values) << "nothing was clipped";
  rig.expectClose(rig.read(*weight.gradient), g.weight, "weight gradient");
  rig.expectClose(rig.read(*bias.gradient), g.bias, "bias gradient");
}

// A ReLU before, whose backward is part of this operation, and slices of a large batch.
TEST_F(Int8Operations, ClippingAndAReluMaskTheSameGradient) {
  Array x = rig.random({40, 16, 20, 20});
  for (auto& value : x.values) value = std::max(value, 0.0);
  const Conv2dSpec spec{8, 3, 1, 1, 1};
  const Array w = rig.random({8, 16, 3, 3}, 0.1);
  Parameter weight = weightOf(w);
  OperationSite site = siteOf(x);
  site.inputIsRelu = true;
  const auto operation = rig.backend().conv2d(site, spec, weight, nullptr);
  const float amax = amaxOf(x);
  rig.forward(*operation);
  for (auto& value : x.values) value *= 1.5;
  rig.write(*site.input, x);
  rig.forward(*operation);
  const Array dy = rig.random({40, 8, 20, 20});
  const Array wq = rounded(w);
  Array dx = reference::conv2dBackward(rounded(x, amax), wq, dy, spec).input;
  dx = passed(std::move(dx), x, amax);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    if (x[i] <= 0.0) dx[i] = 0.0;
  }
  rig.expectClose(rig.backward(*operation, dy), dx, "input gradient");
}

TEST_F(Int8Operations, WeightsScaleByThemselvesAndInputsByTheirHistory) {
  Array x = rig.random({16, 40});
  Array w = rig.random({8, 40});
  Parameter weight = weightOf(w);
  const OperationSite site = siteOf(x);
  const auto operation = rig.backend().linear(site, 8, weight, nullptr);
  const auto expectPass = [&](float amax, Pass pass, const std::string& what) {
    rig.write(*site.input, x);
    rig.write(*weight.value, w);
    rig.expectClose(rig.forward(*operation, pass),
                    reference::linear(rounded(x, amax), rounded(w), Array({8})), what);
  };
  const float first = amaxOf(x);
  expectPass(first, Pass::evaluation, "an evaluation before the first step");
  EXPECT_EQ(amaxOf(rig.read(*site.amax.input)), 0.0F);
  expectPass(first, Pass::training, "the first pass scales by itself");
  for (auto& value : w.values) value *= 5.0;
  expectPass(first, Pass::training, "larger weights are not clipped");
  for (auto& value : x.values) value *= 8.0;
  expectPass(first, Pass::evaluation, "an evaluation scales by the passes before");
  expectPass(first, Pass::training, "larger inputs are clipped once");
  expectPass(8.0F * first, Pass::training, "and are in range then");
  EXPECT_EQ(countsOf("layers.0.weight").overflow, 0U);
}

TEST_F(Int8Operations, CountsWhatIsClippedAndWhatUnderflows) {
  Array x = rig.random({4, 24});
  const Array w = rig.random({8, 24});
  Parameter weight = weightOf(w);
  const OperationSite site = siteOf(x);
  const auto operation = rig.backend().linear(site, 8, weight, nullptr);
  const float amax = amaxOf(x);
  CastCounts expected;
  rounded(x, amax, &expected);
  rig.forward(*operation);
  x[3] = 1e-7;
  x[5] = -1e6;
  x[8] = std::numeric_limits<double>::infinity();  // clipped, and no overflow of this cast
  x[9] = std::nan("");
  rig.write(*site.input, x);
  CastCounts second;
  rounded(x, amax, &second);
  expected += second;
  rig.forward(*operation);
  EXPECT_EQ(countsOf("layers.0.input"), expected);
  EXPECT_EQ(second.overflow, 1U);
  EXPECT_EQ(second.nonFinite, 1U);
  CastCounts weights;
  rounded(w, amaxOf(w), &weights);
  weights += weights;
  EXPECT_EQ(countsOf("layers.0.weight"), weights);
}

}  // namespace
}  // namespace scalescope::test
