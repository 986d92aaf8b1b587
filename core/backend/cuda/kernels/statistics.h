#pragma once

#include "core/backend/cuda/kernels/cast.h"
#include "core/backend/cuda/kernels/scale.h"
#include "core/backend/cuda/kernels/update.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope::cuda {

SCALESCOPE_HD inline void addTo(unsigned* where, unsigned value) {
#ifdef __CUDA_ARCH__
  if (value != 0) atomicAdd(where, value);
#else
  *where += value;
#endif
}

/// TensorStatistics as a device counts them, all zero to begin with. Magnitudes are held as their
/// bits, whose order is theirs; the smallest as what it lacks to all ones, so that 0 stands for
/// none.
struct DeviceStatistics {
  unsigned long long elements;
  unsigned zeros, infinities, nans, subnormals, lostUpdates, largest, smallest;
  unsigned exponents[kExponentBins], powers[kExponentBins], tops[kExponentBins];
};

/// Values in memory, with a bias that is added, or a scale that operands are multiplied by,
/// before they are rounded.
struct StoredValues {
  const void* in = nullptr;
  Format from = Format::fp32;
  Layout layout;
  const void* bias = nullptr;  ///< one element a channel; null: none
  Format biasFormat = Format::fp32;
  const float* scale = nullptr;  ///< null: 1

  SCALESCOPE_HD std::int64_t count() const { return layout.count(); }
  SCALESCOPE_HD float at(std::int64_t k, bool&) const {
    const std::int64_t position = layout.inOrder(k);
    const float value = readCell(from, in, position) * (scale ? *scale : 1.0F);
    return bias ? value + readCell(biasFormat, bias, layout.channelAt(position)) : value;
  }
};

/// What the optimizer is about to take off a parameter's values.
struct TakenOffValues {
  const UpdateSlot* slots = nullptr;
  int slot = 0;
  std::int64_t elements = 0;
  const StepDecision* decision = nullptr;

  SCALESCOPE_HD std::int64_t count() const { return elements; }
  /// `lost`: it is not zero, and the value will stay as it is.
  SCALESCOPE_HD float at(std::int64_t k, bool& lost) const {
    const UpdateSlot& own = slots[slot];
    const std::int64_t i = own.layout.inOrder(k);
    ElementState element{own.read(own.value, i), own.read(own.first, i), own.read(own.second, i)};
    lost = updateElement(decision->constants, own.format, decision->clip, own.gradient[i], element);
    return element.takenOff;
  }
};

/// Counts what `values` are, as TensorStatistics does on the host.
template <typename Values>
struct StatisticsJob {
  Values values;
  Format format = Format::fp32;                 ///< that they are rounded to
  const StepDecision* onlyIfApplied = nullptr;  ///< nothing is counted of a skipped step
  const StepDecision* unlessHeld = nullptr;     ///< nothing yet of a step that waits
  DeviceStatistics* total = nullptr;            ///< added to
};

/// A block counts in its shared memory and then adds to the total.
template <typename Values>
struct StatisticsBody {
  using Shared = DeviceStatistics;
  static constexpr int phases = 3;
  StatisticsJob<Values> job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, Shared& shared) const {
    if (job.onlyIfApplied && !job.onlyIfApplied->applied) return;
    if (job.unlessHeld && job.unlessHeld->held) return;
    if constexpr (phase == 0) clear(place, shared);
    if constexpr (phase == 1) count(place, shared);
    if constexpr (phase == 2) addUp(place, shared);
  }

 private:
  SCALESCOPE_HD static void clear(const Place& place, Shared& shared) {
    for (int bin = place.thread; bin < kExponentBins; bin += place.threads) {
      shared.exponents[bin] = shared.powers[bin] = shared.tops[bin] = 0;
    }
    if (place.thread != 0) return;
    shared.zeros = shared.infinities = shared.nans = shared.subnormals = shared.lostUpdates = 0;
    shared.largest = shared.smallest = 0;
  }

  SCALESCOPE_HD void count(const Place& place, Shared& shared) const {
    const CastThresholds thresholds = thresholdsOf(job.format);
    for (std::int64_t i = place.first(); i < job.values.count(); i += place.stride()) {
      bool lost = false;
      const std::uint32_t magnitude = floatBits(job.values.at(i, lost)) & 0x7fffffffU;
      if (lost) addTo(&shared.lostUpdates, 1U);
      if (magnitude == 0) {
        addTo(&shared.zeros, 1U);
      } else if (magnitude >= 0x7f800000U) {
        addTo(magnitude == 0x7f800000U ? &shared.infinities : &shared.nans, 1U);
      } else {
        countFinite(thresholds, magnitude, shared);
      }
    }
  }

  SCALESCOPE_HD static void countFinite(const CastThresholds& thresholds, std::uint32_t magnitude,
                                        Shared& shared) {
    const int bin = exponentBin(bitsFloat(magnitude));
    addTo(&shared.exponents[bin], 1U);
    if (isPowerOfTwo(magnitude)) addTo(&shared.powers[bin], 1U);
    if (isTop(magnitude, thresholds)) addTo(&shared.tops[bin], 1U);
    if (becomesSubnormal(magnitude, thresholds)) addTo(&shared.subnormals, 1U);
    raiseTo(&shared.largest, magnitude);
    raiseTo(&shared.smallest, ~magnitude);
  }

  SCALESCOPE_HD void addUp(const Place& place, const Shared& shared) const {
    for (int bin = place.thread; bin < kExponentBins; bin += place.threads) {
      addTo(&job.total->exponents[bin], shared.exponents[bin]);
      addTo(&job.total->powers[bin], shared.powers[bin]);
      addTo(&job.total->tops[bin], shared.tops[bin]);
    }
    if (place.thread != 0) return;
    if (place.block == 0) {
      addTo(&job.total->elements, static_cast<unsigned long long>(job.values.count()));
    }
    addTo(&job.total->zeros, shared.zeros);
    addTo(&job.total->infinities, shared.infinities);
    addTo(&job.total->nans, shared.nans);
    addTo(&job.total->subnormals, shared.subnormals);
    addTo(&job.total->lostUpdates, shared.lostUpdates);
    raiseTo(&job.total->largest, shared.largest);
    raiseTo(&job.total->smallest, shared.smallest);
  }
};

inline TensorStatistics tensorStatistics(const DeviceStatistics& device, Format format) {
  TensorStatistics statistics;
  statistics.format = format;
  statistics.elements = device.elements;
  statistics.zeros = device.zeros;
  statistics.infinities = device.infinities;
  statistics.nans = device.nans;
  statistics.subnormals = device.subnormals;
  statistics.lostUpdates = device.lostUpdates;
  std::copy_n(device.exponents, kExponentBins, statistics.exponents.begin());
  std::copy_n(device.powers, kExponentBins, statistics.powers.begin());
  std::copy_n(device.tops, kExponentBins, statistics.tops.begin());
  statistics.largest = bitsFloat(device.largest);
  statistics.smallest = device.smallest == 0 ? 0.0F : bitsFloat(~device.smallest);
  return statistics;
}

}  // namespace scalescope::cuda
