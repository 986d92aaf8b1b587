#pragma once

#include <variant>
#include <vector>

#include "core/data/dataset.h"

namespace scalescope::test {

/// The values of samples that are kept as floats.
inline const std::vector<float>& numbers(const Samples& samples) {
  return std::get<std::vector<float>>(samples.values);
}

}  // namespace scalescope::test
