#pragma once

#include <cstdint>

namespace scalescope {

/// How often a window of `kernel` fits into `size` elements padded on both sides: the extent of a
/// convolution's or a pooling's output.
constexpr std::int64_t windowCount(std::int64_t size, int kernel, int stride, int padding) {
  return (size + 2 * padding - kernel) / stride + 1;
}

}  // namespace scalescope
