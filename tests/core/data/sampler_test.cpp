#include "core/data/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "support/errors.h"

namespace scalescope {
namespace {

using Indices = std::vector<std::int64_t>;

Indices batchOf(Sampler& sampler, std::int64_t step, std::size_t size) {
  Indices out(size);
  sampler.batch(step, out);
  return out;
}

/// The first `steps` batches, one after the other.
Indices sequence(Sampler sampler, std::int64_t steps, std::size_t size) {
  Indices all;
  for (std::int64_t step = 0; step < steps; ++step) {
    const Indices batch = batchOf(sampler, step, size);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

TEST(Sampler, WithoutShufflingWraps) {
  Sampler sampler(10, 4, false, 1);
  EXPECT_EQ(batchOf(sampler, 0, 4), (Indices{0, 1, 2, 3}));
  EXPECT_EQ(batchOf(sampler, 2, 4), (Indices{8, 9, 0, 1}));
  EXPECT_EQ(batchOf(sampler, 3, 4), (Indices{2, 3, 4, 5}));
}

TEST(Sampler, BatchesMayExceedTheData) {
  Sampler sampler(3, 8, false, 1);
  EXPECT_EQ(batchOf(sampler, 1, 8), (Indices{2, 0, 1, 2, 0, 1, 2, 0}));
  const Indices all = sequence(Sampler(3, 8, true, 1), 3, 8);
  for (std::size_t epoch = 0; epoch < 8; ++epoch) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(epoch * 3);
    EXPECT_EQ(std::set<std::int64_t>(first, first + 3).size(), 3U);
  }
}

TEST(Sampler, EveryEpochIsANewPermutation) {
  constexpr std::int64_t kCount = 100;
  const Indices all = sequence(Sampler(kCount, 7, true, 5), 100, 7);  // seven epochs
  std::set<Indices> epochs;
  for (std::size_t epoch = 0; epoch < 7; ++epoch) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(epoch * kCount);
    Indices order(first, first + kCount);
    epochs.insert(order);
    std::sort(order.begin(), order.end());
    for (std::int64_t i = 0; i < kCount; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  }
  EXPECT_EQ(epochs.size(), 7U);
}

TEST(Sampler, DependsOnTheSeedAlone) {
  EXPECT_EQ(sequence(Sampler(1000, 64, true, 5), 40, 64),
            sequence(Sampler(1000, 64, true, 5), 40, 64));
  EXPECT_NE(sequence(Sampler(1000, 64, true, 5), 40, 64),
            sequence(Sampler(1000, 64, true, 6), 40, 64));
  // The batch size cuts the same stream of samples.
  EXPECT_EQ(sequence(Sampler(1000, 64, true, 5), 40, 64),
            sequence(Sampler(1000, 32, true, 5), 80, 32));
}

TEST(Sampler, AnyStepCanBeAskedForAtAnyTime) {
  constexpr std::int64_t kSteps = 30;
  constexpr std::size_t kSize = 16;
  const Indices all = sequence(Sampler(50, kSize, true, 9), kSteps, kSize);
  Sampler sampler(50, kSize, true, 9);
  for (const std::int64_t step : {29, 0, 3, 28, 3, 2, 15}) {
    const auto first = all.begin() + step * static_cast<std::int64_t>(kSize);
    EXPECT_EQ(batchOf(sampler, step, kSize), Indices(first, first + kSize)) << step;
  }
}

TEST(Sampler, IsNotPartialToAnyPlace) {
  // How often each of five samples comes first in 5000 epochs: 1000 each, deviation 28.
  constexpr int kEpochs = 5000;
  Sampler sampler(5, 5, true, 1);
  std::vector<int> first(5);
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    ++first[static_cast<std::size_t>(batchOf(sampler, epoch, 5)[0])];
  }
  for (const int count : first) EXPECT_NEAR(count, 1000, 150);
}

TEST(Sampler, StepsFarOutDoNotOverflow) {
  Sampler sampler(60000, 64, false, 1);
  const std::int64_t step = std::numeric_limits<std::int64_t>::max() / 64 / 60000 * 60000;
  EXPECT_EQ(batchOf(sampler, step, 64)[0], 0);
}

TEST(Sampler, RefusesNothingToSample) {
  EXPECT_REFUSED(Sampler(0, 4, true, 1), "no training samples");
  EXPECT_REFUSED(Sampler(4, 0, true, 1), "batch_size");
}

}  // namespace
}  // namespace scalescope
