#pragma once

#include <cstdint>

#include "core/numerics/round.h"
#include "core/tensor/shape.h"

namespace scalescope::cuda {

/// Tensor cores want rows of 16 bytes: channels and features are padded to this many elements.
constexpr std::int64_t kChannelMultiple = 8;

constexpr std::int64_t padded(std::int64_t count) {
  return (count + kChannelMultiple - 1) / kChannelMultiple * kChannelMultiple;
}

/// Where the elements of a tensor lie: channels innermost (NHWC), each pixel's channels `pitch`
/// elements from the next one's. [N, F] is a batch of pixels, [n] one pixel, [C, H, W] one sample.
/// What pads a pixel is zero in every tensor that an operation reads.
struct Layout {
  std::int64_t batch = 1;
  std::int64_t channels = 1;
  std::int64_t area = 1;  ///< pixels of a sample
  std::int64_t pitch = 1;

  SCALESCOPE_HD std::int64_t count() const { return batch * area * channels; }
  SCALESCOPE_HD std::int64_t pixels() const { return batch * area; }
  SCALESCOPE_HD std::int64_t stored() const { return batch * area * pitch; }
  SCALESCOPE_HD bool isPadded() const { return pitch != channels; }
  /// Position of the element with this row-major index.
  SCALESCOPE_HD std::int64_t at(std::int64_t index) const {
    if (area == 1 && pitch == channels) return index;
    const std::int64_t pixel = index % area;
    const std::int64_t row = index / area;
    return (row / channels * area + pixel) * pitch + row % channels;
  }
  /// Position of the k-th element in the order of memory, padding left out.
  SCALESCOPE_HD std::int64_t inOrder(std::int64_t k) const {
    return pitch == channels ? k : k / channels * pitch + k % channels;
  }
  /// The channel at a position; `channels` or more is padding.
  SCALESCOPE_HD std::int64_t channelAt(std::int64_t position) const {
    return (pitch & (pitch - 1)) == 0 ? position & (pitch - 1) : position % pitch;
  }
};

/// The layout of a tensor of this shape (rank 1 to 4).
Layout layoutOf(const Shape& shape);
/// Row-major without padding.
Layout plainLayoutOf(const Shape& shape);

}  // namespace scalescope::cuda
