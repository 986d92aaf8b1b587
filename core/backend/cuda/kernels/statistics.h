#pragma once

#include "core/backend/cuda/kernels/reduce.h"
#include "core/backend/cuda/layout.h"
#include "core/numerics/cell.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope::cuda {

SCALESCOPE_HD inline void addTo(unsigned* where, unsigned value) {
#ifdef __CUDA_ARCH__
  if (value != 0) atomicAdd(where, value);
#else
  *where += value;
#endif
}
SCALESCOPE_HD inline void raiseTo(unsigned* where, unsigned value) {
#ifdef __CUDA_ARCH__
  atomicMax(where, value);
#else
  if (value > *where) *where = value;
#endif
}

/// TensorStatistics in device memory, all zero to begin with. Magnitudes are held as their bits,
/// whose order is theirs; the smallest as 0xffffffff minus its bits, so that 0 stands for none.
struct DeviceStatistics {
  unsigned long long zeros, infinities, nans;
  unsigned long long exponents[kExponentBins];
  unsigned largest, smallest;
};

struct StatisticsJob {
  const void* in = nullptr;
  Format format = Format::fp32;
  Layout layout;
  DeviceStatistics* total = nullptr;  ///< added to
};

/// A histogram of a block in its shared memory, then added to the total.
struct StatisticsBody {
  struct Shared {
    unsigned zeros, infinities, nans, largest, smallest;
    unsigned exponents[kExponentBins];
  };
  static constexpr int phases = 3;
  StatisticsJob job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, Shared& shared) const {
    if constexpr (phase == 0) clear(place, shared);
    if constexpr (phase == 1) count(place, shared);
    if constexpr (phase == 2) add(place, shared);
  }

 private:
  SCALESCOPE_HD static void clear(const Place& place, Shared& shared) {
    for (int bin = place.thread; bin < kExponentBins; bin += place.threads) {
      shared.exponents[bin] = 0;
    }
    if (place.thread != 0) return;
    shared.zeros = shared.infinities = shared.nans = shared.largest = shared.smallest = 0;
  }

  SCALESCOPE_HD void count(const Place& place, Shared& shared) const {
    unsigned zeros = 0, infinities = 0, nans = 0, largest = 0, smallest = 0;
    for (std::int64_t i = place.first(); i < job.layout.count(); i += place.stride()) {
      const float value = readCell(job.format, job.in, job.layout.inOrder(i));
      const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
      if (magnitude == 0) {
        ++zeros;
      } else if (magnitude == 0x7f800000U) {
        ++infinities;
      } else if (magnitude > 0x7f800000U) {
        ++nans;
      } else {
        addTo(&shared.exponents[exponentBin(value)], 1U);
        if (magnitude > largest) largest = magnitude;
        if (~magnitude > smallest) smallest = ~magnitude;
      }
    }
    addTo(&shared.zeros, zeros);
    addTo(&shared.infinities, infinities);
    addTo(&shared.nans, nans);
    raiseTo(&shared.largest, largest);
    raiseTo(&shared.smallest, smallest);
  }

  SCALESCOPE_HD void add(const Place& place, const Shared& shared) const {
    for (int bin = place.thread; bin < kExponentBins; bin += place.threads) {
      addTo(&job.total->exponents[bin], shared.exponents[bin]);
    }
    if (place.thread != 0) return;
    addTo(&job.total->zeros, shared.zeros);
    addTo(&job.total->infinities, shared.infinities);
    addTo(&job.total->nans, shared.nans);
    raiseTo(&job.total->largest, shared.largest);
    raiseTo(&job.total->smallest, shared.smallest);
  }
};

/// Of a tensor with this many elements.
inline TensorStatistics tensorStatistics(const DeviceStatistics& device, std::int64_t elements) {
  TensorStatistics statistics;
  statistics.elements = static_cast<std::uint64_t>(elements);
  statistics.zeros = device.zeros;
  statistics.infinities = device.infinities;
  statistics.nans = device.nans;
  for (std::size_t i = 0; i < kExponentBins; ++i) statistics.exponents[i] = device.exponents[i];
  statistics.largest = bitsFloat(device.largest);
  statistics.smallest = device.smallest == 0 ? 0.0F : bitsFloat(~device.smallest);
  return statistics;
}

}  // namespace scalescope::cuda
