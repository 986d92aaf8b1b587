#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cell.h"
#include "core/numerics/scaled_cast.h"
#include "core/precision/fp8_scaling.h"

namespace scalescope::cuda {

/// What an FP8 or INT8 operand is scaled by in the pass under way.
struct ScaleCell {
  float scale;
  unsigned amax;  ///< bits of the largest finite magnitude; 0 between passes
};

/// cell.amax ← the largest finite magnitude of a tensor.
struct AmaxBody {
  struct Value {
    unsigned magnitude;
    SCALESCOPE_HD Value& operator+=(const Value& other) {
      if (other.magnitude > magnitude) magnitude = other.magnitude;
      return *this;
    }
  };
  const void* in;
  Format from;
  Layout layout;
  ScaleCell* cell;

  SCALESCOPE_HD Value part(const Place& place) const {
    Value largest{0};
    for (std::int64_t i = place.first(); i < layout.count(); i += place.stride()) {
      largest += Value{amaxBits(readCell(from, in, layout.inOrder(i)))};
    }
    return largest;
  }
  SCALESCOPE_HD void finish(const Place&, const Value& largest) const {
    raiseTo(&cell->amax, largest.magnitude);
  }
};

/// cell.scale ← delayedScale(), and the pass into the history if it trains; one thread.
struct ScaleBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  ScaleCell* cell;
  float* history;  ///< [kAmaxHistory]; null: the scale follows this pass alone
  Format format;
  bool trains;

  template <int phase>
  SCALESCOPE_HD void run(const Place&, NoShared&) const {
    const float amax = bitsFloat(cell->amax);
    cell->amax = 0;
    if (!history) {
      cell->scale = operandScale(format, amax);
      return;
    }
    auto& seen = *reinterpret_cast<AmaxHistory*>(history);
    cell->scale = delayedScale(format, seen, amax);
    if (trains) remember(seen, amax);
  }
};

}  // namespace scalescope::cuda
