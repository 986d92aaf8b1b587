#include <optional>

#include "core/backend/cuda/convolution_plan.h"
#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/cuda/parameter_gradient.h"

namespace scalescope::cuda {
namespace {

/// One direction of a convolution with its two operands.
struct Direction {
  ConvolutionPlan plan;
  Operand first, second;
};

Shape withBatch(Shape shape, std::int64_t batch) {
  shape[0] = batch;
  return shape;
}

/// Forward and the data's backward go slice by slice; the weights' backward sums over the batch.
class Conv2d final : public CudaOperation {
 public:
  Conv2d(const ContextPtr& context, const OperationSite& site, const Conv2dSpec& spec,
         Parameter& weight, Parameter* bias)
      : CudaOperation(context, site),
        whole_(geometryOf(input_->shape(), spec)),
        weight_(asCuda(weight.operand)) {
    registerOperand();
    registerWeight(weight);
    makeOutput(outputShape(input_->shape(), spec), true);
    makeInputGradient(true);
    registerOutputGradient();
    sliceBatchFor({output().get(), inputGradient().get()});
    slice_ = geometryOf(withBatch(input_->shape(), slicing_.samples), spec);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    weightGradient_ = ParameterGradient(context_, weight, Slot::result);
    if (bias) {
      bias_ = asCuda(bias->operand);
      biasGradient_ = ParameterGradient(context_, *bias, Slot::result);
      reserveChannelSums(*context_, output()->layout());
    }
    const Format x = roundedFormat(*input_, site_.compute);
    forward_.emplace(direction(ConvolutionKind::forward, slice_, {input_, x, slicing_.count},
                               {weight_, weight_->format()}));
    forward_->first.scaleBy(inputScale_);
  }

  void forward(Pass pass) override {
    prepareOperands(pass);
    const void* w = forward_->second.load();
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const void* x = forward_->first.load(tally(operandCounter_), slice);
      forward_->plan.run(x, w, resultFor(*output(), slice));
      finishOutput(bias_.get(), slice);
    }
  }

  void backward() override {
    scaleOutputGradient();
    const void* dy = weights_->second.load(tally(outputGradientCounter_));
    weights_->plan.run(weights_->first.load(), dy, weightGradient_.result());
    weightGradient_.finish();
    if (bias_) biasGradient_.sumChannels(*outputGradient());
    if (!inputGradient_) return;
    const void* w = data_->first.load();
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      data_->plan.run(w, data_->second.load({}, slice), resultFor(*inputGradient(), slice));
      finishInputGradient(slice);
    }
  }

 private:
  void prepareBackward() override {
    const CudaTensorPtr dy = outputGradient();
    const Format dyFormat = outputGradientFormat();
    const Format x = roundedFormat(*input_, site_.compute);
    weights_.emplace(
        direction(ConvolutionKind::backwardWeights, whole_, {input_, x}, {dy, dyFormat}));
    weights_->first.scaleBy(inputScale_);
    weights_->second.scaleBy(gradientScale_);
    if (!inputGradient_) return;
    data_.emplace(direction(ConvolutionKind::backwardData, slice_, {weight_, weight_->format()},
                            {dy, dyFormat, slicing_.count}));
    data_->second.scaleBy(gradientScale_);
  }

  /// A tensor, the format its values are rounded to, and how many slices it is read in.
  struct Read {
    CudaTensorPtr tensor;
    Format rounded;
    std::int64_t slices = 1;
  };
  Direction direction(ConvolutionKind kind, const ConvolutionGeometry& geometry, const Read& a,
                      const Read& b) const {
    ConvolutionPlan plan(context_, kind, geometry, commonFormat(a.rounded, b.rounded));
    const auto operand = [&](const Read& read, Slot slot) {
      return Operand(context_, read.tensor, read.rounded, plan.operands(), slot, read.slices);
    };
    Operand first = operand(a, Slot::first);
    Operand second = operand(b, Slot::second);
    return {std::move(plan), std::move(first), std::move(second)};
  }

  ConvolutionGeometry whole_, slice_;
  CudaTensorPtr weight_, bias_;
  ParameterGradient weightGradient_, biasGradient_;
  std::optional<Direction> forward_, weights_, data_;
};

}  // namespace

std::unique_ptr<Operation> makeConv2d(const ContextPtr& context, const OperationSite& site,
                                      const Conv2dSpec& spec, Parameter& weight, Parameter* bias) {
  if (spec.groups > 1) return makeGroupedConv2d(context, site, spec, weight, bias);
  return std::make_unique<Conv2d>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cuda
