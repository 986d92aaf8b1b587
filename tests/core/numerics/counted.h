#pragma once

#include <vector>

#include "core/numerics/tensor_statistics.h"

namespace scalescope::test {

/// The statistics of values, counted one by one.
inline TensorStatistics counted(const std::vector<float>& values, Format format) {
  TensorStatistics statistics;
  statistics.format = format;
  for (const float value : values) statistics.add(value);
  return statistics;
}

}  // namespace scalescope::test
