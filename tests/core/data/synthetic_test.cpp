#include "core/data/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/data/load.h"
#include "core/data/numbers.h"

namespace scalescope {
namespace {

using test::numbers;

DatasetConfig configOf(const std::string& generator) {
  DatasetConfig config;
  config.kind = "synthetic";
  config.generator = generator;
  config.samples = 600;
  return config;
}

class Synthetic : public testing::TestWithParam<std::string> {};

TEST_P(Synthetic, DependsOnTheSeedAlone) {
  const DatasetConfig config = configOf(GetParam());
  const Dataset first = loadDataset(config, 3);
  const Dataset again = loadDataset(config, 3);
  EXPECT_EQ(numbers(first.train), numbers(again.train));
  EXPECT_EQ(first.train.labels, again.train.labels);
  EXPECT_EQ(numbers(first.test), numbers(again.test));
  EXPECT_NE(numbers(first.train), numbers(loadDataset(config, 4).train));
}

TEST_P(Synthetic, MoreSamplesBeginWithTheSame) {
  DatasetConfig config = configOf(GetParam());
  const Dataset few = loadDataset(config, 3);
  config.samples = 1000;
  const Dataset many = loadDataset(config, 3);
  EXPECT_TRUE(std::equal(numbers(few.train).begin(), numbers(few.train).end(),
                         numbers(many.train).begin()));
  EXPECT_TRUE(
      std::equal(few.train.labels.begin(), few.train.labels.end(), many.train.labels.begin()));
}

TEST_P(Synthetic, HasTheFormThatWasAskedFor) {
  const DatasetConfig config = configOf(GetParam());
  const Dataset dataset = loadDataset(config, 3);
  EXPECT_EQ(dataset.train.count(), 600);
  EXPECT_EQ(dataset.test.count(), 120);
  EXPECT_EQ(dataset.train.shape, (Shape{2}));
  EXPECT_EQ(dataset.classes, 3);
  for (const auto* part : {&dataset.train, &dataset.test}) {
    for (int label = 0; label < 3; ++label) {
      EXPECT_GT(std::count(part->labels.begin(), part->labels.end(), label), 0) << label;
    }
    EXPECT_EQ(numbers(*part).size(), part->labels.size() * 2);
    for (const float value : numbers(*part)) EXPECT_TRUE(std::isfinite(value));
  }
  const DatasetOutline outline = outlineDataset(config);
  EXPECT_EQ(outline.train, 600);
  EXPECT_EQ(outline.test, 120);
  EXPECT_EQ(outline.classes, 3);
  EXPECT_EQ(outline.sample, (Shape{2}));
}

INSTANTIATE_TEST_SUITE_P(Generators, Synthetic, testing::Values("spirals", "blobs", "teacher"));

TEST(Spirals, LieOnTheirArms) {
  DatasetConfig config = configOf("spirals");
  config.noise = 0;
  const Dataset dataset = loadDataset(config, 1);
  const auto& values = numbers(dataset.train);
  for (std::size_t i = 0; i < dataset.train.labels.size(); ++i) {
    const double radius = std::hypot(values[2 * i], values[2 * i + 1]);
    if (radius < 0.01) continue;  // there the angle is lost to rounding
    const double turns = std::atan2(values[2 * i + 1], values[2 * i]) / (2 * std::numbers::pi);
    const double arm = turns - 1.5 * radius - dataset.train.labels[i] / 3.0;
    EXPECT_NEAR(arm, std::round(arm), 1e-4);
  }
}

TEST(Blobs, SpreadByTheirNoise) {
  DatasetConfig config = configOf("blobs");
  config.classes = 2;
  config.features = 1;
  config.samples = 20000;
  config.noise = 0.25;
  const Dataset dataset = loadDataset(config, 1);
  for (int label = 0; label < 2; ++label) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (std::size_t i = 0; i < dataset.train.labels.size(); ++i) {
      if (dataset.train.labels[i] != label) continue;
      const double value = numbers(dataset.train)[i];
      sum += value;
      squares += value * value;
      count += 1;
    }
    EXPECT_NEAR(std::sqrt(squares / count - sum * sum / count / count), 0.25, 0.01);
    EXPECT_LE(std::abs(sum / count), 1.01);
  }
}

}  // namespace
}  // namespace scalescope
