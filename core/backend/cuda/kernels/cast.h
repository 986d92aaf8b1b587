#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cast_counts.h"
#include "core/numerics/cell.h"
#include "core/numerics/scaled_cast.h"

namespace scalescope::cuda {

/// CastCounts as device memory holds them: trivial, and of the type that atomics take.
struct DeviceCounts {
  unsigned long long elements, overflow, underflow, nonFinite;
  SCALESCOPE_HD DeviceCounts& operator+=(const DeviceCounts& other) {
    elements += other.elements;
    overflow += other.overflow;
    underflow += other.underflow;
    nonFinite += other.nonFinite;
    return *this;
  }
  SCALESCOPE_HD void add(const CastCounts& counts) {
    elements += counts.elements;
    overflow += counts.overflow;
    underflow += counts.underflow;
    nonFinite += counts.nonFinite;
  }
};

SCALESCOPE_HD inline DeviceCounts deviceCounts(const CastCounts& counts) {
  return {counts.elements, counts.overflow, counts.underflow, counts.nonFinite};
}

/// Where `counts` is null, nothing is counted.
SCALESCOPE_HD inline void addTo(DeviceCounts* counts, const DeviceCounts& sum) {
  if (!counts) return;
  addTo(&counts->elements, sum.elements);
  addTo(&counts->overflow, sum.overflow);
  addTo(&counts->underflow, sum.underflow);
  addTo(&counts->nonFinite, sum.nonFinite);
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
  const void* bias = nullptr;     ///< one element a channel; null: none
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

template <Format from, Format to>
struct CastBody {
  using Value = DeviceCounts;
  CastJob job;

  SCALESCOPE_HD DeviceCounts part(const Place& place) const {
    CastCounts seen;
    const bool byChannel = job.layout.isPadded() || job.bias;
    const std::int64_t count = job.layout.stored();
    for (std::int64_t i = place.first(); i < count; i += place.stride()) {
      const std::int64_t channel = byChannel ? job.layout.channelAt(i) : 0;
      const bool padding = channel >= job.layout.channels;
      Cell<to>::write(job.out, i, padding ? 0.0F : one(i, channel, seen));
    }
    return deviceCounts(seen);
  }
  SCALESCOPE_HD void finish(const Place&, const DeviceCounts& sum) const {
    addTo(job.tally.counts, sum);
  }

 private:
  SCALESCOPE_HD float one(std::int64_t i, std::int64_t channel, CastCounts& seen) const {
    float before = Cell<from>::read(job.in, i);
    if (job.bias) before += readCell(job.biasFormat, job.bias, channel);
    const float scale = job.scale ? *job.scale : 1.0F;
    float value = castScaled(castFormat(to, job.rounded), before, scale, seen);
    if (job.relu && value < 0.0F) value = 0.0F;
    if (job.mask && readCell(job.maskFormat, job.mask, i) <= 0.0F) value = 0.0F;
    if (job.operand &&
        isClipped(Format::int8, readCell(job.operandFormat, job.operand, i), *job.operandScale)) {
      value = 0.0F;
    }
    return value;
  }
};

}  // namespace scalescope::cuda
