#pragma once

#include "core/backend/cpu/cpu_tensor.h"
#include "core/backend/cpu/kernels.h"
#include "core/backend/operation.h"
#include "core/precision/fp8_scaling.h"

namespace scalescope::cpu {

/// The scale of one FP8 or INT8 operand, from pass to pass.
class OperandScale {
 public:
  OperandScale() = default;
  /// `history` null: as AmaxHistories.
  OperandScale(Format format, const TensorPtr& history) : format_(format) {
    if (history) history_ = asCpu(history);
  }
  /// What to scale these values by in this pass; a training pass is remembered.
  float next(CpuTensor& values, Pass pass) {
    if (!history_ && format_ != Format::int8) return 1.0F;
    const float amax = amaxOf(values.at(0), values.format(), values.storedElements());
    if (!history_) return int8Scale(amax);
    auto& history = *reinterpret_cast<AmaxHistory*>(history_->at(0));
    const float scale = delayedScale(format_, history, amax);
    if (pass == Pass::training) remember(history, amax);
    return scale;
  }

 private:
  Format format_ = Format::e4m3;
  CpuTensorPtr history_;
};

}  // namespace scalescope::cpu
