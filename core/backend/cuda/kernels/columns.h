#pragma once

#include "core/backend/cuda/kernels/cast.h"

namespace scalescope::cuda {

/// The sum of each channel over all pixels, in two launches and always in the same order: a bias'
/// gradient. The first leaves partial FP32 sums, one row of `pitch` for every block. Pitches are
/// multiples of kWide.
struct ColumnsJob {
  const void* in = nullptr;
  Format from = Format::fp32;
  Layout layout;
  float* partial = nullptr;  ///< [partialRows(layout), pitch]
};

/// Groups of channels in a pixel; the last may reach into what pads it, which is zero.
SCALESCOPE_HD inline std::int64_t channelGroups(const Layout& layout) {
  return (layout.channels + kWide - 1) / kWide;
}

/// Threads side by side read the groups of a pixel; where a block is wider, it reads several pixels
/// at once.
SCALESCOPE_HD inline std::int64_t lanesOf(const Layout& layout) {
  const std::int64_t groups = channelGroups(layout);
  return groups >= kThreads ? 1 : kThreads / groups;
}

inline Grid columnsGrid(const Layout& layout) {
  constexpr std::int64_t kPixelsPerLane = 8;
  constexpr std::int64_t kMostBlocks = 512;
  const std::int64_t pixels = lanesOf(layout) * kPixelsPerLane;
  const std::int64_t blocks = (layout.pixels() + pixels - 1) / pixels;
  return {static_cast<int>(std::clamp<std::int64_t>(blocks, 1, kMostBlocks)), kThreads};
}

inline std::int64_t partialRows(const Layout& layout) { return columnsGrid(layout).blocks; }

/// A lane adds up its pixels, then a block its lanes.
struct ColumnsBody {
  struct Shared {
    float sums[kThreads][kWide];
  };
  static constexpr int phases = 2;
  ColumnsJob job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, Shared& shared) const {
    if constexpr (phase == 0) addPixels(place, shared);
    if constexpr (phase == 1) addLanes(place, shared);
  }

 private:
  SCALESCOPE_HD void addPixels(const Place& place, Shared& shared) const {
    const std::int64_t groups = channelGroups(job.layout);
    const std::int64_t lanes = lanesOf(job.layout);
    if (lanes > 1) {
      if (place.thread < groups * lanes) {
        sumOf(place.thread % groups, place.block * lanes + place.thread / groups,
              place.blocks * lanes, shared.sums[place.thread]);
      }
      return;
    }
    for (std::int64_t group = place.thread; group < groups; group += place.threads) {
      float sums[kWide];
      sumOf(group, place.block, place.blocks, sums);
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) put(place, group * kWide + k, sums[k]);
    }
  }

  SCALESCOPE_HD void addLanes(const Place& place, const Shared& shared) const {
    const std::int64_t groups = channelGroups(job.layout);
    const std::int64_t lanes = lanesOf(job.layout);
    if (lanes == 1) return;
    for (std::int64_t c = place.thread; c < job.layout.channels; c += place.threads) {
      float sum = 0.0F;
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        sum += shared.sums[lane * groups + c / kWide][c % kWide];
      }
      put(place, c, sum);
    }
  }

  SCALESCOPE_HD void sumOf(std::int64_t group, std::int64_t first, std::int64_t step,
                           float (&sums)[kWide]) const {
    SCALESCOPE_UNROLL
    for (float& sum : sums) sum = 0.0F;
    const std::int64_t groupsPerPixel = job.layout.pitch / kWide;
#ifdef __CUDA_ARCH__
#pragma unroll 4
#endif
    for (std::int64_t pixel = first; pixel < job.layout.pixels(); pixel += step) {
      float values[kWide];
      readWide(job.from, job.in, pixel * groupsPerPixel + group, values);
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) sums[k] += values[k];
    }
  }

  SCALESCOPE_HD void put(const Place& place, std::int64_t channel, float sum) const {
    if (channel < job.layout.channels) {
      job.partial[place.block * job.layout.pitch + channel] = sum;
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
