#pragma once

#include "core/data/load.h"

namespace scalescope {

// Data sets that consist of IDX pairs: Fashion-MNIST and MNIST (kind says which) as the four files
// of their authors, plain or packed; and any pair that a configuration names.

Dataset loadMnist(const DatasetConfig& config);
DatasetOutline outlineMnist(const DatasetConfig& config);
Dataset loadIdx(const DatasetConfig& config, int mostClasses);  ///< 0: any number
DatasetOutline outlineIdx(const DatasetConfig& config);

}  // namespace scalescope
