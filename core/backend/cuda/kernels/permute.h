#pragma once

#include "core/backend/cuda/kernels/cast.h"
#include "core/base/random.h"

namespace scalescope::cuda {

/// out ← in, rounded and counted as a CastJob, from one layout to another; both have the same
/// elements in row-major order. Padding of `out` is left alone.
struct PermuteJob {
  const void* in = nullptr;
  void* out = nullptr;
  Layout inLayout, outLayout;
  Format from = Format::fp32;
  Format to = Format::fp32;
  Format rounded = Format::fp32;  ///< where memory at `out` is FP32: rounded to this all the same
  const float* scale = nullptr;   ///< as in CastJob
  const void* mask = nullptr;     ///< as in CastJob; lies as `out` does
  Format maskFormat = Format::fp32;
  Tally tally;
};

/// Does a PermuteJob, and adds what its casts did to the job's tally.
struct PermuteBody {
  using Value = DeviceCounts;
  PermuteJob job;

  SCALESCOPE_HD DeviceCounts part(const Place& place) const {
    CastCounts seen;
    const std::int64_t count = job.outLayout.count();
    for (std::int64_t i = place.first(); i < count; i += place.stride()) {
      const float before = readCell(job.from, job.in, job.inLayout.at(i));
      const std::int64_t target = job.outLayout.at(i);
      const float scale = job.scale ? *job.scale : 1.0F;
      float value = castScaled(castFormat(job.to, job.rounded), before, scale, seen);
      if (job.mask && readCell(job.maskFormat, job.mask, target) <= 0.0F) value = 0.0F;
      writeCell(job.to, job.out, target, value);
    }
    return deviceCounts(seen);
  }
  SCALESCOPE_HD void finish(const Place&, const DeviceCounts& sum) const {
    addTo(job.tally.counts, sum);
  }
};

/// Inverted dropout, forward and backward: FP32 out ← in · factor where the mask keeps an element,
/// else 0. The mask is drawn from seed, step and the element's row-major index.
struct DropoutJob {
  const void* in = nullptr;
  float* out = nullptr;
  Layout layout;
  Format from = Format::fp32;
  double p = 0.5;
  std::uint64_t seed = 0;
  const std::int64_t* step = nullptr;  ///< in device memory; null: keep everything as it is
};

/// Does a DropoutJob; nothing is rounded or counted.
struct DropoutBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  DropoutJob job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    const bool drops = job.step && job.p > 0.0;
    const std::uint64_t key =
        drops ? mix64(job.seed + mix64(static_cast<std::uint64_t>(*job.step))) : 0;
    const float factor = job.p < 1.0 ? static_cast<float>(1.0 / (1.0 - job.p)) : 0.0F;
    const std::int64_t count = job.layout.count();
    for (std::int64_t i = place.first(); i < count; i += place.stride()) {
      const std::int64_t position = job.layout.at(i);
      float value = readCell(job.from, job.in, position);
      if (drops) {
        const bool keep = randomUniform(key, static_cast<std::uint64_t>(i)) >= job.p;
        value = keep ? value * factor : 0.0F;
      }
      job.out[position] = value;
    }
  }
};

}  // namespace scalescope::cuda
