#include "core/backend/operand_fixture.h"

// TF32 is a format of the operands of products alone: outputs, gradients and biases stay FP32.
namespace scalescope::test {
namespace {

using reference::Gradients;

/// A layer with weights under TF32, on FP32 values that TF32 does not hold.
class Tf32Operations : public OperandTest {
 protected:
  static Array rounded(Array array) {
    for (auto& value : array.values) value = static_cast<double>(toTf32(static_cast<float>(value)));
    return array;
  }
  Parameter weightOf(const Array& w) {
    Parameter p = rig.parameter("w", w);
    p.operand = rig.tensor(w, Format::tf32);
    return p;
  }
  OperationSite siteOf(const Array& x) {
    OperationSite site = rig.site(x);
    site.compute = Format::tf32;
    return site;
  }
  static std::uint32_t largestBits(const Array& array) {
    double largest = 0.0;
    for (const double value : array.values) largest = std::max(largest, std::abs(value));
    return floatBits(static_cast<float>(largest));
  }
  /// A linear layer of an input that needs no rounding.
  void expectLinearOf(const TensorPtr& input, const Array& x) {
    const Array w = rig.random({8, x.shape[1]});
    const Array b = rig.random({8});
    Parameter weight = weightOf(w);
    Parameter bias = rig.parameter("b", b);
    OperationSite site = siteOf(x);
    site.input = input;
    const auto operation = rig.backend().linear(site, 8, weight, &bias);
    rig.expectClose(rig.forward(*operation), reference::linear(x, rounded(w), b), "linear");
  }
};

TEST_F(Tf32Operations, ConvolutionRoundsItsOperands) {
  for (const auto& [shape, spec] : convolutions()) {
    const Array x = rig.random(shape);
    const Array w = rig.random({spec.out, shape[1] / spec.groups, spec.kernel, spec.kernel}, 0.2);
    const Array b = rig.random({spec.out});
    Parameter weight = weightOf(w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().conv2d(siteOf(x), spec, weight, &bias);
    const Array y = reference::conv2d(rounded(x), rounded(w), b, spec);
    const Array dy = rig.random(y.shape);
    Gradients g = reference::conv2dBackward(rounded(x), rounded(w), rounded(dy), spec);
    g.bias = reference::conv2dBackward(x, w, dy, spec).bias;
    expectRoundedOperands(*operation, y, dy, g, weight, bias, "conv on " + toString(shape));
  }
}

TEST_F(Tf32Operations, LinearRoundsItsOperands) {
  for (const auto& [batch, in, out] : {std::tuple<int, int, int>{7, 576, 128}, {64, 128, 10}}) {
    const Array x = rig.random({batch, in});
    const Array w = rig.random({out, in}, 0.1);
    const Array b = rig.random({out});
    Parameter weight = weightOf(w);
    Parameter bias = rig.parameter("b", b);
    const auto operation = rig.backend().linear(siteOf(x), out, weight, &bias);
    const Array dy = rig.random({batch, out});
    Gradients g = reference::linearBackward(rounded(x), rounded(w), rounded(dy));
    g.bias = reference::linearBackward(x, w, dy).bias;
    expectRoundedOperands(*operation, reference::linear(rounded(x), rounded(w), b), dy, g, weight,
                          bias, "linear");
  }
}

TEST_F(Tf32Operations, CountsWhatRoundingTheOperandsDoes) {
  Array x = rig.random({4, 24});
  x[3] = 0x1p-140;                                // below half of TF32's smallest value
  x[7] = std::numeric_limits<float>::max();       // rounds to 2^128
  x[8] = std::numeric_limits<float>::infinity();  // is no overflow of this cast
  const Array w = rig.random({8, 24});
  Parameter weight = weightOf(w);
  const auto operation = rig.backend().linear(siteOf(x), 8, weight, nullptr);
  rig.forward(*operation);
  EXPECT_EQ(countsOf("layers.0.input"),
            (CastCounts{96, 1, 1, 2, floatBits(static_cast<float>(x[8]))}));
  Array dy = rig.random({4, 8});
  dy[0] = -0x1p-138;
  rig.backward(*operation, dy);
  EXPECT_EQ(countsOf("layers.0.output.grad"), (CastCounts{32, 0, 1, 0, largestBits(dy)}));
}

TEST_F(Tf32Operations, TakesAnInputThatIsRoundedAlready) {
  const Array x = rig.random({16, 40});
  const TensorPtr input = rig.tensor(x, Format::tf32);
  rig.expectClose(rig.read(*input), rounded(x), "the input", 0.0);
  expectLinearOf(input, rounded(x));
}

TEST_F(Tf32Operations, TakesHalvesAsTheyAre) {
  Array x = rig.random({16, 40});
  for (auto& value : x.values) value = roundTo(Format::bf16, static_cast<float>(value));
  expectLinearOf(rig.tensor(x, Format::bf16), x);
}

}  // namespace
}  // namespace scalescope::test
