#pragma once

#include "core/backend/cuda/context.h"
#include "core/backend/cuda/kernels.h"
#include "core/backend/cuda/operand_scale.h"
#include "core/backend/operation.h"
#include "core/backend/slicing.h"

namespace scalescope::cuda {

/// A tensor's values in the format in which an operation takes them: the tensor itself, or a copy
/// in scratch that is made anew at every use.
class Operand {
 public:
  Operand() = default;
  /// `rounded`: the format that the policy computes in (FP32: as the tensor is). `wanted`: what the
  /// operation takes, the rounded format itself or a wider one. Counts the rounding, not the
  /// widening. `slices`: how many parts of the batch are loaded one by one.
  Operand(const ContextPtr& context, CudaTensorPtr tensor, Format rounded, Format wanted, Slot slot,
          std::int64_t slices = 1);
  /// Device address of a slice's values, in the tensor's layout.
  const void* load(const Tally& tally = {}, std::int64_t slice = 0);
  /// Of an FP8 or INT8 operand that is cast here; outlives it.
  void scaleBy(const OperandScale& scale) { scale_ = &scale; }

 private:
  bool isTensorItself() const;
  ContextPtr context_;
  CudaTensorPtr tensor_;
  Format rounded_ = Format::fp32;
  Format wanted_ = Format::fp32;
  Slot slot_ = Slot::first;
  std::int64_t slices_ = 1;
  const OperandScale* scale_ = nullptr;
};

/// The format of a tensor's values once the policy has rounded them to `compute`.
inline Format roundedFormat(const CudaTensor& tensor, Format compute) {
  return compute == Format::fp32 ? tensor.format() : compute;
}

/// What the operations have in common: output and input gradient, and their casts.
class CudaOperation : public Operation {
 protected:
  CudaOperation(ContextPtr context, const OperationSite& site)
      : context_(std::move(context)),
        site_(site),
        input_(asCuda(site.input)),
        slicing_{input_->shape()[0], 1},
        inputScale_(context_, site.compute, site.amax.input),
        weightScale_(context_, site.compute, site.amax.weight),
        gradientScale_(context_, site.outputGradientOperand(), site.amax.outputGradient) {}

  /// `rounds`: the operation computes new values, whose rounding is counted.
  void makeOutput(const Shape& shape, bool rounds);
  void makeInputGradient(bool rounds);
  void registerOperand();         ///< where a wider input is rounded to the operand format
  void registerOutputGradient();  ///< where the output's gradient is rounded to it
  /// The format in which products take the output's gradient.
  Format outputGradientFormat() const {
    return site_.roundsOutputGradient() ? site_.outputGradientOperand() : outputGradient_->format();
  }

  void registerWeight(Parameter& weight);  ///< that is cast in forward
  /// The FP8 and INT8 operands of a pass: the scale of the input, and the weight's cast, scaled.
  void prepareOperands(Pass pass) const;
  void scaleOutputGradient() const;

  CudaTensorPtr output() const { return asCuda(output_); }
  CudaTensorPtr inputGradient() const { return asCuda(inputGradient_); }
  CudaTensorPtr outputGradient() const { return asCuda(outputGradient_); }
  Tally tally(Counter counter) const { return context_->telemetry.tally(counter); }
  cudaStream_t stream() const { return context_->stream(); }

  /// For an operation that handles its samples one by one: cuts the batch, so that the FP32 values
  /// of these tensors that are not FP32 need little scratch, which stays in cache. Null ones are
  /// passed over.
  void sliceBatchFor(std::initializer_list<const CudaTensor*> tensors);

  /// Where an operation puts the FP32 values of this tensor's slice: into the tensor itself if it
  /// is FP32, else into scratch.
  float* resultFor(const CudaTensor& tensor, std::int64_t slice = 0) const;
  void reserveResult(const CudaTensor& tensor) const;
  const void* partOf(const CudaTensor& tensor, std::int64_t slice) const;
  /// Bias, rounding, counting and fused ReLU of the output whose FP32 values are in resultFor().
  void finishOutput(const CudaTensor* bias = nullptr, std::int64_t slice = 0);
  /// Rounding, counting, and what masks it: a ReLU before, INT8's clipping of the input.
  void finishInputGradient(std::int64_t slice = 0);

  /// The casts that finishOutput() and finishInputGradient() start.
  CastJob outputCast(const CudaTensor* bias, std::int64_t slice) const;
  CastJob inputGradientCast(std::int64_t slice) const;

  Counter watch(const std::string& tensor, TensorRole role, Format format);
  CastJob roundingOf(const CudaTensor& tensor, std::int64_t slice) const;

  ContextPtr context_;
  OperationSite site_;
  CudaTensorPtr input_;
  Slicing slicing_;  ///< the whole batch in one, unless it was cut
  OperandScale inputScale_, weightScale_, gradientScale_;
  Parameter* scaledWeight_ = nullptr;
  Counter scaledWeightCounter_;
  Counter operandCounter_, outputCounter_, outputGradientCounter_, gradientCounter_;
};

}  // namespace scalescope::cuda
