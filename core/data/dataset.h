#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/tensor/shape.h"

namespace scalescope {

constexpr int kMostClasses = 10'000;  ///< that a data set may have

/// Labelled samples in host memory. Images stay bytes (a pixel p means p / 255), so that 60,000 of
/// them are 47 MB.
struct Samples {
  Shape shape;  ///< of one sample: [C, H, W] or [features]
  std::variant<std::vector<std::uint8_t>, std::vector<float>>
      values;                        ///< count × elements, row-major
  std::vector<std::int32_t> labels;  ///< 0 … classes − 1

  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
  /// Copies the samples with these indices into `out` (indices.size() × elements) and their labels.
  void gather(std::span<const std::int64_t> indices, std::span<float> out,
              std::span<std::int32_t> outLabels) const;
};

/// A training set and a test set of the same shape and classes. `test` may be empty.
struct Dataset {
  std::string name;
  int classes = 0;
  std::vector<std::string> classNames;  ///< may be empty
  Samples train;
  Samples test;
};

}  // namespace scalescope
