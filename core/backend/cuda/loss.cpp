#include "core/backend/cuda/kernels.h"
#include "core/backend/cuda/layers.h"

namespace scalescope::cuda {
namespace {

class Loss final : public LossOperation {
 public:
  Loss(const ContextPtr& context, const OperationSite& site, LossKind kind)
      : context_(context), site_(site), kind_(kind), input_(asCuda(site.input)) {
    if (!site.wantsInputGradient) return;
    inputGradient_ = makeTensor(context, input_->shape(), site.gradient);
    counter_ = context->telemetry.counter(
        &site.sites->add(site.name + ".input.grad", TensorRole::gradient, site.gradient));
    if (site.gradient != Format::fp32) context->reserve(Slot::result, input_->floatBytes());
  }

  void forward(std::int64_t count) override {
    startLoss(context_->stream(),
              {logits(), context_->feed.labels(), count, kind_, &context_->step()->loss});
  }

  LossResult result() override {
    LossSum sum{};
    context_->download(&sum, &context_->step()->loss, sizeof sum);
    return {sum.loss, static_cast<std::int64_t>(sum.correct)};
  }

  void backward() override {
    const CudaTensor& gradient = *asCuda(inputGradient_);
    const bool inPlace = gradient.format() == Format::fp32;
    float* values = inPlace ? gradient.as<float>() : context_->scratch<float>(Slot::result);
    start(context_->stream(),
          LossGradient{logits(), context_->feed.labels(), input_->layout().batch, kind_,
                       &context_->step()->state.scaler.scale, values});
    CastJob job;
    job.in = values;
    job.out = gradient.data();
    job.layout = gradient.layout();
    job.to = gradient.format();
    job.mask = site_.inputIsRelu ? input_->data() : nullptr;
    job.maskFormat = input_->format();
    job.tally = context_->telemetry.tally(counter_);
    if (inPlace && !job.mask) return startStatistics(context_->stream(), job);
    start(context_->stream(), job);
  }

 private:
  Logits logits() const {
    return {input_->data(), input_->format(), input_->layout().channels, input_->layout().pitch};
  }

  ContextPtr context_;
  OperationSite site_;
  LossKind kind_;
  CudaTensorPtr input_;
  Counter counter_;
};

}  // namespace

std::unique_ptr<LossOperation> makeLoss(const ContextPtr& context, const OperationSite& site,
                                        LossKind kind) {
  return std::make_unique<Loss>(context, site, kind);
}

}  // namespace scalescope::cuda
