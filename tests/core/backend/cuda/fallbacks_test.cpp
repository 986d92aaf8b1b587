#include "core/backend/bench_rig.h"
#include "core/backend/cuda/double/control.h"
#include "core/backend/under_test.h"

// GPUs and libraries that lack what the back end would rather use: the same values another way.
namespace scalescope::test {
namespace {

class Fallbacks : public testing::Test {
 protected:
  void TearDown() override { cuda_double::reset(); }

  /// A convolution and a linear layer in `compute`, with gradients in `gradient`, on values that it
  /// holds, against the reference.
  static void expectProducts(Format compute, Format stored, Format weights) {
    Rig rig(makeBackendUnderTest(), stored);
    const Conv2dSpec spec{16, 3, 1, 1, 1};
    const auto held = [&](Array array) {
      for (auto& value : array.values) value = roundTo(compute, static_cast<float>(value));
      return array;
    };
    const auto site = [&](const Array& x) {
      OperationSite s = rig.site(x);
      s.compute = compute;
      return s;
    };
    const auto weightOf = [&](const Array& w) {
      Parameter p = rig.parameter("w", w);
      p.operand = rig.tensor(w, weights);
      return p;
    };
    const auto expect = [&](Operation& operation, const Array& y, const Array& dy,
                            const reference::Gradients& g, const Parameter& weight) {
      rig.expectClose(rig.forward(operation), y, "output");
      rig.expectClose(rig.backward(operation, dy), g.input, "input gradient");
      rig.expectClose(rig.read(*weight.gradient), g.weight, "weight gradient");
    };
    {
      const Array x = held(rig.random({4, 8, 9, 9}));
      const Array w = held(rig.random({16, 8, 3, 3}, 0.2));
      Parameter weight = weightOf(w);
      const auto conv = rig.backend().conv2d(site(x), spec, weight, nullptr);
      const Array none(Shape{0});
      const Array y = reference::conv2d(x, w, none, spec);
      const Array dy = held(rig.random(y.shape));
      expect(*conv, y, dy, reference::conv2dBackward(x, w, dy, spec), weight);
    }
    const Array x = held(rig.random({16, 40}));
    const Array w = held(rig.random({24, 40}, 0.2));
    Parameter weight = weightOf(w);
    const auto linear = rig.backend().linear(site(x), 24, weight, nullptr);
    const Array dy = held(rig.random({16, 24}));
    expect(*linear, reference::linear(x, w, Array(Shape{24})), dy,
           reference::linearBackward(x, w, dy), weight);
  }
};

TEST_F(Fallbacks, HalvesAreWidenedWhereNoConvolutionGivesFp32) {
  cuda_double::setConvolutionSupport({.halfToFloat = false});
  expectProducts(Format::fp16, Format::fp16, Format::fp16);
  expectProducts(Format::bf16, Format::bf16, Format::bf16);
}

TEST_F(Fallbacks, HalvesAreWidenedWhereNoProductTakesThem) {
  cuda_double::setHalfProducts(false);
  expectProducts(Format::fp16, Format::fp16, Format::fp16);
  expectProducts(Format::bf16, Format::bf16, Format::bf16);
  cuda_double::setComputeCapability(7, 5);
  expectProducts(Format::bf16, Format::bf16, Format::bf16);
}

TEST_F(Fallbacks, HalvesAreWidenedToFp32WhereThereIsNoTf32) {
  cuda_double::setComputeCapability(7, 5);
  cuda_double::setConvolutionSupport({.halfToFloat = false});
  expectProducts(Format::fp16, Format::fp16, Format::fp16);
}

TEST_F(Fallbacks, Tf32IsMultipliedInFp32WhereThereIsNoTf32) {
  cuda_double::setComputeCapability(7, 5);
  expectProducts(Format::tf32, Format::fp32, Format::tf32);
}

/// A convolution whose input is stored wider than it is computed with, and whose output's gradient
/// is in `arriving`.
void expectRoundedInput(Format compute, Format arriving) {
  Rig rig(makeBackendUnderTest(), Format::fp32);
  Array x = rig.random({4, 8, 9, 9}, 1e-3);
  x[5] = 0x1p-30;  // becomes 0 in FP16 alone
  Array rounded = x;
  CastCounts expected;
  for (auto& value : rounded.values) {
    const auto before = static_cast<float>(value);
    value = roundTo(compute, before);
    countCast(expected, before, static_cast<float>(value));
  }
  Array w = rig.random({16, 8, 3, 3}, 0.2);
  for (auto& value : w.values) value = roundTo(compute, static_cast<float>(value));
  OperationSite site = rig.site(x);
  site.compute = compute;
  Parameter weight = rig.parameter("w", w);
  weight.operand = rig.tensor(w, compute);
  const Conv2dSpec spec{16, 3, 1, 1, 1};
  const auto conv = rig.backend().conv2d(site, spec, weight, nullptr);
  conv->forward(Pass::training);
  const Array y = reference::conv2d(rounded, w, Array(Shape{0}), spec);
  Rig(makeBackendUnderTest(), compute).expectClose(rig.read(*conv->output()), y, "output");
  rig.backend().collectCounts();
  for (const auto& cast : rig.sites.all()) {
    if (cast.tensor != "layers.0.input") continue;
    EXPECT_EQ(cast.counts, expected);
  }
  Array dy = rig.random(y.shape);
  for (auto& value : dy.values) value = roundTo(arriving, static_cast<float>(value));
  conv->setOutputGradient(rig.tensor(dy, arriving));
  conv->backward();
  rig.expectClose(rig.read(*weight.gradient),
                  reference::conv2dBackward(rounded, w, dy, spec).weight, "weight gradient");
}

TEST_F(Fallbacks, WhatIsWidenedWasRoundedAsThePolicySays) {
  // The two halves together are TF32: x must have lost what BF16 takes all the same.
  expectRoundedInput(Format::bf16, Format::fp16);
  expectRoundedInput(Format::fp16, Format::bf16);
  cuda_double::setConvolutionSupport({.halfToFloat = false});
  expectRoundedInput(Format::fp16, Format::fp16);
  expectRoundedInput(Format::bf16, Format::bf16);
}

}  // namespace
}  // namespace scalescope::test
