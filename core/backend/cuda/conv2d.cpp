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

class Conv2d final : public CudaOperation {
 public:
  Conv2d(const ContextPtr& context, const OperationSite& site, const Conv2dSpec& spec,
         Parameter& weight, Parameter* bias)
      : CudaOperation(context, site),
        geometry_(geometryOf(input_->shape(), spec)),
        weight_(asCuda(weight.operand)) {
    registerOperand();
    makeOutput(outputShape(input_->shape(), spec), true);
    registerOutputGradient();
    makeInputGradient(true);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    weightGradient_ = ParameterGradient(context_, weight, Slot::result);
    if (bias) {
      bias_ = asCuda(bias->operand);
      biasGradient_ = ParameterGradient(context_, *bias, Slot::result);
      reserveChannelSums(*context_, output()->layout());
    }
    const Format x = roundedFormat(*input_, site_.compute);
    forward_.emplace(direction(ConvolutionKind::forward, input_, x, weight_, weight_->format()));
  }

  void forward(Pass) override {
    const void* x = forward_->first.load(counts(operandCounter_));
    const void* w = forward_->second.load();
    forward_->plan.run(x, w, resultFor(*output()));
    finishOutput(bias_.get());
  }

  void backward() override {
    const void* dy = weights_->second.load(counts(outputGradientCounter_));
    weights_->plan.run(weights_->first.load(), dy, weightGradient_.result());
    weightGradient_.finish();
    if (bias_) biasGradient_.sumChannels(*outputGradient());
    if (!inputGradient_) return;
    const void* w = data_->first.load();
    data_->plan.run(w, data_->second.load(), resultFor(*inputGradient()));
    finishInputGradient();
  }

 private:
  void prepareBackward() override {
    const CudaTensorPtr dy = outputGradient();
    const Format dyFormat = outputGradientFormat();
    weights_.emplace(direction(ConvolutionKind::backwardWeights, input_,
                               roundedFormat(*input_, site_.compute), dy, dyFormat));
    if (!inputGradient_) return;
    data_.emplace(
        direction(ConvolutionKind::backwardData, weight_, weight_->format(), dy, dyFormat));
  }

  Direction direction(ConvolutionKind kind, const CudaTensorPtr& a, Format roundedA,
                      const CudaTensorPtr& b, Format roundedB) const {
    ConvolutionPlan plan(context_, kind, geometry_, commonFormat(roundedA, roundedB));
    const Format wanted = plan.operands();
    return {std::move(plan), Operand(context_, a, roundedA, wanted, Slot::first),
            Operand(context_, b, roundedB, wanted, Slot::second)};
  }

  ConvolutionGeometry geometry_;
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
