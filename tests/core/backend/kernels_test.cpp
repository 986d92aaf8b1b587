#include "core/backend/cpu/kernels.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

// Every vector pass against the scalar functions of numerics, on every instruction set of this
// machine.
namespace scalescope::cpu {
namespace {

constexpr Format kHalves[] = {Format::fp16, Format::bf16};
constexpr Format kFormats[] = {Format::fp32, Format::fp16, Format::bf16};

std::uint16_t scalarBits(Format format, float value) {
  return format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
}
float scalarValue(Format format, std::uint16_t bits) {
  return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
}

/// All values of both half formats, the midpoints above them, one step of FP32 either side of each,
/// both signs, and random bit patterns; NaN and infinities among them.
std::vector<float> hardValues() {
  std::vector<float> values;
  for (const Format format : kHalves) {
    for (std::uint32_t bits = 0; bits < 0x8000U; ++bits) {
      const float value = scalarValue(format, static_cast<std::uint16_t>(bits));
      const float next = scalarValue(format, static_cast<std::uint16_t>(bits + 1));
      const float middle = static_cast<float>((static_cast<double>(value) + next) / 2);
      for (const float each : {value, middle}) {
        values.insert(values.end(),
                      {each, std::nextafter(each, 1e38F), -std::nextafter(each, 0.0F)});
      }
    }
  }
  std::mt19937 random(3);
  for (int i = 0; i < 100001; ++i)
    values.push_back(bitsFloat(static_cast<std::uint32_t>(random())));
  return values;
}

bool sameBits(float a, float b) { return floatBits(a) == floatBits(b); }

class Kernels : public testing::TestWithParam<std::uint32_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

std::vector<std::uint32_t> targets() {
  std::vector<std::uint32_t> all;
  const auto supported = static_cast<std::uint32_t>(hwy::SupportedTargets());
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if (supported & bit) all.push_back(bit);
  }
  return all;
}
std::string nameOf(const testing::TestParamInfo<std::uint32_t>& each) {
  return hwy::TargetName(each.param);
}
INSTANTIATE_TEST_SUITE_P(Targets, Kernels, testing::ValuesIn(targets()), nameOf);

TEST_P(Kernels, RoundAndCountAsTheScalarFunctionsDo) {
  const std::vector<float> values = hardValues();
  for (const Format format : kHalves) {
    std::vector<std::uint16_t> out(values.size());
    const CastCounts counts = storeRounded(values.data(), out.data(), format, false, values.size());
    CastCounts expected;
    for (std::size_t i = 0; i < values.size(); ++i) {
      countCast(expected, values[i], roundTo(format, values[i]));
      ASSERT_EQ(out[i], scalarBits(format, values[i])) << std::hexfloat << values[i];
    }
    EXPECT_EQ(counts, expected);
    EXPECT_GT(counts.overflow, 0U);
    EXPECT_GT(counts.underflow, 0U);
  }
}

TEST_P(Kernels, LoadEveryHalfExactly) {
  for (const Format format : kHalves) {
    std::vector<std::uint16_t> bits(65536);
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint16_t>(i);
    std::vector<float> out(bits.size());
    loadOperand(bits.data(), format, Format::fp32, out.data(), bits.size());
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const float expected = scalarValue(format, bits[i]);
      ASSERT_TRUE(std::isnan(expected) ? std::isnan(out[i]) : sameBits(out[i], expected)) << i;
    }
  }
}

TEST_P(Kernels, RoundOperandsFromEveryFormat) {
  const std::vector<float> values = hardValues();
  for (const Format stored : kFormats) {
    std::vector<std::uint16_t> halves(values.size());
    if (stored != Format::fp32)
      storeRounded(values.data(), halves.data(), stored, false, values.size());
    const void* memory =
        stored == Format::fp32 ? static_cast<const void*>(values.data()) : halves.data();
    for (const Format operand : kHalves) {
      std::vector<float> out(values.size());
      const CastCounts counts = loadOperand(memory, stored, operand, out.data(), values.size());
      CastCounts expected;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = stored == Format::fp32 ? values[i] : scalarValue(stored, halves[i]);
        const float rounded = roundTo(operand, value);
        if (operand != stored) countCast(expected, value, rounded);
        ASSERT_TRUE(std::isnan(rounded) ? std::isnan(out[i]) : sameBits(out[i], rounded))
            << std::hexfloat << value;
      }
      EXPECT_EQ(counts, expected);
    }
  }
}

TEST_P(Kernels, ReluAndMaskComeAfterCounting) {
  const std::vector<float> values = hardValues();
  const std::size_t n = values.size();
  for (const Format format : kFormats) {
    std::vector<char> plain(4 * n), relu(4 * n), masked(4 * n);
    std::vector<float> maskValues(values.rbegin(), values.rend());
    const CastCounts counts = storeRounded(values.data(), plain.data(), format, false, n);
    EXPECT_EQ(storeRounded(values.data(), relu.data(), format, true, n), counts);
    std::vector<float> kept(n), after(n), gradient(n);
    loadOperand(plain.data(), format, Format::fp32, kept.data(), n);
    loadOperand(relu.data(), format, Format::fp32, after.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_TRUE(std::isnan(kept[i]) ? std::isnan(after[i]) : after[i] == std::max(kept[i], 0.0F));
    }
    for (const Format maskFormat : kFormats) {
      std::vector<char> mask(4 * n);
      storeRounded(maskValues.data(), mask.data(), maskFormat, false, n);
      EXPECT_EQ(storeGradient(values.data(), mask.data(), maskFormat, masked.data(), format, n),
                counts);
      loadOperand(masked.data(), format, Format::fp32, gradient.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        const bool off = roundTo(maskFormat, maskValues[i]) <= 0.0F;
        ASSERT_TRUE(off ? gradient[i] == 0.0F : std::isnan(kept[i]) || gradient[i] == kept[i]);
      }
    }
  }
}

TEST_P(Kernels, SumUnscaleAndCheckEveryLength) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  for (const std::size_t n :
       {std::size_t{1}, std::size_t{7}, std::size_t{33}, std::size_t{8193}, std::size_t{70001}}) {
    std::vector<float> a(n), b(n), sum(n), gradients(n);
    for (std::size_t i = 0; i < n; ++i) {
      a[i] = normal(random);
      sum[i] = b[i] = normal(random);
    }
    accumulate(a.data(), sum.data(), n);
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(sum[i], a[i] + b[i]);
    UnscaleResult result = unscale(a.data(), Format::fp32, 0.25F, gradients.data(), n);
    double squares = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_EQ(gradients[i], a[i] * 0.25F);
      squares += static_cast<double>(gradients[i]) * gradients[i];
    }
    EXPECT_NEAR(result.sumOfSquares, squares, 1e-12 * squares);
    EXPECT_EQ(result.nonFinite, 0U);
    EXPECT_FALSE(anyNonFinite(a.data(), Format::fp32, n));
    a[n - 1] = std::nanf("");
    EXPECT_TRUE(anyNonFinite(a.data(), Format::fp32, n));
    EXPECT_EQ(unscale(a.data(), Format::fp32, 0.25F, gradients.data(), n).nonFinite, 1U);
    a[n - 1] = 1e38F;  // finite, but not once it is unscaled
    EXPECT_EQ(unscale(a.data(), Format::fp32, 1e10F, gradients.data(), n).nonFinite, 1U);
  }
}

}  // namespace
}  // namespace scalescope::cpu
