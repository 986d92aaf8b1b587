#pragma once

#include "core/backend/cuda/kernels/cast.h"

namespace scalescope::cuda {

/// A pooling of x into y, of padded channels (pitches are multiples of kWide). Pixels that pad an
/// image count as zeros in an average and are passed over in a maximum. Places are counted in 32
/// bits, which divide several times as fast: a tensor has less than 2^31 groups of channels.
struct PoolWindows {
  Layout x, y;
  int height = 1, width = 1;  ///< of x
  int outHeight = 1, outWidth = 1;
  int kernel = 1, stride = 1, padding = 0;
  bool average = false;

  SCALESCOPE_HD int groupsPerPixel() const { return static_cast<int>(x.pitch) / kWide; }
  SCALESCOPE_HD float area() const { return static_cast<float>(kernel * kernel); }
};

/// Which group of which pixel: [n, row, column] of an image of `height` by `width`.
struct GroupPlace {
  int n, row, column, group;
  SCALESCOPE_HD GroupPlace(std::int64_t index, const PoolWindows& windows, int height, int width) {
    const int pixel = static_cast<int>(index) / windows.groupsPerPixel();
    group = static_cast<int>(index) - pixel * windows.groupsPerPixel();
    const int line = pixel / width;
    column = pixel - line * width;
    n = line / height;
    row = line - n * height;
  }
};

/// Reads x group by group, window by window.
struct PoolInput {
  const void* x;
  Format format;

  /// Calls each(row, column, values) for the pixels of x in a window of y, in their order.
  template <typename Each>
  SCALESCOPE_HD void inWindow(const PoolWindows& w, const GroupPlace& at, int outRow, int outColumn,
                              const Each& each) const {
    for (int r = outRow * w.stride - w.padding, last = r + w.kernel; r < last; ++r) {
      if (r < 0 || r >= w.height) continue;
      for (int c = outColumn * w.stride - w.padding, end = c + w.kernel; c < end; ++c) {
        if (c < 0 || c >= w.width) continue;
        float values[kWide];
        readWide(format, x, ((at.n * w.height + r) * w.width + c) * w.groupsPerPixel() + at.group,
                 values);
        each(r, c, values);
      }
    }
  }
};

/// NaN is larger than every number: it must not get lost.
SCALESCOPE_HD inline bool isLarger(float value, float than) {
  return value > than || (value != value && than == than);
}

/// One element of what a source gives in groups, without an index that would put the group into
/// memory.
template <typename Source>
SCALESCOPE_HD float oneOf(const Source& source, std::int64_t i) {
  float values[kWide];
  source.read(i / kWide, values);
  float value = 0.0F;
  SCALESCOPE_UNROLL
  for (int k = 0; k < kWide; ++k) value = k == i % kWide ? values[k] : value;
  return value;
}

/// What a cast to y starts from: the maximum, or the FP32 sum in the order of the pixels, divided.
struct PooledSource {
  PoolWindows windows;
  PoolInput input;

  SCALESCOPE_HD void read(std::int64_t index, float (&values)[kWide]) const {
    const GroupPlace at(index, windows, windows.outHeight, windows.outWidth);
    const bool average = windows.average;
    bool first = true;
    SCALESCOPE_UNROLL
    for (float& value : values) value = 0.0F;
    input.inWindow(windows, at, at.row, at.column, [&](int, int, const float(&pixel)[kWide]) {
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) {
        if (average) {
          values[k] += pixel[k];
        } else if (first || isLarger(pixel[k], values[k])) {
          values[k] = pixel[k];
        }
      }
      first = false;
    });
    if (!average) return;
    SCALESCOPE_UNROLL
    for (float& value : values) value /= windows.area();
  }
  SCALESCOPE_HD float one(std::int64_t i) const { return oneOf(*this, i); }
};

/// What a cast to x's gradient starts from: the FP32 sum over the windows that a pixel lies in. A
/// maximum's gradient goes to the first pixel that has it.
struct PoolGradientSource {
  PoolWindows windows;
  PoolInput input;
  const void* dy;
  Format dyFormat;

  SCALESCOPE_HD void read(std::int64_t index, float (&values)[kWide]) const {
    const PoolWindows& w = windows;
    const GroupPlace at(index, w, w.height, w.width);
    SCALESCOPE_UNROLL
    for (float& value : values) value = 0.0F;
    const int lastRow = lastWindow(at.row, w.outHeight);
    const int lastColumn = lastWindow(at.column, w.outWidth);
    for (int r = firstWindow(at.row); r <= lastRow; ++r) {
      for (int c = firstWindow(at.column); c <= lastColumn; ++c) {
        float dys[kWide];
        readWide(dyFormat, dy,
                 ((at.n * w.outHeight + r) * w.outWidth + c) * w.groupsPerPixel() + at.group, dys);
        bool takes[kWide];
        findTakers(at, r, c, takes);
        SCALESCOPE_UNROLL
        for (int k = 0; k < kWide; ++k) values[k] += takes[k] ? dys[k] : 0.0F;
      }
    }
    if (!w.average) return;
    SCALESCOPE_UNROLL
    for (float& value : values) value /= w.area();
  }
  SCALESCOPE_HD float one(std::int64_t i) const { return oneOf(*this, i); }

 private:
  SCALESCOPE_HD int firstWindow(int place) const {
    const int past = place + windows.padding - windows.kernel;
    return past < 0 ? 0 : past / windows.stride + 1;
  }
  SCALESCOPE_HD int lastWindow(int place, int count) const {
    const int last = (place + windows.padding) / windows.stride;
    return last < count ? last : count - 1;
  }

  /// Which channels of the pixel `at` get the gradient of the window [row, column].
  SCALESCOPE_HD void findTakers(const GroupPlace& at, int row, int column,
                                bool (&takes)[kWide]) const {
    SCALESCOPE_UNROLL
    for (bool& t : takes) t = windows.average;
    if (windows.average) return;
    float largest[kWide];
    bool first = true;
    input.inWindow(windows, at, row, column, [&](int r, int c, const float(&pixel)[kWide]) {
      const bool own = r == at.row && c == at.column;
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) {
        if (!first && !isLarger(pixel[k], largest[k])) continue;
        largest[k] = pixel[k];
        takes[k] = own;
      }
      first = false;
    });
  }
};

}  // namespace scalescope::cuda
