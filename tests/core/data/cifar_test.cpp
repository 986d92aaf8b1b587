#include "core/data/cifar.h"

#include <gtest/gtest.h>

#include "gzip.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

/// A record whose pixels are `label` + their place, so that channels and rows can be told apart.
std::string record(int label) {
  std::string out(1, static_cast<char>(label));
  for (int i = 0; i < 3072; ++i) out += static_cast<char>(label + i);
  return out;
}

class Cifar : public testing::Test {
 protected:
  Cifar() {
    config_.kind = "cifar10";
    config_.path = scratch_.path();
    for (int i = 1; i <= 5; ++i) {
      scratch_.write(train(i), record(i) + record(0));
    }
    scratch_.write("cifar-10-batches-bin/test_batch.bin", record(9));
  }
  static std::string train(int i) {
    return "cifar-10-batches-bin/data_batch_" + std::to_string(i) + ".bin";
  }
  test::ScratchDirectory scratch_;
  DatasetConfig config_;
};

TEST_F(Cifar, LoadsAllBatchesInOrder) {
  const Dataset dataset = loadDataset(config_, 1);
  EXPECT_EQ(dataset.classes, 10);
  EXPECT_EQ(dataset.classNames[9], "truck");
  EXPECT_EQ(dataset.train.shape, (Shape{3, 32, 32}));
  EXPECT_EQ(dataset.train.labels, (std::vector<std::int32_t>{1, 0, 2, 0, 3, 0, 4, 0, 5, 0}));
  EXPECT_EQ(dataset.test.labels, (std::vector<std::int32_t>{9}));
  const auto& pixels = std::get<std::vector<std::uint8_t>>(dataset.train.values);
  ASSERT_EQ(pixels.size(), 10U * 3072);
  EXPECT_EQ(pixels[8 * 3072], 5);
  EXPECT_EQ(pixels[8 * 3072 + 1025], (5 + 1025) % 256);
}

TEST_F(Cifar, OutlineAgrees) {
  scratch_.write(train(2) + ".gz", test::gzip(record(1)));
  std::filesystem::remove(scratch_.path(train(2)));
  const DatasetOutline outline = outlineDataset(config_);
  EXPECT_EQ(outline.sample, (Shape{3, 32, 32}));
  EXPECT_EQ(outline.train, 9);
  EXPECT_EQ(outline.test, 1);
  EXPECT_EQ(loadDataset(config_, 1).train.count(), 9);
}

TEST_F(Cifar, RefusesBrokenFiles) {
  scratch_.write(train(3), record(1) + record(10));
  EXPECT_REFUSED(loadDataset(config_, 1), scratch_.path(train(3)) + ": byte 3073", "label 10");
  scratch_.write(train(3), record(1) + "x");
  EXPECT_REFUSED(loadDataset(config_, 1), scratch_.path(train(3)), "3074 bytes", "3073");
  EXPECT_REFUSED(outlineDataset(config_), scratch_.path(train(3)), "3074 bytes", "3073");
  scratch_.write(train(3), test::gzip(record(1) + "x"));
  EXPECT_REFUSED(loadDataset(config_, 1), scratch_.path(train(3)), "3074 bytes", "3073");
  scratch_.write(train(3), "");
  EXPECT_REFUSED(loadDataset(config_, 1), scratch_.path(train(3)), "0 bytes", "at least one");
}

TEST_F(Cifar, NamesWhatIsMissing) {
  std::filesystem::remove(scratch_.path(train(4)));
  EXPECT_REFUSED(loadDataset(config_, 1), "cifar-10-batches-bin", "lacks data_batch_4.bin");
  std::filesystem::remove(scratch_.path(train(1)));
  EXPECT_REFUSED(loadDataset(config_, 1), "no data_batch_1.bin", scratch_.path());
}

}  // namespace
}  // namespace scalescope
