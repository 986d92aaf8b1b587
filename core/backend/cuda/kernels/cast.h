#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/numerics/cast_counts.h"
#include "core/numerics/cell.h"

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

/// Where `counts` is null, nothing is counted.
SCALESCOPE_HD inline void addTo(DeviceCounts* counts, const DeviceCounts& sum) {
  if (!counts) return;
  addTo(&counts->elements, sum.elements);
  addTo(&counts->overflow, sum.overflow);
  addTo(&counts->underflow, sum.underflow);
  addTo(&counts->nonFinite, sum.nonFinite);
}

/// What may happen to a value around its rounding.
enum class AfterRounding {
  nothing,
  relu,  ///< negative values become 0, NaN stays
  mask   ///< ReLU's backward: 0 where the mask is ≤ 0
};

/// out ← in (of format `from`) rounded to `to`, counted from the values before rounding, then
/// changed. The counts are added to `counts` unless that is null. `in` and `out` may be the same
/// memory if the formats agree.
template <Format from, Format to, AfterRounding after>
struct CastBody {
  using Value = DeviceCounts;
  const void* in;
  void* out;
  const void* mask;  ///< of format `maskFormat`; null unless `after` is mask
  Format maskFormat;
  std::int64_t count;
  DeviceCounts* counts;

  SCALESCOPE_HD DeviceCounts part(const Place& place) const {
    CastCounts seen;
    for (std::int64_t i = place.first(); i < count; i += place.stride()) {
      const float before = Cell<from>::read(in, i);
      float value = roundTo(to, before);
      countCast(seen, before, value);
      if constexpr (after == AfterRounding::relu) value = value < 0.0F ? 0.0F : value;
      if constexpr (after == AfterRounding::mask) {
        if (readCell(maskFormat, mask, i) <= 0.0F) value = 0.0F;
      }
      Cell<to>::write(out, i, value);
    }
    DeviceCounts result{0, 0, 0, 0};
    result.add(seen);
    return result;
  }
  SCALESCOPE_HD void finish(const Place&, const DeviceCounts& sum) const { addTo(counts, sum); }
};

}  // namespace scalescope::cuda
