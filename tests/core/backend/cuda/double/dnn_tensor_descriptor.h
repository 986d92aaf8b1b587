#pragma once

#include <cudnn.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/backend/cuda/double/dnn_handle.h"

namespace scalescope::cuda_double {

/// Extents and strides of n, c, h and w, in this order.
struct DnnTensorLayout {
  using Sizes = std::array<int, 4>;

  std::int64_t offset(int n, int c, int h, int w) const {
    return std::int64_t{n} * strides[0] + std::int64_t{c} * strides[1] +
           std::int64_t{h} * strides[2] + std::int64_t{w} * strides[3];
  }
  /// From the first element to the last one, both included.
  std::int64_t spanned() const {
    return offset(extents[0] - 1, extents[1] - 1, extents[2] - 1, extents[3] - 1) + 1;
  }

  bool set = false;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  Sizes extents{1, 1, 1, 1};
  Sizes strides{1, 1, 1, 1};
};

/// Calls visit(n, c, h, w) for each position, channels first, as they mostly lie side by side.
template <typename Visit>
void forEachPosition(const DnnTensorLayout::Sizes& extents, const Visit& visit) {
  for (int n = 0; n < extents[0]; ++n) {
    for (int h = 0; h < extents[2]; ++h) {
      for (int w = 0; w < extents[3]; ++w) {
        for (int c = 0; c < extents[1]; ++c) visit(n, c, h, w);
      }
    }
  }
}

/// To be used under the machine's lock only.
Handles<cudnnTensorDescriptor_t, DnnTensorLayout>& dnnTensors();

}  // namespace scalescope::cuda_double
