#pragma once

#include "core/backend/cuda/kernels/cast.h"
#include "core/backend/step_rule.h"

namespace scalescope::cuda {

/// One parameter, for the one launch that updates them all.
struct UpdateSlot {
  void* value;  ///< of `format`, as are the optimizer's tensors
  const float* gradient;
  void* first;    ///< momentum or first moment; null without
  void* second;   ///< second moment; null without
  void* operand;  ///< of `operandFormat`; null where it is `value` itself
  /// Of value → operand, or, where they are one, of what half made non-finite; null: not counted.
  DeviceCounts* counts;
  Layout layout;  ///< of all of them
  Format format;
  Format operandFormat;

  SCALESCOPE_HD float read(const void* memory, std::int64_t i) const {
    return memory ? readCell(format, memory, i) : 0.0F;
  }
};

/// Clips, updates and casts the elements of one parameter: block row `slot` of the launch.
struct UpdateBody {
  struct Sum {
    unsigned long long lost;
    DeviceCounts casts;
    SCALESCOPE_HD Sum& operator+=(const Sum& other) {
      lost += other.lost;
      casts += other.casts;
      return *this;
    }
  };
  using Value = Sum;
  const UpdateSlot* slots;
  int slotCount;
  const StepDecision* decision;
  unsigned long long* lostUpdates;  ///< added to

  /// Blocks are dealt to the slots in turn, so that a launch covers small and large ones alike.
  SCALESCOPE_HD Sum part(const Place& place) const {
    Sum sum{};
    if (!decision->applied) return sum;
    const UpdateSlot& slot = slots[place.block % slotCount];
    const Place own{place.block / slotCount, place.blocks / slotCount, place.thread, place.threads};
    CastCounts casts;
    for (std::int64_t i = own.first(); i < slot.layout.count(); i += own.stride()) {
      sum.lost += updateOne(slot, slot.layout.inOrder(i), casts);
    }
    sum.casts.add(casts);
    return sum;
  }
  SCALESCOPE_HD void finish(const Place& place, const Sum& sum) const {
    addTo(lostUpdates, sum.lost);
    addTo(slots[place.block % slotCount].counts, sum.casts);
  }

 private:
  /// True if a non-zero update left the value unchanged.
  SCALESCOPE_HD bool updateOne(const UpdateSlot& slot, std::int64_t i, CastCounts& casts) const {
    ElementState element{slot.read(slot.value, i), slot.read(slot.first, i),
                         slot.read(slot.second, i)};
    const float before = element.value;
    const bool lost =
        updateElement(decision->constants, slot.format, decision->clip, slot.gradient[i], element);
    writeCell(slot.format, slot.value, i, element.value);
    if (slot.first) writeCell(slot.format, slot.first, i, element.first);
    if (slot.second) writeCell(slot.format, slot.second, i, element.second);
    if (slot.operand) {
      writeCell(slot.operandFormat, slot.operand, i, element.value);
      countCast(casts, element.value, roundTo(slot.operandFormat, element.value));
    } else if (slot.format != Format::fp32) {
      casts.overflow += isFiniteBits(before) && !isFiniteBits(element.value);
    }
    return lost;
  }
};

/// A grid for UpdateBody: as many blocks for each slot as the largest needs.
inline Grid gridOverSlots(std::int64_t largest, int slotCount) {
  return {gridOver(largest).blocks * slotCount, kThreads};
}

}  // namespace scalescope::cuda
