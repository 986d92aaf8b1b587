#include <optional>

#include "core/backend/cuda/convolution_plan.h"
#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/cuda/parameter_gradient.h"

namespace scalescope::cuda {
namespace {

std::size_t plainBytes(const CudaTensor& tensor) {
  return static_cast<std::size_t>(tensor.layout().count()) * sizeof(float);
}

/// A convolution in groups. Padded channels would belong to no group, so that the library gets
/// row-major FP32 copies without padding. Products of halves and their FP32 sums are the same
/// there.
class GroupedConv2d final : public CudaOperation {
 public:
  GroupedConv2d(const ContextPtr& context, const OperationSite& site, const Conv2dSpec& spec,
                Parameter& weight, Parameter* bias)
      : CudaOperation(context, site),
        geometry_(geometryOf(input_->shape(), spec)),
        weight_(asCuda(weight.operand)),
        weightGradientTensor_(asCuda(weight.gradient)),
        forward_(context, ConvolutionKind::forward, geometry_, Format::fp32) {
    registerOperand();
    registerWeight(weight);
    makeOutput(outputShape(input_->shape(), spec), true);
    makeInputGradient(true);
    registerOutputGradient();
    reserveResult(*output());
    weightGradient_ = ParameterGradient(context_, weight, Slot::result);
    if (bias) {
      bias_ = asCuda(bias->operand);
      biasGradient_ = ParameterGradient(context_, *bias, Slot::result);
      reserveChannelSums(*context_, output()->layout());
    }
    for (const Slot slot : {Slot::first, Slot::second, Slot::third}) {
      for (const CudaTensorPtr& tensor : {input_, weight_, output()}) {
        context_->reserve(slot, plainBytes(*tensor));
      }
    }
    weights_.emplace(context_, ConvolutionKind::backwardWeights, geometry_, Format::fp32);
    if (!inputGradient_) return;
    reserveResult(*inputGradient());
    data_.emplace(context_, ConvolutionKind::backwardData, geometry_, Format::fp32);
  }

  void forward(Pass pass) override {
    prepareOperands(pass);
    const float* x =
        plain(*input_, Slot::first, site_.compute, tally(operandCounter_), &inputScale_);
    const float* w = plain(*weight_, Slot::second);
    forward_.run(x, w, context_->scratch<float>(Slot::third));
    fromPlain(resultFor(*output()), output()->layout());
    finishOutput(bias_.get());
  }

  void backward() override {
    scaleOutputGradient();
    const float* dy = plain(*outputGradient(), Slot::second, outputGradientFormat(),
                            tally(outputGradientCounter_), &gradientScale_);
    weights_->run(plain(*input_, Slot::first, site_.compute, {}, &inputScale_), dy,
                  context_->scratch<float>(Slot::third));
    fromPlain(weightGradient_.result(), weightGradientTensor_->layout());
    weightGradient_.finish();
    if (bias_) biasGradient_.sumChannels(*outputGradient());
    if (!inputGradient_) return;
    data_->run(plain(*weight_, Slot::first), dy, context_->scratch<float>(Slot::third));
    fromPlain(resultFor(*inputGradient()), inputGradient()->layout());
    finishInputGradient();
  }

 private:
  /// A tensor's values, rounded to `compute` if that is narrower, as row-major FP32 in scratch.
  const float* plain(const CudaTensor& tensor, Slot slot, Format compute = Format::fp32,
                     const Tally& counted = {}, const OperandScale* scale = nullptr) const {
    PermuteJob job;
    job.in = tensor.data();
    job.from = tensor.format();
    job.inLayout = tensor.layout();
    job.out = context_->scratch(slot);
    job.outLayout = plainLayoutOf(tensor.shape());
    job.rounded = compute == tensor.format() ? Format::fp32 : compute;
    job.tally = counted;
    if (scale) job.scale = scale->factor();
    start(stream(), job);
    return static_cast<const float*>(job.out);
  }
  void fromPlain(float* result, const Layout& layout) const {
    PermuteJob job;
    job.in = context_->scratch(Slot::third);
    job.inLayout = {1, layout.count(), 1, layout.count()};
    job.out = result;
    job.outLayout = layout;
    start(stream(), job);
  }

  ConvolutionGeometry geometry_;
  CudaTensorPtr weight_, bias_, weightGradientTensor_;
  ParameterGradient weightGradient_, biasGradient_;
  ConvolutionPlan forward_;
  std::optional<ConvolutionPlan> weights_, data_;
};

}  // namespace

std::unique_ptr<Operation> makeGroupedConv2d(const ContextPtr& context, const OperationSite& site,
                                             const Conv2dSpec& spec, Parameter& weight,
                                             Parameter* bias) {
  return std::make_unique<GroupedConv2d>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cuda
