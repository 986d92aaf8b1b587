#include "core/data/mnist.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/idx.h"
#include "core/data/places.h"

namespace scalescope {
namespace {

constexpr int kDigits = 10;

struct PairPaths {
  std::string images;
  std::string labels;
};

struct Paths {
  PairPaths train;
  PairPaths test;  ///< empty names: there is none
};

/// "train", "images", 3 → the names under which that file is found in the wild.
std::vector<std::string> fileNames(const std::string& part, const std::string& what, int rank) {
  const std::string end = "idx" + std::to_string(rank) + "-ubyte";
  std::vector<std::string> names;
  for (const char* separator : {"-", "."}) {
    for (const char* packed : {"", ".gz"}) {
      std::string& name = names.emplace_back(part);
      name.append("-").append(what).append(separator).append(end).append(packed);
    }
  }
  return names;
}

std::string require(const std::string& directory, const std::vector<std::string>& names) {
  std::string path = findFile(directory, names);
  if (path.empty()) refuse(directory, {phrase("lacks %1 (plain or .gz)"), {names.front()}});
  return path;
}

/// Says that %1 is missing in %2, and what to do.
Phrase missing(const DatasetConfig& config) {
  if (config.path) return phrase("no %1 (plain or .gz) in %2");
  if (config.kind == "mnist") {
    return phrase("no %1 (plain or .gz) in %2; name their directory as \"path\"");
  }
  return phrase(
      "no %1 (plain or .gz) in %2; install Debian's package dataset-fashion-mnist, or name "
      "their directory as \"path\"");
}

Paths findMnist(const DatasetConfig& config) {
  const auto directories = searchDirectories(config.path, config.kind, {"raw", "MNIST/raw"});
  const auto trainImages = fileNames("train", "images", 3);
  for (const auto& directory : directories) {
    const std::string found = findFile(directory, trainImages);
    if (found.empty()) continue;
    return {{found, require(directory, fileNames("train", "labels", 1))},
            {require(directory, fileNames("t10k", "images", 3)),
             require(directory, fileNames("t10k", "labels", 1))}};
  }
  refuse(config.kind, {missing(config), {trainImages.front(), joined(directories)}});
}

Samples readPair(const PairPaths& paths, int classes) {
  ByteStream images(paths.images);
  ByteStream labels(paths.labels);
  return readIdxPair(images, labels, classes);
}

void requireSameShape(const Shape& train, const Shape& test, const PairPaths& testPaths) {
  if (train == test) return;
  refuse(testPaths.images, {phrase("samples of shape %1, but those for training have %2"),
                            {toString(test), toString(train)}});
}

/// Loads both pairs; `classes` 0: as many as the training labels say, at most `most` (0: any
/// number).
Dataset load(const Paths& paths, int classes, int most = 0) {
  Dataset dataset;
  dataset.train = readPair(paths.train, classes > 0 ? classes : most);
  const auto& labels = dataset.train.labels;
  dataset.classes = classes > 0 ? classes : *std::max_element(labels.begin(), labels.end()) + 1;
  if (paths.test.images.empty()) {
    dataset.test.shape = dataset.train.shape;
    return dataset;
  }
  dataset.test = readPair(paths.test, dataset.classes);
  requireSameShape(dataset.train.shape, dataset.test.shape, paths.test);
  return dataset;
}

IdxHeader headerOf(const std::string& path) {
  ByteStream stream(path);
  return readIdxHeader(stream);
}

DatasetOutline outline(const Paths& paths, int classes) {
  const IdxHeader train = headerOf(paths.train.images);
  DatasetOutline outline{sampleShape(train, paths.train.images), classes, train.extents[0], 0};
  if (classes == 0) {
    ByteStream labels(paths.train.labels);
    const auto all = readIdxLabels(labels, 0);
    outline.classes = *std::max_element(all.begin(), all.end()) + 1;
  }
  if (paths.test.images.empty()) return outline;
  const IdxHeader test = headerOf(paths.test.images);
  requireSameShape(outline.sample, sampleShape(test, paths.test.images), paths.test);
  outline.test = test.extents[0];
  return outline;
}

Paths idxPaths(const DatasetConfig& config) {
  return {{config.images, config.labels}, {config.testImages, config.testLabels}};
}

}  // namespace

Dataset loadMnist(const DatasetConfig& config) {
  Dataset dataset = load(findMnist(config), kDigits);
  if (config.kind == "mnist") {
    dataset.name = "MNIST";
    dataset.classNames = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  } else {
    dataset.name = "Fashion-MNIST";
    dataset.classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  }
  return dataset;
}

DatasetOutline outlineMnist(const DatasetConfig& config) {
  return outline(findMnist(config), kDigits);
}

Dataset loadIdx(const DatasetConfig& config, int mostClasses) {
  Dataset dataset = load(idxPaths(config), 0, mostClasses);
  dataset.name = config.images;
  return dataset;
}

DatasetOutline outlineIdx(const DatasetConfig& config) { return outline(idxPaths(config), 0); }

}  // namespace scalescope
