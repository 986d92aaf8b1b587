#include <omp.h>

#include <limits>

#include "core/backend/kernel_targets.h"

// Unscaling, checking and accumulating gradients, against plain loops.
namespace scalescope::cpu {
namespace {

constexpr std::size_t kLengths[] = {0, 1, 7, 16, 33, 8191, 8193, 70001};
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<float> normals(std::size_t n, float width, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, width);
  std::vector<float> values(n);
  for (auto& each : values) each = normal(random);
  return values;
}

class GradientKernels : public Kernels {};
INSTANTIATE_TEST_SUITE_P(Targets, GradientKernels, testing::ValuesIn(targets()), targetName);

TEST_P(GradientKernels, Accumulate) {
  for (const std::size_t n : kLengths) {
    const std::vector<float> part = normals(n, 1.0F, 1), before = normals(n, 1.0F, 2);
    std::vector<float> sum = before;
    accumulate(part.data(), sum.data(), n);
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(sum[i], before[i] + part[i]) << n;
  }
}

TEST_P(GradientKernels, UnscaleEveryFormat) {
  constexpr float kInverse = 1.0F / 1024.0F;
  for (const Format format : kFormats) {
    for (const std::size_t n : kLengths) {
      for (const std::size_t shift : {0U, 1U}) {
        Stored scaled(normals(n, 100.0F, 3), format, shift);
        std::vector<float> gradients(n + 1, 7.0F);
        const UnscaleResult result = unscale(scaled.data(), format, kInverse, gradients.data(), n);
        double squares = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
          ASSERT_EQ(gradients[i], scaled.at(i) * kInverse);
          squares += static_cast<double>(gradients[i]) * static_cast<double>(gradients[i]);
        }
        ASSERT_EQ(gradients[n], 7.0F);
        EXPECT_EQ(result.nonFinite, 0U);
        EXPECT_NEAR(result.sumOfSquares, squares, 1e-12 * squares);
      }
    }
  }
}

TEST_P(GradientKernels, SumOfSquaresHasTheSameBitsEverywhere) {
  const int threads = omp_get_max_threads();
  // The longest goes beyond what is summed at once.
  for (const std::size_t n : {17U, 8193U, 70001U, 2200007U}) {
    for (const Format format : {Format::fp32, Format::fp16}) {
      Stored scaled(normals(n, 100.0F, 4), format);
      std::vector<float> gradients(n);
      const auto sum = [&] {
        return unscale(scaled.data(), format, 0.25F, gradients.data(), n).sumOfSquares;
      };
      const double here = sum();
      for (const int each : {1, 2, 3}) {
        omp_set_num_threads(each);
        EXPECT_EQ(sum(), here) << each << " threads";
      }
      omp_set_num_threads(threads);
      for (const std::int64_t target : targets()) {
        hwy::SetSupportedTargetsForTest(target);
        EXPECT_EQ(sum(), here) << hwy::TargetName(target);
      }
      hwy::SetSupportedTargetsForTest(GetParam());
    }
  }
}

TEST_P(GradientKernels, CountNonFiniteBeforeAndAfterUnscaling) {
  for (const Format format : kFormats) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{19}, std::size_t{50001}}) {
      for (const float bad : {kInf, -kInf, kNaN}) {
        for (const std::size_t place : {std::size_t{0}, n / 2, n - 1}) {
          std::vector<float> values = normals(n, 1.0F, 5);
          EXPECT_FALSE(anyNonFinite(Stored(values, format).data(), format, n));
          values[place] = bad;
          Stored scaled(values, format);
          std::vector<float> gradients(n);
          EXPECT_TRUE(anyNonFinite(scaled.data(), format, n)) << n << ' ' << place;
          // An inverse of 0 belongs to a scale of inf: inf · 0 is NaN, so nothing slips through.
          for (const float inverse : {0.25F, 0.0F}) {
            const auto result = unscale(scaled.data(), format, inverse, gradients.data(), n);
            EXPECT_EQ(result.nonFinite, 1U);
            EXPECT_FALSE(std::isfinite(result.sumOfSquares));
          }
        }
      }
    }
  }
  // Finite, but not once it is unscaled with a collapsed scale.
  Stored scaled({0.0F, 0x1p-10F, 1.0F}, Format::fp16);
  std::vector<float> gradients(3);
  EXPECT_EQ(unscale(scaled.data(), Format::fp16, kInf, gradients.data(), 3).nonFinite, 3U);
  EXPECT_EQ(unscale(scaled.data(), Format::fp16, 0x1p127F, gradients.data(), 3).nonFinite, 0U);
}

TEST_P(GradientKernels, LargestFiniteValuesAreFinite) {
  for (const Format format : kFormats) {
    std::vector<float> values(100, info(format).largest);
    EXPECT_FALSE(anyNonFinite(Stored(values, format).data(), format, values.size()));
    Stored scaled(values, format);
    EXPECT_EQ(unscale(scaled.data(), format, 1.0F, values.data(), values.size()).nonFinite, 0U);
  }
}

TEST_P(GradientKernels, SubnormalsSurvive) {
  for (const Format format : kFormats) {
    const float least = info(format).smallestSubnormal;
    Stored scaled(std::vector<float>(37, least), format);
    std::vector<float> gradients(37);
    const auto result = unscale(scaled.data(), format, 1.0F, gradients.data(), 37);
    for (const float each : gradients) ASSERT_EQ(each, least);
    EXPECT_GT(result.sumOfSquares, 0.0);
  }
}

}  // namespace
}  // namespace scalescope::cpu
