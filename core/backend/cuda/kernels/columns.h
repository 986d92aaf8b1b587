#pragma once

#include "core/backend/cuda/kernels/cast.h"

namespace scalescope::cuda {

/// The sum of each channel over all pixels, in two launches and always in the same order: a bias'
/// gradient. The first leaves partial FP32 sums, one row of `pitch` for every lane of every block.
struct ColumnsJob {
  const void* in = nullptr;
  Format from = Format::fp32;
  Layout layout;
  float* partial = nullptr;  ///< [partialRows(grid), pitch]
};

/// Threads side by side read the channels of a pixel; where a block is wider, it reads several
/// pixels at once.
SCALESCOPE_HD inline std::int64_t lanesOf(const Layout& layout) {
  return layout.pitch >= kThreads ? 1 : kThreads / layout.pitch;
}

inline Grid columnsGrid(const Layout& layout) {
  constexpr std::int64_t kPixelsPerLane = 32;
  constexpr std::int64_t kMostBlocks = 256;
  const std::int64_t pixels = lanesOf(layout) * kPixelsPerLane;
  const std::int64_t blocks = (layout.pixels() + pixels - 1) / pixels;
  return {static_cast<int>(std::clamp<std::int64_t>(blocks, 1, kMostBlocks)), kThreads};
}

inline std::int64_t partialRows(const Layout& layout) {
  return columnsGrid(layout).blocks * lanesOf(layout);
}

struct ColumnsBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  ColumnsJob job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    const Layout& layout = job.layout;
    const std::int64_t lanes = lanesOf(layout);
    const std::int64_t width = layout.pitch < kThreads ? layout.pitch : kThreads;
    const std::int64_t lane = place.thread / width;
    if (lane >= lanes) return;
    const std::int64_t row = place.block * lanes + lane;
    for (std::int64_t c = place.thread % width; c < layout.channels; c += width) {
      float sum = 0.0F;
      for (std::int64_t pixel = row; pixel < layout.pixels(); pixel += place.blocks * lanes) {
        sum += readCell(job.from, job.in, pixel * layout.pitch + c);
      }
      job.partial[row * layout.pitch + c] = sum;
    }
  }
};

/// One block a channel: adds up the partial sums, rounds the result once and counts that.
struct ColumnTotalsBody {
  using Value = double;
  const float* partial;
  std::int64_t rows, pitch;
  void* out;  ///< one element a channel
  Format to;
  DeviceCounts* counts;

  SCALESCOPE_HD double part(const Place& place) const {
    double sum = 0.0;
    for (std::int64_t r = place.thread; r < rows; r += place.threads) {
      sum += static_cast<double>(partial[r * pitch + place.block]);
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, double sum) const {
    const auto before = static_cast<float>(sum);
    CastCounts seen;
    const float value = roundTo(to, before);
    countCast(seen, before, value);
    writeCell(to, out, place.block, value);
    addTo(counts, deviceCounts(seen));
  }
};

}  // namespace scalescope::cuda
