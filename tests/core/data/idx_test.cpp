#include "core/data/idx.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <bit>

#include "core/data/load.h"
#include "gzip.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

std::string bigEndian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string header(int type, const std::vector<std::uint32_t>& extents) {
  std::string out{0, 0, static_cast<char>(type), static_cast<char>(extents.size())};
  for (const auto extent : extents) out += bigEndian(extent, 4);
  return out;
}

/// `count` images of 2 × 3 whose pixels count up, so that every one is different.
std::string images(std::uint32_t count) {
  std::string out = header(8, {count, 2, 3});
  for (std::uint32_t i = 0; i < count * 6; ++i) out += static_cast<char>(i);
  return out;
}

std::string labels(const std::string& values) {
  return header(8, {static_cast<std::uint32_t>(values.size())}) + values;
}

Samples readPair(const std::string& images, const std::string& labels, int classes = 0) {
  ByteStream imageStream(std::string_view(images), "images");
  ByteStream labelStream(std::string_view(labels), "labels");
  return readIdxPair(imageStream, labelStream, classes);
}

IdxHeader readHeader(const std::string& bytes) {
  ByteStream stream(std::string_view(bytes), "images");
  return readIdxHeader(stream);
}

TEST(Idx, ReadsPlainAndPacked) {
  for (const bool packed : {false, true}) {
    const std::string all = images(4);
    const std::string marks = labels(std::string("\1\0\2\1", 4));
    const Samples samples =
        packed ? readPair(test::gzip(all), test::gzip(marks)) : readPair(all, marks);
    EXPECT_EQ(samples.shape, (Shape{1, 2, 3}));
    EXPECT_EQ(samples.labels, (std::vector<std::int32_t>{1, 0, 2, 1}));
    const auto& pixels = std::get<std::vector<std::uint8_t>>(samples.values);
    ASSERT_EQ(pixels.size(), 24U);
    for (std::size_t i = 0; i < pixels.size(); ++i) EXPECT_EQ(pixels[i], i);
  }
}

TEST(Idx, ReadsEveryElementType) {
  const std::string marks = labels(std::string("\0\1", 2));
  const auto numbers = [&](int type, const std::string& data) {
    return std::get<std::vector<float>>(readPair(header(type, {2, 1}) + data, marks).values);
  };
  const auto bits = [](auto value) { return std::bit_cast<std::uint64_t>(value); };
  EXPECT_EQ(numbers(0x09, "\x80\x7f"), (std::vector<float>{-128, 127}));
  EXPECT_EQ(numbers(0x0b, bigEndian(0x8000, 2) + bigEndian(300, 2)),
            (std::vector<float>{-32768, 300}));
  EXPECT_EQ(numbers(0x0c, bigEndian(0xffffffff, 4) + bigEndian(65536, 4)),
            (std::vector<float>{-1, 65536}));
  EXPECT_EQ(numbers(0x0d, bigEndian(std::bit_cast<std::uint32_t>(0.5F), 4) +
                              bigEndian(std::bit_cast<std::uint32_t>(-3.25F), 4)),
            (std::vector<float>{0.5F, -3.25F}));
  EXPECT_EQ(numbers(0x0e, bigEndian(bits(0.1), 8) + bigEndian(bits(-1e30), 8)),
            (std::vector<float>{0.1F, -1e30F}));
}

TEST(Idx, ShapesBySampleDimensions) {
  const auto shape = [](const std::vector<std::uint32_t>& extents) {
    std::size_t bytes = 1;
    for (const auto extent : extents) bytes *= extent;
    return sampleShape(readHeader(header(8, extents) + std::string(bytes, 'x')), "images");
  };
  EXPECT_EQ(shape({5, 7}), (Shape{7}));
  EXPECT_EQ(shape({5, 4, 7}), (Shape{1, 4, 7}));
  EXPECT_EQ(shape({5, 3, 4, 7}), (Shape{3, 4, 7}));
  EXPECT_REFUSED(shape({5}), "images: byte 3", "one dimension");
}

TEST(Idx, ReadsWideLabels) {
  const std::string wide = header(0x0c, {2}) + bigEndian(300, 4) + bigEndian(0, 4);
  EXPECT_EQ(readPair(images(2), wide).labels, (std::vector<std::int32_t>{300, 0}));
}

TEST(IdxRefuses, WrongHeaders) {
  EXPECT_REFUSED(readHeader(""), "images: byte 0", "ends within");
  EXPECT_REFUSED(readHeader(std::string("\0\0\x08", 3)), "ends within");
  EXPECT_REFUSED(readHeader("\x89PNG...."), "images: byte 0", "not an IDX file", "137 80");
  EXPECT_REFUSED(readHeader(header(7, {1}) + "x"), "images: byte 2", "type 7");
  EXPECT_REFUSED(readHeader(header(8, {})), "images: byte 3", "0 dimensions");
  EXPECT_REFUSED(readHeader(header(8, {1, 1, 1, 1, 1}) + "x"), "images: byte 3", "5 dimensions");
  EXPECT_REFUSED(readHeader(header(8, {1, 2, 3}).substr(0, 13)), "ends within the header");
  EXPECT_REFUSED(readHeader(header(8, {4, 0, 3})), "images: byte 8", "extent 0", "at least 1");
}

TEST(IdxRefuses, SizesThatAreNotThere) {
  // 2^32 − 1 in every dimension: neither an overflow nor an allocation.
  const std::uint32_t huge = 0xffffffff;
  EXPECT_REFUSED(readHeader(header(8, {huge, huge, huge, huge})), "images: byte 8",
                 "larger than any");
  EXPECT_REFUSED(readHeader(header(8, {huge, 28})), "cut off", "12 bytes", "120259084272");
  const std::string packed = test::gzip(header(8, {huge, 28}) + "123");
  const std::string marks = test::gzip(header(8, {huge}) + "123");
  EXPECT_REFUSED(readPair(packed, marks), "labels: byte 11", "4294967292 bytes more");
}

TEST(IdxRefuses, FilesOfTheWrongLength) {
  const std::string marks = labels(std::string("\1\0\2\1", 4));
  std::string cut = images(4);
  cut.pop_back();
  EXPECT_REFUSED(readPair(cut, marks), "images", "cut off", "39 bytes", "announces 40");
  EXPECT_REFUSED(readPair(test::gzip(cut), marks), "images: byte 39", "the data end here",
                 "1 bytes more");
  EXPECT_REFUSED(readPair(images(4) + "x", marks), "images", "bytes follow", "41 bytes");
  EXPECT_REFUSED(readPair(test::gzip(images(4) + "x"), marks), "images: byte 40", "bytes follow");
  const std::string packed = test::gzip(images(4));
  EXPECT_REFUSED(readPair(packed.substr(0, packed.size() - 3), marks), "images", "gzip", "cut off");
}

TEST(IdxRefuses, LabelsThatDoNotFit) {
  EXPECT_REFUSED(readPair(images(3), labels(std::string("\1\0\x0a", 3)), 10), "labels: byte 10",
                 "label 10 of sample 2", "0 to 9");
  EXPECT_REFUSED(readPair(images(3), labels(std::string("\1\0", 2))), "labels", "2 labels",
                 "images", "3 samples");
  EXPECT_REFUSED(readPair(images(1), header(0x0c, {1}) + bigEndian(0xffffffff, 4)), "label -1");
  EXPECT_REFUSED(readPair(images(1), header(0x0d, {1}) + bigEndian(0, 4)), "labels: byte 2",
                 "integers");
  EXPECT_REFUSED(readPair(images(1), images(1)), "labels: byte 3", "3 dimensions");
}

TEST(IdxRefuses, NumbersThatAreNotFinite) {
  const std::string data = bigEndian(0, 4) + bigEndian(0x7f800000, 4);
  EXPECT_REFUSED(readPair(header(0x0d, {2, 1}) + data, labels(std::string("\0\1", 2))),
                 "images: byte 16", "found inf");
}

/// The kind "idx" of a configuration, with files.
class IdxDataset : public testing::Test {
 protected:
  IdxDataset() {
    config_.kind = "idx";
    config_.images = scratch_.write("a", images(4));
    config_.labels = scratch_.write("b.gz", test::gzip(labels(std::string("\1\0\2\1", 4))));
  }
  test::ScratchDirectory scratch_;
  DatasetConfig config_;
};

TEST_F(IdxDataset, LoadsWithoutATest) {
  const Dataset dataset = loadDataset(config_, 1);
  EXPECT_EQ(dataset.classes, 3);
  EXPECT_EQ(dataset.train.count(), 4);
  EXPECT_EQ(dataset.test.count(), 0);
  const DatasetOutline outline = outlineDataset(config_);
  EXPECT_EQ(outline.classes, 3);
  EXPECT_EQ(outline.train, 4);
  EXPECT_EQ(outline.test, 0);
  EXPECT_EQ(outline.sample, dataset.train.shape);
}

TEST_F(IdxDataset, TestMustMatchTraining) {
  config_.testImages = scratch_.write("c", images(2));
  config_.testLabels = scratch_.write("d", labels(std::string("\2\0", 2)));
  EXPECT_EQ(loadDataset(config_, 1).test.count(), 2);
  EXPECT_EQ(outlineDataset(config_).test, 2);
  scratch_.write("d", labels(std::string("\3\0", 2)));
  EXPECT_REFUSED(loadDataset(config_, 1), config_.testLabels, "label 3", "0 to 2");
  scratch_.write("d", labels(std::string("\2\0", 2)));
  scratch_.write("c", header(8, {2, 1, 1}) + "xx");
  EXPECT_REFUSED(loadDataset(config_, 1), config_.testImages, "[1, 1, 1]", "[1, 2, 3]");
  EXPECT_REFUSED(outlineDataset(config_), config_.testImages, "[1, 1, 1]", "[1, 2, 3]");
}

TEST_F(IdxDataset, NamesFilesThatCannotBeRead) {
  const DatasetConfig good = config_;
  config_.images = scratch_.path("none");
  EXPECT_REFUSED(loadDataset(config_, 1), config_.images, "No such file");
  config_.images = scratch_.path();
  EXPECT_REFUSED(outlineDataset(config_), config_.images, "is a directory");
  config_ = good;
  config_.labels = scratch_.path("pipe");
  ASSERT_EQ(mkfifo(config_.labels.c_str(), 0600), 0);
  EXPECT_REFUSED(loadDataset(config_, 1), config_.labels, "is a pipe");
}

/// MNIST as its authors and torchvision lay it out.
TEST(Mnist, LoadsFromOtherLayouts) {
  const test::ScratchDirectory scratch;
  const std::string marks = labels(std::string("\1\0\2\x09", 4));
  scratch.write("MNIST/raw/train-images-idx3-ubyte", images(4));
  scratch.write("MNIST/raw/train-labels-idx1-ubyte.gz", test::gzip(marks));
  scratch.write("MNIST/raw/t10k-images.idx3-ubyte", images(4));
  DatasetConfig config;
  config.kind = "mnist";
  config.path = scratch.path();
  EXPECT_REFUSED(loadDataset(config, 1), scratch.path("MNIST/raw"), "lacks t10k-labels-idx1-ubyte");
  scratch.write("MNIST/raw/t10k-labels-idx1-ubyte", marks);
  const Dataset dataset = loadDataset(config, 1);
  EXPECT_EQ(dataset.name, "MNIST");
  EXPECT_EQ(dataset.classes, 10) << "whatever labels are there";
  EXPECT_EQ(dataset.test.labels, (std::vector<std::int32_t>{1, 0, 2, 9}));
}

}  // namespace
}  // namespace scalescope
