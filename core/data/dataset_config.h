#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/tensor/shape.h"

namespace scalescope {

/// "dataset" of a configuration. Keys by kind, all optional unless said:
///   fashion-mnist, mnist, cifar10: path (a directory; null: where packages put the data)
///   idx: images, labels (required paths), test_images, test_labels (both or neither)
///   csv: path (required file), label (column name, or index from 0; default the last),
///        image ([C, H, W]; cells that are all integers of 0 … 255 are then pixels, scaled to 0 …
///        1), test_share 0.2 (of the rows, drawn by the seed)
///   synthetic: generator "spirals" | "blobs" | "teacher", classes 3, features 2, noise 0.1,
///        samples 3000 (for training; a fifth as many more are made for the test)
///   all: train_limit (null: all), shuffle (true)
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
std::vector<std::string> generatorNames();
/// Refused, with source and JSON pointer: a key of another kind, a required one that is missing, a
/// value out of its range. Files are not opened.
DatasetConfig parseDataset(JsonReader reader);
/// Writes the keys of the configuration's kind.
OrderedJson toJson(const DatasetConfig& config);

}  // namespace scalescope
