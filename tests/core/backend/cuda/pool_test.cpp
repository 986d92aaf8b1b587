#include "core/backend/cuda/kernels/pool.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/backend/window.h"

// The pooling kernels' bodies, run on the host, beside plain loops.
namespace scalescope::cuda {
namespace {

struct PoolCase {
  int height, width, channels, kernel, stride, padding;
};

constexpr PoolCase kPoolCases[] = {{8, 8, 5, 2, 2, 0},
                                   {9, 7, 16, 3, 2, 1},
                                   {7, 7, 3, 7, 7, 0},
                                   {5, 6, 9, 3, 1, 1},
                                   {6, 6, 8, 2, 3, 0}};
constexpr int kImages = 3;

int extentAfter(int size, const PoolCase& c) {
  return static_cast<int>(windowCount(size, c.kernel, c.stride, c.padding));
}

class PoolKernel : public testing::TestWithParam<bool> {
 protected:
  void make(const PoolCase& c) {
    windows = {};
    windows.height = c.height;
    windows.width = c.width;
    windows.outHeight = extentAfter(c.height, c);
    windows.outWidth = extentAfter(c.width, c);
    windows.kernel = c.kernel;
    windows.stride = c.stride;
    windows.padding = c.padding;
    windows.average = GetParam();
    const std::int64_t pitch = padded(c.channels);
    windows.x = {kImages, c.channels, std::int64_t{windows.height} * windows.width, pitch};
    windows.y = {kImages, c.channels, std::int64_t{windows.outHeight} * windows.outWidth, pitch};
    x = values(windows.x);
    dy = values(windows.y);
  }

  /// Few different values, so that maxima are shared; a NaN among them.
  std::vector<float> values(const Layout& layout) {
    std::vector<float> all(static_cast<std::size_t>(layout.stored()));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool padding = layout.channelAt(static_cast<std::int64_t>(i)) >= layout.channels;
      all[i] = padding ? 0.0F : static_cast<float>(static_cast<int>(random() % 9) - 4) / 4.0F;
    }
    all[static_cast<std::size_t>(layout.pitch)] = NAN;
    return all;
  }

  std::size_t atX(std::int64_t n, std::int64_t r, std::int64_t c, std::int64_t k) const {
    return static_cast<std::size_t>(
        ((n * windows.height + r) * windows.width + c) * windows.x.pitch + k);
  }
  std::size_t atY(std::int64_t n, std::int64_t r, std::int64_t c, std::int64_t k) const {
    return static_cast<std::size_t>(
        ((n * windows.outHeight + r) * windows.outWidth + c) * windows.y.pitch + k);
  }

  /// Does visit(y's index, x's indices of its window).
  template <typename Visit>
  void forEachWindow(const Visit& visit) const {
    for (std::int64_t n = 0; n < kImages; ++n) {
      for (std::int64_t r = 0; r < windows.outHeight; ++r) {
        for (std::int64_t c = 0; c < windows.outWidth; ++c) {
          for (std::int64_t k = 0; k < windows.x.channels; ++k) {
            std::vector<std::size_t> inside;
            for (int i = 0; i < windows.kernel * windows.kernel; ++i) {
              const std::int64_t row = r * windows.stride - windows.padding + i / windows.kernel;
              const std::int64_t column = c * windows.stride - windows.padding + i % windows.kernel;
              const bool outside =
                  row < 0 || row >= windows.height || column < 0 || column >= windows.width;
              if (!outside) inside.push_back(atX(n, row, column, k));
            }
            visit(atY(n, r, c, k), inside);
          }
        }
      }
    }
  }
  std::size_t largestOf(const std::vector<std::size_t>& window) const {
    for (const std::size_t i : window) {
      if (std::isnan(x[i])) return i;
    }
    std::size_t largest = window.front();
    for (const std::size_t i : window) {
      if (x[i] > x[largest]) largest = i;
    }
    return largest;
  }

  template <typename Source>
  std::vector<float> run(const Source& source, const Layout& layout) {
    std::vector<float> out(static_cast<std::size_t>(layout.stored()), 77.0F);
    CastJob job;
    job.out = out.data();
    job.layout = layout;
    job.tally.counts = &counts;
    runOnHost(gridOverGroups(layout.stored()),
              Reduction<CastBody<Source, Format::fp32>>{{job, source}});
    return out;
  }

  static void expectSame(const std::vector<float>& values, const std::vector<double>& expected) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(expected[i])) {
        ASSERT_TRUE(std::isnan(values[i])) << i;
      } else {
        ASSERT_NEAR(values[i], expected[i], 1e-6) << i;
      }
    }
  }

  std::mt19937 random{3};
  PoolWindows windows;
  std::vector<float> x, dy;
  DeviceCounts counts{};
};

TEST_P(PoolKernel, TakesEachWindowsMaximumOrAverage) {
  for (const PoolCase& c : kPoolCases) {
    SCOPED_TRACE(testing::Message() << c.kernel << " by " << c.stride);
    make(c);
    std::vector<double> expected(static_cast<std::size_t>(windows.y.stored()));
    forEachWindow([&](std::size_t y, const std::vector<std::size_t>& window) {
      expected[y] = x[largestOf(window)];
      if (!windows.average) return;
      expected[y] = 0.0;
      for (const std::size_t i : window) expected[y] += x[i];
      expected[y] /= windows.kernel * windows.kernel;
    });
    counts = {};
    expectSame(run(PooledSource{windows, {x.data(), Format::fp32}}, windows.y), expected);
    EXPECT_EQ(counts.elements, static_cast<unsigned long long>(windows.y.count()));
  }
}

TEST_P(PoolKernel, GivesAMaximumsGradientToTheFirstPixelAndAnAveragesToAll) {
  for (const PoolCase& c : kPoolCases) {
    SCOPED_TRACE(testing::Message() << c.kernel << " by " << c.stride);
    make(c);
    std::vector<double> expected(static_cast<std::size_t>(windows.x.stored()));
    forEachWindow([&](std::size_t y, const std::vector<std::size_t>& window) {
      if (!windows.average) {
        expected[largestOf(window)] += dy[y];
        return;
      }
      for (const std::size_t i : window) expected[i] += dy[y] / (windows.kernel * windows.kernel);
    });
    const PoolGradientSource source{windows, {x.data(), Format::fp32}, dy.data(), Format::fp32};
    expectSame(run(source, windows.x), expected);
  }
}

TEST_P(PoolKernel, ReadsAndWritesHalves) {
  make(kPoolCases[1]);
  std::vector<std::uint16_t> halves;
  for (const float value : x) halves.push_back(toHalfBits(value));
  const std::vector<float> wide = run(PooledSource{windows, {x.data(), Format::fp32}}, windows.y);
  std::vector<std::uint16_t> out(wide.size());
  CastJob job;
  job.out = out.data();
  job.layout = windows.y;
  runOnHost(gridOverGroups(windows.y.stored()),
            Reduction<CastBody<PooledSource, Format::fp16>>{
                {job, PooledSource{windows, {halves.data(), Format::fp16}}}});
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], toHalfBits(wide[i])) << i;
}

INSTANTIATE_TEST_SUITE_P(Kinds, PoolKernel, testing::Bool(),
                         [](const auto& test) { return test.param ? "average" : "maximum"; });

}  // namespace
}  // namespace scalescope::cuda
