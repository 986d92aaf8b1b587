#include <algorithm>

#include "core/backend/kernel_targets.h"
#include "core/numerics/scaled_cast.h"

// The passes that round, against the scalar functions of numerics.
namespace scalescope::cpu {
namespace {

INSTANTIATE_TEST_SUITE_P(Targets, Kernels, testing::ValuesIn(targets()), targetName);

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
    Stored memory(values, stored);
    for (const Format operand : kNarrow) {
      std::vector<float> out(values.size());
      const CastCounts counts =
          loadOperand(memory.data(), stored, operand, out.data(), values.size());
      CastCounts expected;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = memory.at(i);
        const float rounded = roundTo(operand, value);
        if (operand != stored) countCast(expected, value, rounded);
        ASSERT_TRUE(sameNumber(out[i], rounded)) << std::hexfloat << value;
      }
      EXPECT_EQ(counts, expected);
    }
  }
}

TEST_P(Kernels, ScaleAndSaturateFp8OperandsFromEveryFormat) {
  std::vector<float> values = hardValues();
  values.insert(values.end(), {464.0F, std::nextafter(464.0F, 500.0F), 61440.0F, -61440.0F});
  for (const Format stored : {Format::fp32, Format::bf16}) {
    Stored memory(values, stored);
    for (const Format operand : {Format::e4m3, Format::e5m2}) {
      for (const float scale : {1.0F, 0x1p-100F, 0x1p20F}) {
        std::vector<float> out(values.size());
        const CastCounts counts =
            loadScaled(memory.data(), stored, operand, scale, out.data(), values.size());
        CastCounts expected;
        for (std::size_t i = 0; i < values.size(); ++i) {
          const float kept = castScaled(operand, memory.at(i), scale, expected);
          ASSERT_TRUE(sameNumber(out[i], kept)) << std::hexfloat << memory.at(i) << " at " << scale;
        }
        EXPECT_EQ(counts, expected) << info(operand).name << " at " << scale;
        EXPECT_GT(counts.nonFinite, 0U);
      }
    }
  }
}

TEST_P(Kernels, ScaleAndClipInt8OperandsFromEveryFormat) {
  std::vector<float> values = hardValues();
  for (int i = 0; i <= 260; ++i) {  // every integer and every tie, and what is next to them
    const float tie = static_cast<float>(i) / 2.0F;
    values.insert(values.end(), {tie, -std::nextafter(tie, 0.0F), std::nextafter(tie, 500.0F)});
  }
  for (const Format stored : {Format::fp32, Format::fp16, Format::bf16}) {
    Stored memory(values, stored);
    for (const float scale : {1.0F, 127.0F / 3.7F, 0.2999999F, 0x1p-100F, 0x1.fffffep99F}) {
      std::vector<float> out(values.size());
      const CastCounts counts =
          loadScaled(memory.data(), stored, Format::int8, scale, out.data(), values.size());
      CastCounts expected;
      std::vector<float> passed(values.size(), 1.0F);
      zeroClipped(passed.data(), Format::fp32, memory.data(), stored, scale, values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float kept = castScaled(Format::int8, memory.at(i), scale, expected);
        ASSERT_TRUE(sameNumber(out[i], kept)) << std::hexfloat << memory.at(i) << " at " << scale;
        ASSERT_EQ(passed[i] == 0.0F, isClipped(Format::int8, memory.at(i), scale));
      }
      EXPECT_EQ(counts, expected) << "at " << scale;
      EXPECT_GT(counts.nonFinite, 0U);
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

TEST_P(Kernels, RoundAnyLengthAtAnyPlace) {
  std::vector<float> hard = hardValues();
  std::shuffle(hard.begin(), hard.end(), std::mt19937(4));
  for (const std::size_t n :
       {0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 63, 65, 127, 8191, 8193, 40001}) {
    for (const std::size_t shift : {0U, 1U, 3U}) {
      const std::vector<float> values(hard.begin() + static_cast<std::ptrdiff_t>(n),
                                      hard.begin() + static_cast<std::ptrdiff_t>(2 * n));
      Stored acc(values, Format::fp32, shift);
      for (const Format format : kNarrow) {
        // One element more than is written, to see that it stays.
        Stored out(std::vector<float>(n + 1, 7.0F), format, shift);
        CastCounts expected;
        const CastCounts counts =
            storeRounded(static_cast<const float*>(acc.data()), out.data(), format, false, n);
        for (std::size_t i = 0; i < n; ++i) {
          countCast(expected, values[i], roundTo(format, values[i]));
          ASSERT_TRUE(sameNumber(out.at(i), roundTo(format, values[i]))) << n << ' ' << i;
        }
        ASSERT_EQ(counts, expected) << n;
        ASSERT_EQ(out.at(n), 7.0F);
        std::vector<float> loaded(n + 1, 7.0F);
        ASSERT_EQ(loadOperand(acc.data(), Format::fp32, format, loaded.data(), n), expected);
        for (std::size_t i = 0; i < n; ++i) ASSERT_TRUE(sameNumber(loaded[i], out.at(i)));
        ASSERT_EQ(loaded[n], 7.0F);
      }
    }
  }
}

TEST_P(Kernels, Fp32PassesThroughUncounted) {
  const std::vector<float> values = hardValues();
  std::vector<float> out(values.size());
  EXPECT_EQ(storeRounded(values.data(), out.data(), Format::fp32, false, values.size()),
            CastCounts{});
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_TRUE(sameBits(out[i], values[i]));
  // In place, with ReLU.
  EXPECT_EQ(storeRounded(out.data(), out.data(), Format::fp32, true, values.size()), CastCounts{});
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_TRUE(sameNumber(out[i], values[i] <= 0.0F ? 0.0F : values[i]));
  }
}

}  // namespace
}  // namespace scalescope::cpu
