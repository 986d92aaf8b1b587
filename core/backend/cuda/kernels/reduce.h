#pragma once

#include "core/backend/cuda/kernel.h"

namespace scalescope::cuda {

SCALESCOPE_HD inline void addTo(unsigned long long* where, unsigned long long value) {
#ifdef __CUDA_ARCH__
  if (value != 0) atomicAdd(where, value);  // of integers: the order makes no difference
#else
  *where += value;
#endif
}

SCALESCOPE_HD inline void raiseTo(unsigned* where, unsigned value) {
#ifdef __CUDA_ARCH__
  if (value > *where) atomicMax(where, value);
#else
  if (value > *where) *where = value;
#endif
}

/// A kernel in which every thread makes one value and thread 0 gets their sum, added up as a tree
/// over the threads' numbers: the same bits at every run, on device and host. `Body` has
///   using Value             trivial, with +=
///   Value part(const Place&) const
///   void finish(const Place&, const Value& sum) const       by one thread a block
/// Blocks are kThreads wide.
template <typename Body>
struct Reduction {
  using Value = typename Body::Value;
  struct Shared {
    Value parts[kThreads];
  };
  static constexpr int levels = 8;
  static_assert(1 << levels == kThreads);
  static constexpr int phases = levels + 2;

  Body body;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, Shared& shared) const {
    if constexpr (phase == 0) {
      shared.parts[place.thread] = body.part(place);
    } else if constexpr (phase <= levels) {
      constexpr int half = kThreads >> phase;
      if (place.thread < half) shared.parts[place.thread] += shared.parts[place.thread + half];
    } else {
      if (place.thread == 0) body.finish(place, shared.parts[0]);
    }
  }
};

}  // namespace scalescope::cuda
