#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cell.h"
#include "core/precision/scaler_rule.h"

namespace scalescope::cuda {

/// What unscaling saw of a parameter, or of all of them.
struct UnscaleSum {
  double squares;  ///< of the unscaled gradients
  unsigned long long nonFinite;
  SCALESCOPE_HD UnscaleSum& operator+=(const UnscaleSum& other) {
    squares += other.squares;
    nonFinite += other.nonFinite;
    return *this;
  }
};

/// One parameter's gradient, for kernels that go over all parameters in one launch.
struct GradientSlot {
  const void* scaled;  ///< of `format`, as backward left it
  float* gradient;     ///< FP32; the same memory where `scaled` is FP32
  Layout layout;
  Format format;
};

/// Blocks share the elements of all slots: block b looks at the b-th piece of every slot. FP32
/// gradients ← scaled / loss scale, checked; a sum per block goes to `sums`.
struct UnscaleBody {
  using Value = UnscaleSum;
  const GradientSlot* slots;
  int slotCount;
  const float* lossScale;  ///< in device memory: the scaler lives there
  UnscaleSum* sums;        ///< one a block

  SCALESCOPE_HD UnscaleSum part(const Place& place) const {
    UnscaleSum sum{0.0, 0};
    const float factor = inverseOf(*lossScale);
    for (int s = 0; s < slotCount; ++s) {
      const GradientSlot& slot = slots[s];
      for (std::int64_t i = place.first(); i < slot.layout.count(); i += place.stride()) {
        const std::int64_t at = slot.layout.inOrder(i);
        const float value = readCell(slot.format, slot.scaled, at) * factor;
        slot.gradient[at] = value;
        sum.nonFinite += !isFiniteBits(value);  // of a non-finite factor too: a collapsed scale
        sum.squares += static_cast<double>(value) * static_cast<double>(value);
      }
    }
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, const UnscaleSum& sum) const {
    sums[place.block] = sum;
  }
};

/// Adds up what the blocks of an UnscaleBody left; one block.
struct UnscaleTotalBody {
  using Value = UnscaleSum;
  const UnscaleSum* sums;
  int count;
  UnscaleSum* total;

  SCALESCOPE_HD UnscaleSum part(const Place& place) const {
    UnscaleSum sum{0.0, 0};
    for (std::int64_t i = place.first(); i < count; i += place.stride()) sum += sums[i];
    return sum;
  }
  SCALESCOPE_HD void finish(const Place&, const UnscaleSum& sum) const { *total = sum; }
};

}  // namespace scalescope::cuda
