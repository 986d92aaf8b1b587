#include "core/numerics/packed_histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/numerics/counted.h"

namespace scalescope {
namespace {

std::vector<float> normalValues(std::size_t count, float deviation, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, deviation);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

TensorStatistics unpacked(const std::string& bytes) {
  TensorStatistics statistics;
  EXPECT_TRUE(unpackHistogram(bytes, statistics));
  return statistics;
}

void expectComesBack(const TensorStatistics& statistics) {
  const TensorStatistics back = unpacked(packHistogram(statistics));
  EXPECT_EQ(back.exponents, statistics.exponents);
  EXPECT_EQ(back.powers, statistics.powers);
  EXPECT_EQ(back.tops, statistics.tops);
}

TEST(PackedHistogram, ComesBack) {
  expectComesBack({});
  expectComesBack(test::counted({1.0F}, Format::fp16));
  expectComesBack(test::counted({0x1p-149F, 0x1.fffffep127F}, Format::fp16));
  expectComesBack(test::counted({1.0F, 2.0F, 1024.0F, 1.9999F}, Format::fp16));
  for (const unsigned seed : {1U, 2U, 3U}) {
    expectComesBack(test::counted(normalValues(50'000, 1e-3F, seed), Format::fp16));
  }
  TensorStatistics full;
  full.exponents.fill(UINT32_MAX);
  full.powers.fill(UINT32_MAX);
  full.tops.fill(UINT32_MAX);
  expectComesBack(full);
}

TEST(PackedHistogram, IsSmall) {
  const auto million = test::counted(normalValues(1'000'000, 1e-3F, 4), Format::fp16);
  EXPECT_LT(packHistogram(million).size(), 100U);
  EXPECT_EQ(packHistogram({}).size(), 2U);
}

TEST(PackedHistogram, RefusesWhatIsNone) {
  const TensorStatistics some = test::counted(normalValues(1000, 1.0F, 5), Format::fp16);
  const std::string bytes = packHistogram(some);
  TensorStatistics into = some;
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(unpackHistogram(bytes.substr(0, length), into)) << length;
  }
  EXPECT_FALSE(unpackHistogram(bytes + '\0', into));
  EXPECT_FALSE(
      unpackHistogram(std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), into));
  EXPECT_FALSE(unpackHistogram(std::string("\x94\x02\x02\x01\x01", 5), into))
      << "past the last bin";
  EXPECT_TRUE(into == some);
}

// Bytes from elsewhere are refused or read, whatever they are.
TEST(PackedHistogram, SurvivesAnyBytes) {
  std::mt19937 random(6);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    TensorStatistics into;
    if (unpackHistogram(bytes, into)) expectComesBack(into);
  }
}

}  // namespace
}  // namespace scalescope
