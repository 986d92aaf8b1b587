#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "core/data/load.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

/// The real data of Debian's package dataset-fashion-mnist.
TEST(FashionMnist, Loads) {
  const Dataset dataset = loadDataset({}, 1);
  EXPECT_EQ(dataset.classes, 10);
  EXPECT_EQ(dataset.train.count(), 60000);
  EXPECT_EQ(dataset.test.count(), 10000);
  EXPECT_EQ(dataset.train.shape, (Shape{1, 28, 28}));
  EXPECT_EQ(dataset.test.shape, dataset.train.shape);
  ASSERT_EQ(dataset.classNames.size(), 10U);

  const auto& pixels = std::get<std::vector<std::uint8_t>>(dataset.train.values);
  EXPECT_EQ(pixels.size(), 60000U * 784);
  std::map<int, int> histogram;
  for (const auto label : dataset.train.labels) ++histogram[label];
  for (int label = 0; label < 10; ++label) EXPECT_EQ(histogram[label], 6000) << label;
  EXPECT_EQ(dataset.train.labels[0], 9);
  EXPECT_EQ(dataset.classNames[9], "Ankle boot");
  EXPECT_EQ(dataset.test.labels[0], 9);
  // The mean that the literature gives for normalisation.
  const double sum = std::accumulate(pixels.begin(), pixels.end(), 0.0);
  EXPECT_NEAR(sum / 255 / static_cast<double>(pixels.size()), 0.2860, 0.0001);
}

TEST(FashionMnist, OutlineAgrees) {
  const DatasetOutline outline = outlineDataset({});
  EXPECT_EQ(outline.sample, (Shape{1, 28, 28}));
  EXPECT_EQ(outline.classes, 10);
  EXPECT_EQ(outline.train, 60000);
  EXPECT_EQ(outline.test, 10000);
}

TEST(FashionMnist, TrainLimitTakesTheFirst) {
  DatasetConfig config;
  config.trainLimit = 100;
  const Dataset dataset = loadDataset(config, 1);
  EXPECT_EQ(dataset.train.count(), 100);
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(dataset.train.values).size(), 100U * 784);
  EXPECT_EQ(dataset.train.labels[0], 9);
  EXPECT_EQ(dataset.test.count(), 10000);
  EXPECT_EQ(outlineDataset(config).train, 100);
}

TEST(FashionMnist, GathersPixelsAsUnitInterval) {
  const Dataset dataset = loadDataset({}, 1);
  const std::vector<std::int64_t> indices{59999, 0, 0};
  std::vector<float> batch(3 * 784);
  std::vector<std::int32_t> labels(3);
  dataset.train.gather(indices, batch, labels);
  EXPECT_EQ(labels, (std::vector<std::int32_t>{dataset.train.labels[59999], 9, 9}));
  const auto& pixels = std::get<std::vector<std::uint8_t>>(dataset.train.values);
  for (std::size_t i = 0; i < 784; ++i) {
    EXPECT_EQ(batch[i], static_cast<float>(pixels[59999UL * 784 + i]) / 255.0F);
    EXPECT_EQ(batch[784 + i], batch[1568 + i]);
  }
  EXPECT_EQ(*std::max_element(batch.begin(), batch.end()), 1.0F);
}

TEST(FashionMnist, SaysWhatToDoWhereItIsMissing) {
  const test::ScratchDirectory scratch;
  DatasetConfig config;
  config.path = scratch.path();
  EXPECT_REFUSED(loadDataset(config, 1), "train-images-idx3-ubyte", scratch.path());
  config.path = scratch.path("none");
  EXPECT_REFUSED(loadDataset(config, 1), scratch.path("none"), "No such file");
  config.path = scratch.write("file", "");
  EXPECT_REFUSED(loadDataset(config, 1), scratch.path("file"), "not a directory");
}

TEST(Mnist, NamesThePlacesItLookedInto) {
  DatasetConfig config;
  config.kind = "mnist";
  const test::ScratchDirectory scratch;
  setenv("XDG_DATA_HOME", scratch.path().c_str(), 1);
  EXPECT_REFUSED(loadDataset(config, 1), scratch.path() + "/datasets/mnist",
                 "/usr/share/datasets/mnist", "\"path\"");
  unsetenv("XDG_DATA_HOME");
}

}  // namespace
}  // namespace scalescope
