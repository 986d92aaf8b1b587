#pragma once

#include <algorithm>

#include "core/backend/cpu/slices.h"
#include "core/backend/operation.h"

namespace scalescope::cpu {

/// What the CPU's operations have in common: making the output and the input gradient, and their
/// cast sites.
class CpuOperation : public Operation {
 protected:
  CpuOperation(ContextPtr context, const OperationSite& site)
      : context_(std::move(context)), site_(site), input_(asCpu(site.input)) {}

  /// `rounds`: the operation computes new values, whose rounding is counted under its output's
  /// name.
  void makeOutput(const Shape& shape, const MemoryDesc& layout, bool rounds) {
    const Format format = storageOf(site_.compute);
    output_ = makeTensor(context_, shape, format, layout);
    if (rounds)
      outputSite_ = &site_.sites->add(site_.name + ".output", TensorRole::activation, format);
  }
  void makeInputGradient(bool rounds) {
    if (!site_.wantsInputGradient) return;
    inputGradient_ = makeTensor(context_, input_->shape(), site_.gradient, input_->layout());
    if (rounds) {
      gradientSite_ =
          &site_.sites->add(site_.name + ".input.grad", TensorRole::gradient, site_.gradient);
    }
  }
  /// Where a wider input is rounded to the operand format.
  CastSite* addOperandSite() {
    if (site_.compute == Format::fp32 || input_->format() == site_.compute) return nullptr;
    return &site_.sites->add(site_.name + ".input", TensorRole::activation, site_.compute);
  }
  /// Where the output's gradient is rounded to the operand format.
  CastSite* addOutputGradientSite() {
    if (!site_.roundsOutputGradient()) return nullptr;
    return &site_.sites->add(site_.name + ".output.grad", TensorRole::gradient,
                             site_.outputGradientOperand());
  }
  CpuTensorPtr output() const { return asCpu(output_); }

  SliceSource inputSource(Slicing slicing, const MemoryDesc& wanted) {
    return {context_, input_, slicing, wanted, site_.compute, Slot::first, Slot::firstReordered};
  }
  /// `operand`: FP32 for the gradient as it arrives.
  SliceSource outputGradientSource(Slicing slicing, const MemoryDesc& wanted,
                                   Format operand = Format::fp32) {
    return {context_,     asCpu(outputGradient_), slicing, wanted, operand,
            Slot::second, Slot::secondReordered};
  }
  SliceSink outputSink(Slicing slicing, const MemoryDesc& produced) {
    SliceSink sink(context_, output(), slicing, produced);
    if (site_.fuseRelu) sink.applyRelu();
    return sink;
  }
  SliceSink inputGradientSink(Slicing slicing, const MemoryDesc& produced) {
    SliceSink sink(context_, asCpu(inputGradient_), slicing, produced);
    if (site_.inputIsRelu) sink.maskBy(input_);
    return sink;
  }

  ContextPtr context_;
  OperationSite site_;
  CpuTensorPtr input_;
  CastSite* operandSite_ = nullptr;
  CastSite* outputSite_ = nullptr;
  CastSite* gradientSite_ = nullptr;
};

/// Of a batch of this shape, [N, …]; N is above 0.
inline std::int64_t elementsPerSample(const Shape& shape) {
  return elementCount(shape) / shape.front();
}

}  // namespace scalescope::cpu
