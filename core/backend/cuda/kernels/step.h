#pragma once

#include <cmath>

#include "core/backend/cuda/kernels/cast.h"
#include "core/backend/cuda/kernels/gradient.h"
#include "core/backend/cuda/kernels/loss.h"
#include "core/backend/step_rule.h"

namespace scalescope::cuda {

/// What a run keeps of its steps in device memory: a step decides over itself there.
struct DeviceStep {
  StepRules rules;
  StepState state;
  UnscaleSum gradients;
  StepDecision decision;
  LossSum loss;
  unsigned long long lostUpdates;
  unsigned long long reports;  ///< written so far
};

/// decideStep() on the device; one thread.
struct DecideBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  DeviceStep* step;
  const DeviceCounts* counts;  ///< of forward and backward
  int countCount;

  template <int phase>
  SCALESCOPE_HD void run(const Place&, NoShared&) const {
    GradientReport report{step->gradients.nonFinite, sqrt(step->gradients.squares), 0};
    for (int i = 0; i < countCount; ++i) report.castOverflows += counts[i].overflow;
    step->decision = decideStep(step->rules, step->state, report);
    step->lostUpdates = 0;
  }
};

/// What the host is told of a step: a slot of the ring in its memory.
struct StepReport {
  unsigned long long number;  ///< from 1
  StepDecision decision;
  LossSum loss;
  unsigned long long lostUpdates;
};

/// Writes a step's report and the counts of its casts into the ring. One block.
struct ReportBody {
  struct Shared {
    unsigned long long slot;
  };
  static constexpr int phases = 3;
  DeviceStep* step;
  const DeviceCounts* counts;
  int countCount;
  StepReport* ring;          ///< [slots], host memory that the device can write
  DeviceCounts* ringCounts;  ///< [slots, countCapacity]
  int slots;
  int countCapacity;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, Shared& shared) const {
    if constexpr (phase == 0) {
      if (place.thread == 0) shared.slot = step->reports % static_cast<unsigned>(slots);
    } else if constexpr (phase == 1) {
      DeviceCounts* out = ringCounts + shared.slot * static_cast<unsigned>(countCapacity);
      for (int i = place.thread; i < countCount; i += place.threads) out[i] = counts[i];
    } else {
      if (place.thread != 0) return;
      ++step->reports;
      ring[shared.slot] = {step->reports, step->decision, step->loss, step->lostUpdates};
    }
  }
};

}  // namespace scalescope::cuda
