#pragma once

#include "core/backend/cuda/context.h"
#include "core/backend/cuda/kernels.h"
#include "core/backend/operation.h"

namespace scalescope::cuda {

/// The scale of one FP8 or INT8 operand, from pass to pass, in device memory.
class OperandScale {
 public:
  /// `history` null: as AmaxHistories.
  OperandScale(const ContextPtr& context, Format format, const TensorPtr& history)
      : context_(context), format_(format) {
    if (!history && format != Format::int8) return;
    if (history) history_ = asCuda(history);
    cell_ = context_->arena.reserve(sizeof(ScaleCell));
  }

  /// What to scale these values by in this pass; a training pass is remembered.
  void next(const CudaTensor& values, Pass pass) const {
    if (!cell_) return;
    auto* cell = static_cast<ScaleCell*>(cell_->data());
    start(context_->stream(), AmaxBody{values.data(), values.format(), values.layout(), cell});
    start(context_->stream(), ScaleBody{cell, history_ ? history_->as<float>() : nullptr, format_,
                                        pass == Pass::training});
  }

  /// In device memory; null: 1.
  const float* factor() const {
    return cell_ ? &static_cast<ScaleCell*>(cell_->data())->scale : nullptr;
  }

 private:
  ContextPtr context_;
  Format format_;
  CudaTensorPtr history_;
  BlockPtr cell_;
};

}  // namespace scalescope::cuda
