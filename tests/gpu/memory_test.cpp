#include <gtest/gtest.h>

#include "core/backend/bench_rig.h"
#include "core/backend/under_test.h"
#include "gpu/stack.h"

// What halves save, and that the slices of a large batch have the bits of its samples alone.
namespace scalescope::gpu {
namespace {

using reference::Array;
using test::Rig;

double memoryOf(Format format) {
  StepRules rules;
  rules.optimizer.momentum = 0.9;
  const Stack stack(test::makeBackendUnderTest(), deepNetwork(), 512, format, rules, 1);
  return static_cast<double>(stack.backend().memoryPeak());
}

TEST(Memory, HalvesTakeLessThanTwoThirdsOfFp32) {
  const double fp32 = memoryOf(Format::fp32);
  EXPECT_LE(memoryOf(Format::fp16), 0.65 * fp32);
  EXPECT_LE(memoryOf(Format::bf16), 0.65 * fp32);
}

// Large enough for the scratch of 32 MiB to cut the batch in two or more.
const Shape kLarge{24, 8, 256, 256};

Array halfOf(const Array& whole, int half) {
  Shape shape = whole.shape;
  shape[0] /= 2;
  Array part(shape);
  const auto begin = whole.values.begin() + static_cast<std::ptrdiff_t>(half * part.size());
  part.values.assign(begin, begin + static_cast<std::ptrdiff_t>(part.size()));
  return part;
}

/// Output and input gradient of one operation on one batch.
struct Passed {
  Array y, dx;
};

template <typename Make>
void expectBitsOfItsHalves(const Make& make) {
  Rig rig(test::makeBackendUnderTest(), Format::fp16);
  const Array x = rig.random(kLarge);
  const Array dy = rig.random(make(rig, x)->output()->shape());
  const auto pass = [&](const Array& input, const Array& gradient) {
    const auto operation = make(rig, input);
    Array y = rig.forward(*operation);
    return Passed{std::move(y), rig.backward(*operation, gradient)};
  };
  const Passed whole = pass(x, dy);
  for (const int half : {0, 1}) {
    const Passed part = pass(halfOf(x, half), halfOf(dy, half));
    EXPECT_TRUE(halfOf(whole.y, half).values == part.y.values) << "half " << half;
    EXPECT_TRUE(halfOf(whole.dx, half).values == part.dx.values) << "half " << half;
  }
}

TEST(Memory, ASlicedConvolutionHasTheBitsOfItsSamples) {
  Rig drawn(test::makeBackendUnderTest(), Format::fp16);
  const Array w = drawn.random({8, 8, 1, 1}, 0.3);
  const Array b = drawn.random({8});
  std::deque<Parameter> parameters;
  expectBitsOfItsHalves([&](Rig& rig, const Array& x) {
    Parameter& weight = parameters.emplace_back(rig.parameter("w", w));
    Parameter& bias = parameters.emplace_back(rig.parameter("b", b));
    return rig.backend().conv2d(rig.site(x), {8, 1, 1, 0, 1}, weight, &bias);
  });
}

TEST(Memory, ASlicedPoolingHasTheBitsOfItsSamples) {
  for (const bool average : {true, false}) {
    expectBitsOfItsHalves([&](Rig& rig, const Array& x) {
      return rig.backend().pool2d(rig.site(x), {average, 2, 2, 0});
    });
  }
}

}  // namespace
}  // namespace scalescope::gpu
