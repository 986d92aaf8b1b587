#pragma once

#include <vector>

#include "core/backend/reference.h"

namespace scalescope::reference {

/// The article's network (two 3×3 convolutions of 32 and 64 channels on 28×28 images, average
/// pooling by 7, linear layers of 128 and 10), trained by SGD with momentum in double precision.
class DoubleArticle {
 public:
  /// `initial`: weight and bias of each of the four layers, in order.
  DoubleArticle(std::vector<Array> initial, double rate, double momentum);
  /// One step on x [N, 1, 28, 28]; returns the loss before the update.
  double step(const Array& x, const std::vector<std::int32_t>& labels);

 private:
  void apply(const std::vector<const Array*>& gradients);

  std::vector<Array> values_, momentum_;
  double rate_, decay_;
};

}  // namespace scalescope::reference
