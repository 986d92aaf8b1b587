#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/cuda/parameter_gradient.h"

namespace scalescope::cuda {
namespace {

/// With kernels of our own: sums in double, over samples whose channels are padded.
class LayerNorm final : public CudaOperation {
 public:
  LayerNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            const Parameter& weight, const Parameter& bias)
      : CudaOperation(context, site),
        spec_(spec),
        weight_(asCuda(weight.operand)),
        bias_(asCuda(bias.operand)),
        weightGradient_(context, weight, Slot::partial),
        biasGradient_(context, bias, Slot::library) {
    registerOperand();
    makeOutput(input_->shape(), true);
    makeInputGradient(true);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    x_ =
        Operand(context_, input_, roundedFormat(*input_, site_.compute), Format::fp32, Slot::first);
    const auto batch = static_cast<std::size_t>(input_->layout().batch);
    mean_ = context_->arena.reserve(batch * sizeof(double));
    inverse_ = context_->arena.reserve(batch * sizeof(double));
    sums_ = context_->arena.reserve(batch * sizeof(NormBackwardSums));
  }

  void forward(Pass) override {
    const NormForwardBody job{rows(tally(operandCounter_)),
                              weight_->data(),
                              bias_->data(),
                              weight_->format(),
                              bias_->format(),
                              resultFor(*output())};
    startNormForward(stream(), job, true);
    finishOutput();
  }

  void backward() override {
    const CudaTensorPtr dy = outputGradient();
    const NormBackwardSumsBody job{
        rows({}),        dy->data(),        dy->format(),
        weight_->data(), weight_->format(), static_cast<NormBackwardSums*>(sums_->data())};
    startNormBackward(stream(), job, inputGradient_ ? resultFor(*inputGradient()) : nullptr,
                      weightGradient_.result(), biasGradient_.result());
    weightGradient_.finish();
    biasGradient_.finish();
    if (inputGradient_) finishInputGradient();
  }

 private:
  NormRows rows(const Tally& counted) {
    return {static_cast<const float*>(x_.load(counted)), input_->layout(), spec_.eps,
            static_cast<double*>(mean_->data()), static_cast<double*>(inverse_->data())};
  }

  NormSpec spec_;
  CudaTensorPtr weight_, bias_;
  ParameterGradient weightGradient_, biasGradient_;
  Operand x_;
  BlockPtr mean_, inverse_, sums_;  // by sample
};

}  // namespace

std::unique_ptr<Operation> makeLayerNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias) {
  return std::make_unique<LayerNorm>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cuda
