#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/backend/bench_rig.h"
#include "core/backend/under_test.h"

// What the tests of TF32, FP8 and INT8 share: formats of the operands of products alone.
namespace scalescope::test {

/// Of the finite values.
inline float amaxOf(const Array& array) {
  double amax = 0.0;
  for (const double value : array.values) {
    if (std::isfinite(value)) amax = std::max(amax, std::abs(value));
  }
  return static_cast<float>(amax);
}

class OperandTest : public testing::Test {
 protected:
  /// Input shapes and convolutions: plain ones, and what the libraries have no direct kernel for.
  static std::vector<std::pair<Shape, Conv2dSpec>> convolutions() {
    return {{{4, 1, 12, 12}, {32, 3, 1, 0, 1}},
            {{6, 32, 9, 9}, {64, 3, 1, 0, 1}},
            {{5, 7, 9, 9}, {13, 3, 2, 1, 1}},
            {{4, 16, 8, 8}, {16, 3, 1, 1, 4}}};
  }
  /// A weight that the layer itself casts, scaled.
  Parameter scaledWeight(const Array& w, Format format) {
    Parameter p = rig.parameter("w", w);
    p.operand = rig.backend().tensor(w.shape, format);
    p.operandSite = &rig.sites.add("layers.0.weight", TensorRole::weight, format);
    return p;
  }
  CastCounts countsOf(const std::string& tensor) {
    rig.backend().collectCounts();
    for (const auto& site : rig.sites.all()) {
      if (site.tensor == tensor) return site.counts;
    }
    ADD_FAILURE() << "no cast site " << tensor;
    return {};
  }
  /// Forward and backward against the reference on rounded operands. The tolerance of expectClose
  /// is a hundredth of a rounding to TF32.
  void expectRoundedOperands(Operation& operation, const Array& y, const Array& dy,
                             const reference::Gradients& g, const Parameter& weight,
                             const Parameter& bias, const std::string& what) {
    rig.expectClose(rig.forward(operation), y, what);
    EXPECT_EQ(operation.output()->format(), Format::fp32);
    rig.expectClose(rig.backward(operation, dy), g.input, what + ", input gradient");
    rig.expectClose(rig.read(*weight.gradient), g.weight, what + ", weight gradient");
    rig.expectClose(rig.read(*bias.gradient), g.bias, what + ", bias gradient");
  }

  Rig rig{makeBackendUnderTest(), Format::fp32};
};

}  // namespace scalescope::test
