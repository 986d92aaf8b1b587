#pragma once

#include <cstdint>

#include "core/data/dataset.h"
#include "core/data/dataset_config.h"

namespace scalescope {

/// Reads or makes the data set. Errors (input) name the file and the place in it. `seed` matters
/// for synthetic data and for the split of a CSV file only. `mostClasses` is how many a network can
/// tell apart: a file with labels beyond is refused at the first (0: any number will do).
Dataset loadDataset(const DatasetConfig& config, std::uint64_t seed, int mostClasses = 0);

/// The shape of one sample and the number of classes, from headers alone where the kind allows it;
/// for checks while a person edits. Errors as loadDataset.
struct DatasetOutline {
  Shape sample;
  int classes = 0;
  std::int64_t train = 0;
  std::int64_t test = 0;
};
DatasetOutline outlineDataset(const DatasetConfig& config);

}  // namespace scalescope
