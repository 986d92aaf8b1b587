#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/tensor/shape.h"

namespace scalescope {

/// "dataset" of a configuration. Keys by kind, all optional unless said:
///   fashion-mnist, mnist, cifar10: path (a directory; null: where packages put the data)
///   idx: images, labels (required paths), test_images, test_labels
///   csv: path (required file), label (column name or index, default the last), image ([C, H, W]),
///   test_share 0.2 synthetic: generator "spirals" | "blobs" | "teacher", classes, features,
///   samples, noise all: train_limit (null: all), shuffle (true)
struct DatasetConfig {
  std::string kind = "fashion-mnist";
  std::optional<std::string> path;
  std::optional<std::int64_t> trainLimit;
  bool shuffle = true;
  std::string images, labels, testImages, testLabels;  // idx
  std::optional<std::string> labelColumn;              // csv; an index is kept as its digits
  std::optional<Shape> image;                          // csv
  double testShare = 0.2;                              // csv
  std::string generator = "spirals";                   // synthetic
  int classes = 3;
  int features = 2;
  std::int64_t samples = 3000;
  double noise = 0.1;
  bool operator==(const DatasetConfig&) const = default;
};

std::vector<std::string> datasetKindNames();
DatasetConfig parseDataset(JsonReader reader);
OrderedJson toJson(const DatasetConfig& config);

}  // namespace scalescope
