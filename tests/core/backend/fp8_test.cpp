#include <cmath>

#include "core/backend/operand_fixture.h"
#include "core/numerics/scaled_cast.h"
#include "core/precision/fp8_scaling.h"

// FP8 is a format of the operands of products alone, each scaled to its range: E4M3 forward, E5M2
// for the output's gradient.
namespace scalescope::test {
namespace {

using reference::Gradients;

/// What FP8 keeps of an operand at a scale.
Array rounded(Array array, Format format, float scale, CastCounts* counts = nullptr) {
  CastCounts seen;
  for (auto& value : array.values) {
    value = static_cast<double>(castScaled(format, static_cast<float>(value), scale, seen));
  }
  if (counts) *counts = seen;
  return array;
}
/// At the scale of a first pass.
Array rounded(const Array& array, Format format) {
  return rounded(array, format, fp8Scale(format, amaxOf(array)));
}

class Fp8Operations : public OperandTest {
 protected:
  Parameter weightOf(const Array& w) { return scaledWeight(w, Format::e4m3); }
  OperationSite siteOf(const Array& x, bool scales = true) {
    OperationSite site = rig.site(x);
    site.compute = Format::e4m3;
    if (!scales) return site;
    const Array none({kAmaxHistory});
    site.amax = {rig.tensor(none, Format::fp32), rig.tensor(none, Format::fp32),
                 rig.tensor(none, Format::fp32)};
    return site;
  }
};

TEST_F(Fp8Operations, ConvolutionScalesAndRoundsItsOperands) {
  for (const auto& [shape, spec] : convolutions()) {
    const Array x = rig.random(shape, 40.0);
    const Array w = rig.random({spec.out, shape[1] / spec.groups, spec.kernel, spec.kernel}, 1e-4);
    const Array b = rig.random({spec.out});
    Parameter weight = weightOf(w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().conv2d(siteOf(x), spec, weight, &bias);
    const Array xq = rounded(x, Format::e4m3);
    const Array wq = rounded(w, Format::e4m3);
    const Array y = reference::conv2d(xq, wq, b, spec);
    const Array dy = rig.random(y.shape, 1e-6);
    Gradients g = reference::conv2dBackward(xq, wq, rounded(dy, Format::e5m2), spec);
    g.bias = reference::conv2dBackward(x, w, dy, spec).bias;
    const std::string what = "conv on " + toString(shape);
    expectRoundedOperands(*operation, y, dy, g, weight, bias, what);
    rig.expectClose(rig.read(*weight.operand), wq, what + ", weight", 0.0);
  }
}

TEST_F(Fp8Operations, LinearScalesAndRoundsItsOperands) {
  const Array x = rig.random({64, 120});
  const Array w = rig.random({10, 120}, 0.1);
  const Array b = rig.random({10});
  Parameter weight = weightOf(w);
  Parameter bias = rig.parameter("b", b);
  const auto operation = rig.backend().linear(siteOf(x), 10, weight, &bias);
  const Array xq = rounded(x, Format::e4m3);
  const Array wq = rounded(w, Format::e4m3);
  const Array dy = rig.random({64, 10}, 1e-5);
  const Gradients g = reference::linearBackward(xq, wq, rounded(dy, Format::e5m2));
  rig.expectClose(rig.forward(*operation), reference::linear(xq, wq, b), "linear");
  rig.expectClose(rig.backward(*operation, dy), g.input, "input gradient");
  rig.expectClose(rig.read(*weight.gradient), g.weight, "weight gradient");
  rig.expectClose(rig.read(*bias.gradient), reference::linearBackward(x, w, dy).bias, "bias");
}

TEST_F(Fp8Operations, ScalesByTheHistoryOfTrainingPasses) {
  Array x = rig.random({16, 40});
  const Array w = rig.random({8, 40});
  Parameter weight = weightOf(w);
  const OperationSite site = siteOf(x);
  const auto operation = rig.backend().linear(site, 8, weight, nullptr);
  const Array wq = rounded(w, Format::e4m3);
  const auto expectPass = [&](float amax, Pass pass, const std::string& what) {
    rig.write(*site.input, x);
    const Array xq = rounded(x, Format::e4m3, fp8Scale(Format::e4m3, amax));
    rig.expectClose(rig.forward(*operation, pass), reference::linear(xq, wq, Array({8})), what);
  };
  const float first = amaxOf(x);
  expectPass(first, Pass::evaluation, "an evaluation before the first step");
  EXPECT_EQ(amaxOf(rig.read(*site.amax.input)), 0.0F);
  expectPass(first, Pass::training, "the first pass scales by itself");
  for (auto& value : x.values) value *= 8.0;
  expectPass(first, Pass::evaluation, "an evaluation scales by the passes before");
  expectPass(first, Pass::training, "the second clips: it scales by the first");
  for (auto& value : x.values) value /= 512.0;
  for (int i = 0; i < kAmaxHistory; ++i) {
    expectPass(8.0F * first, Pass::training, "pass " + std::to_string(i + 3));
  }
  expectPass(first / 64.0F, Pass::training, "the large values are forgotten");
  const Array history = rig.read(*site.amax.input);
  for (const double each : history.values) EXPECT_EQ(each, static_cast<double>(amaxOf(x)));
}

TEST_F(Fp8Operations, CountsWhatIsClippedAndWhatUnderflows) {
  Array x = rig.random({4, 24});
  const Array w = rig.random({8, 24});
  Parameter weight = weightOf(w);
  const OperationSite site = siteOf(x);
  const auto operation = rig.backend().linear(site, 8, weight, nullptr);
  const float scale = fp8Scale(Format::e4m3, amaxOf(x));
  CastCounts expected;
  rounded(x, Format::e4m3, scale, &expected);
  rig.forward(*operation);
  x[3] = 1e-7;
  x[5] = -1e6;
  x[8] = std::numeric_limits<double>::infinity();  // clipped, and no overflow of this cast
  x[9] = std::nan("");
  rig.write(*site.input, x);
  CastCounts second;
  rounded(x, Format::e4m3, scale, &second);
  expected += second;
  rig.forward(*operation);
  EXPECT_EQ(countsOf("layers.0.input"), expected);
  EXPECT_EQ(second.overflow, 1U);
  EXPECT_EQ(second.nonFinite, 1U);
  EXPECT_EQ(countsOf("layers.0.weight").elements, 2U * 8U * 24U);
  EXPECT_EQ(amaxOf(rig.read(*site.amax.input)), 1e6F);
}

TEST_F(Fp8Operations, WithoutScalesSmallGradientsVanish) {
  const Array x = rig.random({16, 24}, 300.0);
  const Array w = rig.random({8, 24});
  Parameter weight = weightOf(w);
  const auto operation = rig.backend().linear(siteOf(x, false), 8, weight, nullptr);
  const Array xq = rounded(x, Format::e4m3, 1.0F);
  const Array wq = rounded(w, Format::e4m3, 1.0F);
  rig.expectClose(rig.forward(*operation), reference::linear(xq, wq, Array({8})), "clipped at 448");
  const Array dy = rig.random({16, 8}, 1e-7);
  const Array dx = rig.backward(*operation, dy);
  EXPECT_EQ(amaxOf(dx), 0.0F);
  EXPECT_EQ(amaxOf(rig.read(*weight.gradient)), 0.0F);
}

}  // namespace
}  // namespace scalescope::test
