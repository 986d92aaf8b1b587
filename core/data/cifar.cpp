#include "core/data/cifar.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/places.h"

namespace scalescope {
namespace {

constexpr int kClasses = 10;
constexpr int kTrainFiles = 5;
constexpr std::size_t kPixels = 3 * 32 * 32;
constexpr std::size_t kRecord = 1 + kPixels;
constexpr std::size_t kRecordsAtOnce = 256;

const Shape& sampleShape() {
  static const Shape shape{3, 32, 32};
  return shape;
}

struct CifarPaths {
  std::vector<std::string> train;
  std::string test;
};

std::string require(const std::string& directory, const std::string& name) {
  std::string path = findFile(directory, {name, name + ".gz"});
  if (path.empty()) refuse(directory, {phrase("lacks %1"), {name}});
  return path;
}

CifarPaths findCifar(const DatasetConfig& config) {
  const std::string first = "data_batch_1.bin";
  const auto directories = searchDirectories(config.path, "cifar10", {"cifar-10-batches-bin"});
  for (const auto& directory : directories) {
    if (findFile(directory, {first, first + ".gz"}).empty()) continue;
    CifarPaths paths;
    for (int i = 1; i <= kTrainFiles; ++i) {
      paths.train.push_back(require(directory, "data_batch_" + std::to_string(i) + ".bin"));
    }
    paths.test = require(directory, "test_batch.bin");
    return paths;
  }
  const Phrase missing = config.path
                             ? phrase("no %1 in %2")
                             : phrase(
                                   "no %1 in %2; name the directory of CIFAR-10's binary version "
                                   "(cifar-10-batches-bin) as \"path\"");
  refuse("cifar10", {missing, {first, joined(directories)}});
}

void requireWholeRecords(const ByteStream& stream, std::uint64_t bytes) {
  if (bytes > 0 && bytes % kRecord == 0) return;
  refuse(
      stream.name(),
      {phrase("holds %1 bytes; CIFAR-10's binary files hold records of 3073 bytes, at least one"),
       {std::to_string(bytes)}});
}

/// How many records a file holds; a packed one is read through.
std::int64_t countRecords(const std::string& path) {
  ByteStream stream(path);
  std::uint64_t bytes = 0;
  if (const auto size = stream.size()) {
    bytes = *size;
  } else {
    std::vector<std::uint8_t> piece(kRecord * kRecordsAtOnce);
    while (stream.read(piece.data(), piece.size()) > 0) bytes = stream.position();
  }
  requireWholeRecords(stream, bytes);
  return static_cast<std::int64_t>(bytes / kRecord);
}

}  // namespace

void readCifarRecords(ByteStream& stream, Samples& samples) {
  if (const auto size = stream.size()) requireWholeRecords(stream, *size);
  auto& pixels = std::get<std::vector<std::uint8_t>>(samples.values);
  std::vector<std::uint8_t> piece(kRecord * kRecordsAtOnce);
  std::uint64_t start = 0;
  while (const std::size_t found = stream.read(piece.data(), piece.size())) {
    for (std::size_t at = 0; at + kRecord <= found; at += kRecord) {
      const std::uint8_t* record = piece.data() + at;
      if (*record >= kClasses) {
        refuse({phrase("%1: byte %2"), {stream.name(), std::to_string(start + at)}},
               {phrase("label %1, expected 0 to 9"), {std::to_string(*record)}});
      }
      samples.labels.push_back(*record);
      pixels.insert(pixels.end(), record + 1, record + kRecord);
    }
    start = stream.position();
  }
  requireWholeRecords(stream, stream.position());
}

Dataset loadCifar(const DatasetConfig& config) {
  const CifarPaths paths = findCifar(config);
  Dataset dataset{
      "CIFAR-10",
      kClasses,
      {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"},
      {sampleShape(), {}, {}},
      {sampleShape(), {}, {}}};
  for (const auto& path : paths.train) {
    ByteStream stream(path);
    readCifarRecords(stream, dataset.train);
  }
  ByteStream stream(paths.test);
  readCifarRecords(stream, dataset.test);
  return dataset;
}

DatasetOutline outlineCifar(const DatasetConfig& config) {
  const CifarPaths paths = findCifar(config);
  DatasetOutline outline{sampleShape(), kClasses, 0, countRecords(paths.test)};
  for (const auto& path : paths.train) outline.train += countRecords(path);
  return outline;
}

}  // namespace scalescope
