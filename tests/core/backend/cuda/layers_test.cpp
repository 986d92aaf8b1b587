#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/backend/cuda/kernels/columns.h"
#include "core/backend/cuda/kernels/layer_norm.h"
#include "core/backend/cuda/kernels/permute.h"
#include "core/backend/reference.h"

// The bodies of the layers' own kernels, run on the host as a launch would run them.
namespace scalescope::cuda {
namespace {

using reference::Array;

constexpr float kPadding = 1e30F;  // what padding holds where nobody may read it

Layout pixelsOf(const Shape& shape) {
  const std::int64_t area = shape.size() == 4 ? shape[2] * shape[3] : 1;
  return {shape[0], shape[1], area, padded(shape[1])};
}

Array randomArray(const Shape& shape, int seed) {
  Array array(shape);
  std::mt19937 random(static_cast<unsigned>(seed));
  std::normal_distribution<float> normal;
  for (double& value : array.values) value = static_cast<double>(normal(random));
  return array;
}

std::vector<float> stored(const Array& array, const Layout& layout) {
  std::vector<float> memory(static_cast<std::size_t>(layout.stored()), kPadding);
  for (std::int64_t i = 0; i < array.size(); ++i) {
    memory[static_cast<std::size_t>(layout.at(i))] = static_cast<float>(array[i]);
  }
  return memory;
}

TEST(Layout, PlacesEveryElementOnce) {
  for (const Shape& shape : {Shape{3, 5, 4, 2}, Shape{2, 8, 3, 3}, Shape{4, 10}, Shape{1, 1}}) {
    const Layout layout = pixelsOf(shape);
    std::vector<int> seen(static_cast<std::size_t>(layout.stored()));
    for (std::int64_t i = 0; i < layout.count(); ++i) {
      const std::int64_t at = layout.at(i);
      EXPECT_LT(layout.channelAt(at), layout.channels);
      ++seen[static_cast<std::size_t>(at)];
    }
    for (std::int64_t k = 0; k < layout.count(); ++k) {
      EXPECT_EQ(seen[static_cast<std::size_t>(layout.inOrder(k))], 1);
    }
  }
}

TEST(PermuteKernel, GoesThereAndBackAndCountsItsRounding) {
  const Shape shape{3, 5, 4, 2};
  const Array array = randomArray(shape, 1);
  const std::vector<float> plain(array.values.begin(), array.values.end());
  PermuteJob there;
  there.in = plain.data();
  there.inLayout = {1, array.size(), 1, array.size()};
  there.outLayout = pixelsOf(shape);
  there.to = Format::fp16;
  std::vector<std::uint16_t> halves(static_cast<std::size_t>(there.outLayout.stored()), 0x1234);
  DeviceCounts counts{};
  there.out = halves.data();
  there.tally.counts = &counts;
  runOnHost(gridOver(array.size()), Reduction<PermuteBody>{{there}});
  EXPECT_EQ(counts.elements, plain.size());
  EXPECT_EQ(halves[5], 0x1234) << "padding is left alone";

  PermuteJob back;
  back.in = halves.data();
  back.from = Format::fp16;
  back.inLayout = there.outLayout;
  back.outLayout = there.inLayout;
  std::vector<float> result(plain.size());
  back.out = result.data();
  runOnHost(gridOver(array.size()), Reduction<PermuteBody>{{back}});
  for (std::size_t i = 0; i < plain.size(); ++i) {
    ASSERT_EQ(result[i], roundTo(Format::fp16, plain[i])) << i;
  }
}

TEST(DropoutKernel, DrawsByTheRowMajorIndex) {
  const Shape shape{4, 3, 5, 5};
  const Layout layout = pixelsOf(shape);
  const Array array = randomArray(shape, 2);
  const std::vector<float> in = stored(array, layout);
  std::vector<float> out(in.size(), kPadding);
  const std::int64_t step = 7;
  const DropoutJob job{in.data(), out.data(), layout, Format::fp32, 0.25, 11, &step};
  runOnHost(gridOver(layout.count()), DropoutBody{job});
  const std::uint64_t key = mix64(11 + mix64(7));
  for (std::int64_t i = 0; i < array.size(); ++i) {
    const bool keep = randomUniform(key, static_cast<std::uint64_t>(i)) >= 0.25;
    const float expected = keep ? static_cast<float>(array[i]) * static_cast<float>(1 / 0.75) : 0;
    ASSERT_EQ(out[static_cast<std::size_t>(layout.at(i))], expected) << i;
  }
  EXPECT_EQ(out[3], kPadding) << "padding is left alone";
}

TEST(ColumnsKernel, SumsEveryChannelOverAllPixels) {
  for (const Shape& shape :
       {Shape{9, 10}, Shape{3, 5, 17, 13}, Shape{4, 300}, Shape{2, 64, 40, 40}}) {
    const Layout layout = pixelsOf(shape);
    const Array array = randomArray(shape, 3);
    const std::vector<float> in = stored(array, layout);
    std::vector<float> partial(static_cast<std::size_t>(partialRows(layout) * layout.pitch));
    std::vector<float> sums(static_cast<std::size_t>(layout.channels));
    DeviceCounts counts{};
    runOnHost(columnsGrid(layout), ColumnsBody{{in.data(), Format::fp32, layout, partial.data()}});
    runOnHost(Grid{static_cast<int>(layout.channels), kThreads},
              Reduction<ColumnTotalsBody>{{partial.data(), partialRows(layout), layout.pitch,
                                           sums.data(), Format::fp32, &counts}});
    for (std::int64_t c = 0; c < layout.channels; ++c) {
      double expected = 0.0;
      for (std::int64_t i = 0; i < array.size(); ++i) {
        if (i / layout.area % layout.channels == c) expected += array[i];
      }
      EXPECT_NEAR(sums[static_cast<std::size_t>(c)], expected, 1e-3) << toString(shape);
    }
    EXPECT_EQ(counts.elements, sums.size());
  }
}

class NormKernel : public testing::TestWithParam<Shape> {
 protected:
  NormKernel() {
    rows = {x.data(), layout, 1e-5, mean.data(), inverse.data()};
    const Grid samples{static_cast<int>(layout.batch), kThreads};
    runOnHost(samples, Reduction<NormMeanBody>{{rows}});
    runOnHost(samples, Reduction<NormInverseBody>{{rows}});
  }
  Array perFeature(int seed) const {
    return randomArray({GetParam().begin() + 1, GetParam().end()}, seed);
  }
  /// One sample's layout: that of weight and bias.
  Layout featureLayout() const {
    Layout one = layout;
    one.batch = 1;
    return one;
  }
  void expectStored(const std::vector<float>& memory, const Layout& where, const Array& expected) {
    for (std::int64_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(memory[static_cast<std::size_t>(where.at(i))], expected[i], 2e-5) << i;
    }
  }

  Layout layout = pixelsOf(GetParam());
  Array input = randomArray(GetParam(), 4);
  std::vector<float> x = stored(input, layout);
  std::vector<double> mean = std::vector<double>(static_cast<std::size_t>(layout.batch));
  std::vector<double> inverse = mean;
  NormRows rows{};
  Array weight = perFeature(5), bias = perFeature(6);
  std::vector<float> w = stored(weight, featureLayout()), b = stored(bias, featureLayout());
};
INSTANTIATE_TEST_SUITE_P(Shapes, NormKernel,
                         testing::Values(Shape{3, 5, 4, 6}, Shape{4, 300}, Shape{2, 8, 20, 20}));

TEST_P(NormKernel, ForwardIsTheReferences) {
  std::vector<float> y(x.size());
  const NormForwardBody body{rows, w.data(), b.data(), Format::fp32, Format::fp32, y.data()};
  runOnHost(gridOver(layout.count()), body);
  expectStored(y, layout, reference::layerNorm(input, weight, bias, 1e-5));
}

TEST_P(NormKernel, BackwardIsTheReferences) {
  const Array gradient = randomArray(GetParam(), 7);
  const std::vector<float> dy = stored(gradient, layout);
  std::vector<NormBackwardSums> sums(static_cast<std::size_t>(layout.batch));
  const NormBackwardSumsBody body{rows,     dy.data(),    Format::fp32,
                                  w.data(), Format::fp32, sums.data()};
  runOnHost(Grid{static_cast<int>(layout.batch), kThreads}, Reduction<NormBackwardSumsBody>{body});
  std::vector<float> dx(x.size()), dw(w.size()), db(b.size());
  runOnHost(gridOver(layout.count()), NormBackwardBody{body, dx.data()});
  runOnHost(gridOver(rows.features()),
            NormParametersBody{rows, dy.data(), Format::fp32, dw.data(), db.data()});
  const auto expected = reference::layerNormBackward(input, weight, gradient, 1e-5);
  expectStored(dx, layout, expected.input);
  expectStored(dw, featureLayout(), expected.weight);
  expectStored(db, featureLayout(), expected.bias);
}

}  // namespace
}  // namespace scalescope::cuda
