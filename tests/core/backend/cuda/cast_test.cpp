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

/// What one cast of all hard values must give, element by element.
template <Format to, AfterRounding after>
void expectCast(const Grid& grid) {
  const std::vector<float> in = hardValues();
  std::vector<float> mask(in.rbegin(), in.rend());
  std::vector<float> out(in.size());
  DeviceCounts counts{1, 0, 0, 0};
  const auto count = static_cast<std::int64_t>(in.size());
  runOnHost(grid, Reduction<CastBody<Format::fp32, to, after>>{
                      {in.data(), out.data(), mask.data(), Format::fp32, count, &counts}});
  CastCounts expected;
  for (std::size_t i = 0; i < in.size(); ++i) {
    float value = roundTo(to, in[i]);
    countCast(expected, in[i], value);
    if (after == AfterRounding::relu && value < 0.0F) value = 0.0F;
    if (after == AfterRounding::mask && mask[i] <= 0.0F) value = 0.0F;
    const float got = readCell(to, out.data(), static_cast<std::int64_t>(i));
    ASSERT_TRUE(sameNumber(got, value)) << std::hexfloat << in[i] << " became " << got;
  }
  EXPECT_EQ(counts.elements, 1 + expected.elements) << "counts are added to";
  EXPECT_EQ(counts.overflow, expected.overflow);
  EXPECT_EQ(counts.underflow, expected.underflow);
  EXPECT_EQ(counts.nonFinite, expected.nonFinite);
}

TEST(CastKernel, RoundsAndCountsAsTheScalarFunctionsDo) {
  expectCast<Format::fp16, AfterRounding::nothing>(gridOver(5000));
  expectCast<Format::bf16, AfterRounding::nothing>(gridOver(5000));
  expectCast<Format::fp32, AfterRounding::nothing>(gridOver(5000));
}

TEST(CastKernel, ChangesValuesAfterCountingThem) {
  expectCast<Format::fp16, AfterRounding::relu>(gridOver(5000));
  expectCast<Format::bf16, AfterRounding::mask>(gridOver(5000));
}

TEST(CastKernel, DoesTheSameOnEveryGrid) {
  expectCast<Format::fp16, AfterRounding::relu>(Grid{1, kThreads});
  expectCast<Format::fp16, AfterRounding::relu>(Grid{37, kThreads});
}

TEST(CastKernel, ReadsHalves) {
  std::vector<std::uint16_t> halves(65536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  std::vector<float> out(halves.size());
  using Widen = CastBody<Format::fp16, Format::fp32, AfterRounding::nothing>;
  runOnHost(gridOver(65536),
            Reduction<Widen>{{halves.data(), out.data(), nullptr, Format::fp32, 65536, nullptr}});
  for (std::size_t i = 0; i < halves.size(); ++i) {
    ASSERT_TRUE(sameNumber(out[i], fromHalfBits(halves[i]))) << i;
  }
}

}  // namespace
}  // namespace scalescope::cuda
