#include "core/backend/kernel_targets.h"
#include "core/numerics/counted.h"

// Counting exponents, against the plain loop.
namespace scalescope::cpu {
namespace {

class StatisticsKernels : public Kernels {};
INSTANTIATE_TEST_SUITE_P(Targets, StatisticsKernels, testing::ValuesIn(targets()), targetName);

std::vector<float> finiteOnes(std::vector<float> values) {
  std::erase_if(values, [](float value) { return !std::isfinite(value); });
  return values;
}

TEST_P(StatisticsKernels, CountHardValuesOfEveryFormat) {
  const std::vector<float> all = hardValues();
  for (const std::vector<float>& values : {all, finiteOnes(all)}) {
    for (const Format format : kFormats) {
      const TensorStatistics statistics =
          statisticsOf(values.data(), Format::fp32, format, values.size());
      EXPECT_TRUE(statistics == test::counted(values, format)) << info(format).name;
    }
  }
}

TEST_P(StatisticsKernels, CountAnyLengthAtAnyPlace) {
  std::vector<float> hard = finiteOnes(hardValues());
  std::shuffle(hard.begin(), hard.end(), std::mt19937(6));
  for (const std::size_t n : {0, 1, 2, 3, 5, 8, 15, 17, 33, 127, 8191, 8192, 8193, 40001}) {
    for (const std::size_t shift : {0U, 1U, 3U}) {
      std::vector<float> values(hard.begin() + static_cast<std::ptrdiff_t>(shift),
                                hard.begin() + static_cast<std::ptrdiff_t>(shift + n));
      for (std::size_t i = 0; i < n; i += 7) values[i] = i % 2 == 0 ? 0.0F : -0.0F;
      const Stored memory(values, Format::fp32, shift);
      Stored stored = memory;
      const TensorStatistics statistics =
          statisticsOf(stored.data(), Format::fp32, Format::fp16, n);
      EXPECT_TRUE(statistics == test::counted(values, Format::fp16)) << n << " at " << shift;
    }
  }
}

TEST_P(StatisticsKernels, CountStoredHalves) {
  const std::vector<float> values = hardValues();
  for (const Format format : kNarrow) {
    Stored stored(values, format);
    std::vector<float> rounded(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) rounded[i] = stored.at(i);
    EXPECT_TRUE(statisticsOf(stored.data(), format, format, values.size()) ==
                test::counted(rounded, format))
        << info(format).name;
  }
}

TEST_P(StatisticsKernels, FindTheLargestFiniteMagnitude) {
  const std::vector<float> hard = hardValues();
  for (const Format format : kFormats) {
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{13}, hard.size()}) {
      Stored stored(hard, format);
      float largest = 0.0F;
      for (std::size_t i = 0; i < n; ++i) {
        if (std::isfinite(stored.at(i))) largest = std::max(largest, std::abs(stored.at(i)));
      }
      EXPECT_EQ(amaxOf(stored.data(), format, n), largest) << info(format).name << " " << n;
    }
  }
}

}  // namespace
}  // namespace scalescope::cpu
