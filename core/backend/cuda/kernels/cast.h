#pragma once

#include <type_traits>

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/kernels/wide_cells.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cast_counts.h"
#include "core/numerics/cell.h"
#include "core/numerics/scaled_cast.h"

namespace scalescope::cuda {

/// CastCounts as device memory holds them: trivial, and of the type that atomics take.
struct DeviceCounts {
  unsigned long long elements, overflow, underflow, nonFinite;
  unsigned largest;
  SCALESCOPE_HD DeviceCounts& operator+=(const DeviceCounts& other) {
    elements += other.elements;
    overflow += other.overflow;
    underflow += other.underflow;
    nonFinite += other.nonFinite;
    keepLargest(other.largest);
    return *this;
  }
  SCALESCOPE_HD void add(const CastCounts& counts) {
    elements += counts.elements;
    overflow += counts.overflow;
    underflow += counts.underflow;
    nonFinite += counts.nonFinite;
    keepLargest(counts.largest);
  }

 private:
  SCALESCOPE_HD void keepLargest(unsigned other) {
    if (other > largest) largest = other;
  }
};

/// CastCounts of one thread.
struct ThreadCounts {
  std::uint32_t elements = 0, overflow = 0, underflow = 0, nonFinite = 0, largest = 0;
};

template <typename Counts>
SCALESCOPE_HD DeviceCounts deviceCounts(const Counts& counts) {
  return {counts.elements, counts.overflow, counts.underflow, counts.nonFinite, counts.largest};
}

/// Where `counts` is null, nothing is counted.
SCALESCOPE_HD inline void addTo(DeviceCounts* counts, const DeviceCounts& sum) {
  if (!counts) return;
  addTo(&counts->elements, sum.elements);
  addTo(&counts->overflow, sum.overflow);
  addTo(&counts->underflow, sum.underflow);
  addTo(&counts->nonFinite, sum.nonFinite);
  raiseTo(&counts->largest, sum.largest);
}

struct DeviceStatistics;

/// Where a cast is counted, and where the values before it are; null: not.
struct Tally {
  DeviceCounts* counts = nullptr;
  DeviceStatistics* statistics = nullptr;
};

/// What a cast to `to` rounds to: where memory is FP32, also to less, which it holds as it is.
SCALESCOPE_HD inline Format castFormat(Format to, Format rounded) {
  return storageOf(to) == Format::fp32 && rounded != Format::fp32 ? rounded : to;
}

/// out ← in + bias, rounded and counted from the values before rounding, then changed by a ReLU or
/// its backward. Both lie as `layout` says; padding becomes 0 whatever it was.
/// `in` and `out` may be the same memory if the formats agree.
struct CastJob {
  const void* in = nullptr;
  void* out = nullptr;
  Layout layout;
  Format from = Format::fp32;
  Format to = Format::fp32;
  Format rounded = Format::fp32;  ///< where memory at `out` is FP32: rounded to this all the same
  const float* scale = nullptr;   ///< of FP8 and INT8, in device memory: castScaled(); null: 1
  const void* bias = nullptr;     ///< one element a channel, padded as they are; null: none
  Format biasFormat = Format::fp32;
  bool relu = false;           ///< negative values become 0, NaN stays
  const void* mask = nullptr;  ///< ReLU's backward: 0 where the mask is ≤ 0; null: none
  Format maskFormat = Format::fp32;
  /// Straight-through: 0 where INT8 clips this operand at its scale; null: none.
  const void* operand = nullptr;
  Format operandFormat = Format::fp32;
  const float* operandScale = nullptr;  ///< in device memory
  Tally tally;                          ///< added to
};

/// Where a cast finds its values: in memory. A source has
///   void read(std::int64_t group, float (&values)[kWide]) const       of a group of neighbours
///   float one(std::int64_t i) const                                   of one element
template <Format from>
struct StoredSource {
  const void* in;
  SCALESCOPE_HD void read(std::int64_t group, float (&values)[kWide]) const {
    WideCells<from>::read(in, group, values);
  }
  SCALESCOPE_HD float one(std::int64_t i) const { return Cell<from>::read(in, i); }
};

/// The cast of what `source` gives; it says what `job.in` and `job.from` would.
template <typename Source, Format to>
struct CastBody {
  using Value = DeviceCounts;
  CastJob job;
  Source source;

  SCALESCOPE_HD DeviceCounts part(const Place& place) const {
    ThreadCounts seen;
    const float scale = job.scale ? *job.scale : 1.0F;
    const bool byChannel = job.layout.isPadded() || job.bias;
    // A group has the channels of one pixel.
    const bool wide = !byChannel || job.layout.pitch % kWide == 0;
    const std::int64_t count = job.layout.stored();
    for (std::int64_t group = place.first(); group * kWide < count; group += place.stride()) {
      const std::int64_t begin = group * kWide;
      if (wide && begin + kWide <= count) {
        castGroup(group, byChannel ? job.layout.channelAt(begin) : 0, scale, seen);
        continue;
      }
      for (std::int64_t i = begin; i < begin + kWide && i < count; ++i) {
        castOne(i, byChannel ? job.layout.channelAt(i) : 0, scale, seen);
      }
    }
    return deviceCounts(seen);
  }
  SCALESCOPE_HD void finish(const Place&, const DeviceCounts& sum) const {
    addTo(job.tally.counts, sum);
  }

 private:
  SCALESCOPE_HD void castGroup(std::int64_t group, std::int64_t channel, float scale,
                               ThreadCounts& seen) const {
    float values[kWide];
    source.read(group, values);
    if (job.bias) addBias(channel, values);
    const std::int64_t left = job.layout.channels - channel;  // the others are padding
    const int used = job.layout.isPadded() && left < kWide ? static_cast<int>(left) : kWide;
    // A format known at compile time costs a fraction of one that is not.
    const Format format = castFormat(to, job.rounded);
    if (format == to) {
      round(std::integral_constant<Format, to>(), used, scale, values, seen);
    } else if (format == Format::tf32) {
      round(std::integral_constant<Format, Format::tf32>(), used, scale, values, seen);
    } else {
      round(format, used, scale, values, seen);
    }
    if (job.relu) {
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) values[k] = values[k] < 0.0F ? 0.0F : values[k];
    }
    if (job.mask) {
      float masks[kWide];
      readWide(job.maskFormat, job.mask, group, masks);
      SCALESCOPE_UNROLL
      for (int k = 0; k < kWide; ++k) values[k] = masks[k] <= 0.0F ? 0.0F : values[k];
    }
    if (job.operand) dropClipped(group, values);
    WideCells<to>::write(job.out, group, values);
  }

  SCALESCOPE_HD void addBias(std::int64_t channel, float (&values)[kWide]) const {
    float biases[kWide];
    readWide(job.biasFormat, job.bias, channel / kWide, biases);
    SCALESCOPE_UNROLL
    for (int k = 0; k < kWide; ++k) values[k] += biases[k];
  }

  template <typename RoundTo>
  SCALESCOPE_HD static void round(RoundTo format, int used, float scale, float (&values)[kWide],
                                  ThreadCounts& seen) {
    SCALESCOPE_UNROLL
    for (int k = 0; k < kWide; ++k) {
      values[k] = k < used ? castScaled(format, values[k], scale, seen) : 0.0F;
    }
  }

  SCALESCOPE_HD void dropClipped(std::int64_t group, float (&values)[kWide]) const {
    float operands[kWide];
    readWide(job.operandFormat, job.operand, group, operands);
    SCALESCOPE_UNROLL
    for (int k = 0; k < kWide; ++k) {
      if (isClipped(Format::int8, operands[k], *job.operandScale)) values[k] = 0.0F;
    }
  }

  SCALESCOPE_HD void castOne(std::int64_t i, std::int64_t channel, float scale,
                             ThreadCounts& seen) const {
    float value = source.one(i);
    if (job.bias) value += readCell(job.biasFormat, job.bias, channel);
    value = channel < job.layout.channels
                ? castScaled(castFormat(to, job.rounded), value, scale, seen)
                : 0.0F;
    if (job.relu && value < 0.0F) value = 0.0F;
    if (job.mask && readCell(job.maskFormat, job.mask, i) <= 0.0F) value = 0.0F;
    if (job.operand &&
        isClipped(Format::int8, readCell(job.operandFormat, job.operand, i), *job.operandScale)) {
      value = 0.0F;
    }
    Cell<to>::write(job.out, i, value);
  }
};

/// Threads for groups of kWide elements.
inline Grid gridOverGroups(std::int64_t count) {
  constexpr std::int64_t kMostBlocks = 1024;
  const std::int64_t blocks = (count + kThreads * kWide - 1) / (kThreads * kWide);
  return {static_cast<int>(std::clamp<std::int64_t>(blocks, 1, kMostBlocks)), kThreads};
}

}  // namespace scalescope::cuda
