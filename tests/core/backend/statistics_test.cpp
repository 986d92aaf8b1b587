#include <random>

#include "core/backend/bench_rig.h"
#include "core/backend/under_test.h"

namespace scalescope::test {
namespace {

/// What is counted of values that are rounded to `format`, by plain loops and the library.
TensorStatistics recount(const std::vector<float>& values, Format format) {
  TensorStatistics expected;
  expected.format = format;
  const FormatInfo& target = info(format);
  for (const float value : values) {
    ++expected.elements;
    expected.infinities += std::isinf(value);
    expected.nans += std::isnan(value);
    expected.zeros += value == 0.0F;
    if (value == 0.0F || !std::isfinite(value)) continue;
    const int exponent = std::ilogb(value);
    const auto bin = static_cast<std::size_t>(exponent - kLeastExponent);
    const float magnitude = std::abs(value);
    const float rounded = roundTo(format, magnitude);
    ++expected.exponents[bin];
    expected.powers[bin] += magnitude == std::ldexp(1.0F, exponent);
    // Moved to where neither end of any format's range is near.
    const Format narrow = format == Format::fp32 ? Format::fp16 : format;
    const float moved = roundTo(narrow, std::ldexp(magnitude, -exponent));
    expected.tops[bin] += exponent >= -126 && moved == 2.0F;
    expected.subnormals += rounded != 0.0F && rounded < target.smallestNormal;
    expected.largest = std::max(expected.largest, magnitude);
    expected.smallest =
        expected.smallest == 0.0F ? magnitude : std::min(expected.smallest, magnitude);
  }
  return expected;
}

void expectSame(const TensorStatistics& actual, const TensorStatistics& expected) {
  EXPECT_EQ(actual.elements, expected.elements);
  EXPECT_EQ(actual.zeros, expected.zeros);
  EXPECT_EQ(actual.infinities, expected.infinities);
  EXPECT_EQ(actual.nans, expected.nans);
  EXPECT_EQ(actual.subnormals, expected.subnormals);
  EXPECT_EQ(actual.largest, expected.largest);
  EXPECT_EQ(actual.smallest, expected.smallest);
  for (std::size_t bin = 0; bin < expected.exponents.size(); ++bin) {
    ASSERT_EQ(actual.exponents[bin], expected.exponents[bin]) << "bin " << bin;
    ASSERT_EQ(actual.powers[bin], expected.powers[bin]) << "bin " << bin;
    ASSERT_EQ(actual.tops[bin], expected.tops[bin]) << "bin " << bin;
  }
  EXPECT_TRUE(actual == expected);
}

TEST(StatisticsOperations, CountEveryExponentOfEveryFormat) {
  const auto backend = makeBackendUnderTest();
  std::mt19937 bits(5);
  for (const Format format : {Format::fp32, Format::tf32, Format::fp16, Format::bf16}) {
    // Channels and features that a layout pads, and weights whose first extent it pads as well.
    for (const Shape& shape :
         {Shape{3, 5, 17, 19}, Shape{13, 70}, Shape{11}, Shape{64, 32, 3, 3}}) {
      std::vector<float> values(static_cast<std::size_t>(elementCount(shape)));
      for (float& value : values)
        value = roundTo(format, bitsFloat(static_cast<std::uint32_t>(bits())));
      values[0] = 0.0F;
      values[1] = -0.0F;
      values[2] = -std::numeric_limits<float>::infinity();
      values[3] = std::numeric_limits<float>::quiet_NaN();
      const TensorPtr tensor = backend->tensor(shape, format);
      backend->write(*tensor, values);
      SCOPED_TRACE(std::string(info(format).name) + " " + toString(shape));
      expectSame(backend->statistics(*tensor), recount(values, format));
    }
  }
}

TEST(StatisticsOperations, LeaveOutWhatPadsAnOperationsLayout) {
  Rig rig(makeBackendUnderTest(), Format::fp16);
  const Array x = rig.random({2, 3, 9, 9});
  Parameter weight = rig.parameter("w", rig.random({5, 3, 3, 3}));
  Parameter bias = rig.parameter("b", rig.random({5}));
  const auto operation = rig.backend().conv2d(rig.site(x), {5, 3, 1, 0, 1}, weight, &bias);
  const Array y = rig.forward(*operation);
  const std::vector<float> values(y.values.begin(), y.values.end());
  expectSame(rig.backend().statistics(*operation->output()), recount(values, Format::fp16));
}

TEST(StatisticsOperations, OfNothingButZerosHaveNoMagnitudes) {
  const auto backend = makeBackendUnderTest();
  const TensorPtr tensor = backend->tensor({4, 9}, Format::fp32);
  backend->write(*tensor, std::vector<float>(36, 0.0F));
  const TensorStatistics statistics = backend->statistics(*tensor);
  EXPECT_EQ(statistics.zeros, 36U);
  EXPECT_EQ(statistics.largest, 0.0F);
  EXPECT_EQ(statistics.smallest, 0.0F);
}

TEST(StatisticsOperations, BinsBeginAtPowersOfTwo) {
  for (int exponent = kLeastExponent; exponent <= 127; ++exponent) {
    const float least = std::ldexp(1.0F, exponent);
    EXPECT_EQ(exponentBin(least), exponent - kLeastExponent);
    EXPECT_EQ(exponentBin(-least), exponent - kLeastExponent);
    const float next = exponent < 127 ? least * 2.0F : std::numeric_limits<float>::infinity();
    EXPECT_EQ(exponentBin(std::nextafter(next, 0.0F)), exponent - kLeastExponent);
  }
  EXPECT_EQ(exponentBin(std::numeric_limits<float>::max()), kExponentBins - 1);
}

}  // namespace
}  // namespace scalescope::test
