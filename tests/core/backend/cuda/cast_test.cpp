#include "core/backend/cuda/kernels/cast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

// The bodies of the casting kernels, run on the host as a launch would run them.
namespace scalescope::cuda {
namespace {

std::vector<float> hardValues() {
  std::vector<float> values{0.0F,          -0.0F,
                            1.0F,          65504.0F,
                            65519.996F,    65520.0F,
                            -65520.0F,     0x1p-24F,
                            0x1p-25F,      0x1.000002p-25F,
                            -0x1p-25F,     INFINITY,
                            -INFINITY,     NAN,
                            0x1p-133F,     0x1p-149F,
                            3.4e38F,       0x1.fffffep127F,
                            0x1.ff7fp127F, 1.0F + 0x1p-11F};
  std::mt19937 random(5);
  for (int i = 0; i < 5000; ++i) values.push_back(bitsFloat(static_cast<std::uint32_t>(random())));
  return values;
}

bool sameNumber(float a, float b) {
  return std::isnan(b) ? std::isnan(a) : floatBits(a) == floatBits(b);
}

enum class After { nothing, bias, relu, mask };

/// What one cast of all hard values must give, element by element; of every eight the last
/// `padding` are none.
template <Format to>
void expectCast(After after, const Grid& grid, std::int64_t padding = 0) {
  const std::vector<float> in = hardValues();
  const std::vector<float> mask(in.rbegin(), in.rend());
  const std::vector<float> bias{1.0F, -1.0F, 0.5F, 65504.0F, 0x1p-24F, 3.0F, 0.0F, 7.0F};
  std::vector<float> out(in.size());
  DeviceCounts counts{1, 0, 0, 0, 1};
  CastJob job;
  job.out = out.data();
  job.layout = {static_cast<std::int64_t>(in.size()) / 8, 8 - padding, 1, 8};
  job.bias = after == After::bias ? bias.data() : nullptr;
  job.relu = after == After::relu;
  job.mask = after == After::mask ? mask.data() : nullptr;
  job.tally.counts = &counts;
  if (storageOf(to) != to) job.rounded = to;
  runOnHost(grid,
            Reduction<CastBody<StoredSource<Format::fp32>, storageOf(to)>>{{job, {in.data()}}});
  CastCounts expected;
  for (std::size_t i = 0; i < in.size() / 8 * 8; ++i) {
    const std::size_t channel = i % 8;
    const float before = after == After::bias ? in[i] + bias[channel] : in[i];
    float value = roundTo(to, before);
    if (static_cast<std::int64_t>(channel) >= 8 - padding) {
      value = 0.0F;
    } else {
      countCast(expected, before, value);
    }
    if (after == After::relu && value < 0.0F) value = 0.0F;
    if (after == After::mask && mask[i] <= 0.0F) value = 0.0F;
    const float got = readCell(to, out.data(), static_cast<std::int64_t>(i));
    ASSERT_TRUE(sameNumber(got, value)) << std::hexfloat << in[i] << " became " << got;
  }
  EXPECT_EQ(counts.elements, 1 + expected.elements) << "counts are added to";
  EXPECT_EQ(counts.overflow, expected.overflow);
  EXPECT_EQ(counts.underflow, expected.underflow);
  EXPECT_EQ(counts.nonFinite, expected.nonFinite);
  EXPECT_EQ(counts.largest, expected.largest);
}

TEST(CastKernel, RoundsAndCountsAsTheScalarFunctionsDo) {
  expectCast<Format::fp16>(After::nothing, gridOver(5000));
  expectCast<Format::bf16>(After::nothing, gridOver(5000));
  expectCast<Format::fp32>(After::nothing, gridOver(5000));
  expectCast<Format::tf32>(After::nothing, gridOver(5000));
}

TEST(CastKernel, AddsTheBiasBeforeAndChangesValuesAfterCountingThem) {
  expectCast<Format::fp16>(After::bias, gridOver(5000));
  expectCast<Format::fp16>(After::relu, gridOver(5000));
  expectCast<Format::bf16>(After::mask, gridOver(5000));
}

TEST(CastKernel, LeavesPaddingZeroAndUncounted) {
  expectCast<Format::fp16>(After::nothing, gridOver(5000), 3);
  expectCast<Format::bf16>(After::bias, gridOver(5000), 7);
  expectCast<Format::fp32>(After::relu, gridOver(5000), 1);
}

TEST(CastKernel, DoesTheSameOnEveryGrid) {
  expectCast<Format::fp16>(After::relu, Grid{1, kThreads});
  expectCast<Format::fp16>(After::relu, Grid{37, kThreads});
}

TEST(CastKernel, TakesWhatFillsNoGroup) {
  const std::vector<float> in{1.0F, 2.0F, 0x1p-30F, 4.0F,  5.0F, 6.0F,
                              7.0F, 8.0F, 1e6F,     10.0F, 11.0F};
  std::vector<std::uint16_t> out(in.size() + 1, 0x1234);
  DeviceCounts counts{};
  CastJob job;
  job.out = out.data();
  job.layout = {1, 11, 1, 11};
  job.tally.counts = &counts;
  runOnHost(gridOverGroups(11),
            Reduction<CastBody<StoredSource<Format::fp32>, Format::fp16>>{{job, {in.data()}}});
  for (std::size_t i = 0; i < in.size(); ++i) EXPECT_EQ(out[i], toHalfBits(in[i])) << i;
  EXPECT_EQ(out.back(), 0x1234);
  EXPECT_EQ(counts.elements, 11U);
  EXPECT_EQ(counts.overflow, 1U);
  EXPECT_EQ(counts.underflow, 1U);
}

TEST(CastKernel, ReadsHalves) {
  std::vector<std::uint16_t> halves(65536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  std::vector<float> out(halves.size());
  CastJob job;
  job.out = out.data();
  job.layout = {1, 65536, 1, 65536};
  runOnHost(gridOver(65536),
            Reduction<CastBody<StoredSource<Format::fp16>, Format::fp32>>{{job, {halves.data()}}});
  for (std::size_t i = 0; i < halves.size(); ++i) {
    ASSERT_TRUE(sameNumber(out[i], fromHalfBits(halves[i]))) << i;
  }
}

}  // namespace
}  // namespace scalescope::cuda
