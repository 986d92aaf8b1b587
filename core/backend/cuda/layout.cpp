#include "core/backend/cuda/layout.h"

#include "core/base/error.h"

namespace scalescope::cuda {

Layout layoutOf(const Shape& shape) {
  switch (shape.size()) {
    case 1:
      return {1, shape[0], 1, padded(shape[0])};
    case 2:
      return {shape[0], shape[1], 1, padded(shape[1])};
    case 3:
      return {1, shape[0], shape[1] * shape[2], padded(shape[0])};
    case 4:
      return {shape[0], shape[1], shape[2] * shape[3], padded(shape[1])};
    default:
      fail("CUDA back end", "no layout for a tensor of shape " + toString(shape));
  }
}

Layout plainLayoutOf(const Shape& shape) {
  const std::int64_t count = elementCount(shape);
  return {1, count, 1, count};
}

}  // namespace scalescope::cuda
