#include "core/backend/cpu/weighted.h"

#include "core/backend/cpu/operand_scale.h"

namespace scalescope::cpu {
namespace {

class WeightedOperation final : public CpuOperation {
 public:
  WeightedOperation(const ContextPtr& context, const OperationSite& site, const Shape& outputShape,
                    WeightedPrimitives primitives, Parameter& weight, Parameter* bias)
      : CpuOperation(context, site),
        p_(std::move(primitives)),
        hasBias_(bias != nullptr),
        inputScale_(site.compute, site.amax.input),
        weightScale_(site.compute, site.amax.weight),
        gradientScale_(site.outputGradientOperand(), site.amax.outputGradient) {
    if (weight.castByLayer()) scaledWeight_ = &weight;
    operandSite_ = addOperandSite();
    makeOutput(outputShape, p_.output, true);
    makeInputGradient(true);
    source_ = inputSource(p_.slicing, p_.forwardInput);
    sink_ = outputSink(p_.slicing, p_.forwardOutput);
    weight_ = ParameterSource(context, weight, p_.weightDims, p_.forwardWeight);
    weightGradient_ =
        GradientCollector(context, weight, p_.weightDims, p_.weightsGradient, Slot::partial);
    backwardInput_ = inputSource(p_.slicing, p_.weightsInput);
    if (hasBias_) {
      bias_ = ParameterSource(context, *bias, p_.biasDims, plainDesc(p_.biasDims));
      Dims sums = p_.biasDims;
      if (sumsApart()) {  // the library's sums keep the extents that they are over
        sums.assign(outputShape.size(), 1);
        sums[1] = outputShape[1];
      }
      biasGradient_ = GradientCollector(context, *bias, sums, plainDesc(sums), Slot::partialBias);
    }
    outputGradientSite_ = addOutputGradientSite();
    if (site_.wantsInputGradient) {
      backwardWeight_ = ParameterSource(context, weight, p_.weightDims, p_.dataWeight);
      gradientSink_ = inputGradientSink(p_.slicing, p_.dataGradient);
    }
  }

  void forward(Pass pass) override {
    if (isScaled(site_.compute)) scaleInput(pass);
    if (scaledWeight_) castWeight(pass);
    const dnnl::memory& weight = weight_.load();
    const dnnl::memory& bias = hasBias_ ? bias_.load() : none_;
    for (std::int64_t slice = 0; slice < p_.slicing.count; ++slice) {
      p_.forward.run(*context_, argument(DNNL_ARG_SRC, source_.load(slice, operandSite_)),
                     argument(DNNL_ARG_WEIGHTS, weight), biasArgument(DNNL_ARG_BIAS, bias),
                     argument(DNNL_ARG_DST, sink_.target(slice)));
      sink_.finish(slice, outputSite_);
    }
  }

  void backward() override {
    if (!sourcesReady_) bindOutputGradient();
    if (isFp8(site_.compute)) scaleOutputGradient();
    const bool wantsData = site_.wantsInputGradient;
    const dnnl::memory& weight = wantsData ? backwardWeight_.load() : none_;
    weightGradient_.begin();
    if (hasBias_) biasGradient_.begin();
    for (std::int64_t slice = 0; slice < p_.slicing.count; ++slice) {
      if (sumsApart()) biasBackward(slice);
      weightsBackward(slice);
      if (wantsData) dataBackward(slice, weight);
    }
    weightGradient_.finish();
    if (hasBias_) biasGradient_.finish();
  }

 private:
  /// A bias' gradient sums the output's gradient as it arrives, not as the products take it.
  bool sumsApart() const { return hasBias_ && site_.roundsOutputGradient(); }

  void scaleInput(Pass pass) {
    const float scale = inputScale_.next(*input_, pass);
    source_.setScale(scale);
    backwardInput_.setScale(scale);
    gradientSink_.passUnclipped(input_, site_.compute == Format::int8 ? scale : 0.0F);
  }

  void castWeight(Pass pass) {
    CpuTensor& value = *asCpu(scaledWeight_->value);
    CpuTensor& operand = *asCpu(scaledWeight_->operand);
    const float scale = weightScale_.next(value, pass);
    CastSite* const site = scaledWeight_->operandSite;
    auto* const out = reinterpret_cast<float*>(operand.at(0));
    const std::size_t n = value.storedElements();
    collectScaledAt(site, value.at(0), value.format(), scale, out, n, value.elements());
    countAt(site, loadScaled(value.at(0), value.format(), operand.format(), scale, out, n),
            value.elements());
  }

  void scaleOutputGradient() {
    const float scale = gradientScale_.next(*asCpu(outputGradient_), Pass::training);
    forWeights_.setScale(scale);
    if (separateData_) forData_.setScale(scale);
  }

  void bindOutputGradient() {
    const Format operand =
        site_.roundsOutputGradient() ? site_.outputGradientOperand() : Format::fp32;
    forWeights_ = outputGradientSource(p_.slicing, p_.weightsOutputGradient, operand);
    if (site_.wantsInputGradient && p_.dataOutputGradient != p_.weightsOutputGradient) {
      forData_ = outputGradientSource(p_.slicing, p_.dataOutputGradient, operand);
      separateData_ = true;
    }
    if (sumsApart()) bindBiasSum();
    sourcesReady_ = true;
  }

  void bindBiasSum() {
    const MemoryDesc arriving = sliceLayout(asCpu(outputGradient_)->layout(), p_.slicing.samples);
    forBias_ = outputGradientSource(p_.slicing, arriving);
    const auto sum =
        forwardDesc<dnnl::reduction>(context_->engine, dnnl::algorithm::reduction_sum, arriving,
                                     biasGradient_.target().get_desc(), 0.0F, 0.0F);
    biasSum_ = bind<dnnl::reduction>(*context_, sum);
  }

  void biasBackward(std::int64_t slice) {
    biasSum_.run(*context_, argument(DNNL_ARG_SRC, forBias_.load(slice)),
                 argument(DNNL_ARG_DST, biasGradient_.target()));
    biasGradient_.add();
  }

  // The library passes over arguments that a primitive made without bias does not use.
  dnnl_exec_arg_t biasArgument(int index, const dnnl::memory& bias) const {
    return hasBias_ ? argument(index, bias) : dnnl_exec_arg_t{index, nullptr};
  }

  void weightsBackward(std::int64_t slice) {
    loaded_ = &forWeights_.load(slice, outputGradientSite_);
    const bool bias = hasBias_ && !sumsApart();
    p_.backwardWeights.run(*context_, argument(DNNL_ARG_SRC, backwardInput_.load(slice)),
                           argument(DNNL_ARG_DIFF_DST, *loaded_),
                           argument(DNNL_ARG_DIFF_WEIGHTS, weightGradient_.target()),
                           bias ? argument(DNNL_ARG_DIFF_BIAS, biasGradient_.target())
                                : dnnl_exec_arg_t{DNNL_ARG_DIFF_BIAS, nullptr});
    weightGradient_.add();
    if (bias) biasGradient_.add();
  }

  void dataBackward(std::int64_t slice, const dnnl::memory& weight) {
    const dnnl::memory& gradient = separateData_ ? forData_.load(slice) : *loaded_;
    p_.backwardData.run(*context_, argument(DNNL_ARG_DIFF_DST, gradient),
                        argument(DNNL_ARG_WEIGHTS, weight),
                        argument(DNNL_ARG_DIFF_SRC, gradientSink_.target(slice)));
    gradientSink_.finish(slice, gradientSite_);
  }

  WeightedPrimitives p_;
  bool hasBias_;
  bool sourcesReady_ = false;
  bool separateData_ = false;
  OperandScale inputScale_, weightScale_, gradientScale_;
  Parameter* scaledWeight_ = nullptr;
  BoundPrimitive biasSum_;
  CastSite* outputGradientSite_ = nullptr;
  SliceSource source_, backwardInput_, forWeights_, forData_, forBias_;
  SliceSink sink_, gradientSink_;
  ParameterSource weight_, backwardWeight_, bias_;
  GradientCollector weightGradient_, biasGradient_;
  const dnnl::memory* loaded_ = nullptr;
  dnnl::memory none_;
};

}  // namespace

std::unique_ptr<Operation> makeWeighted(const ContextPtr& context, const OperationSite& site,
                                        const Shape& outputShape, WeightedPrimitives primitives,
                                        Parameter& weight, Parameter* bias) {
  return std::make_unique<WeightedOperation>(context, site, outputShape, std::move(primitives),
                                             weight, bias);
}

}  // namespace scalescope::cpu
