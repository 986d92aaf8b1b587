#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/slices.h"
#include "core/backend/loss_rule.h"

namespace scalescope::cpu {
namespace {

class Loss final : public LossOperation {
 public:
  Loss(const ContextPtr& context, const OperationSite& site, LossKind kind)
      : context_(context),
        kind_(kind),
        input_(asCpu(site.input)),
        batch_(input_->shape()[0]),
        classes_(input_->shape()[1]) {
    const Slicing whole{batch_, 1};
    source_ = SliceSource(context, input_, whole, input_->layout(), Format::fp32, Slot::first,
                          Slot::firstReordered);
    if (!site.wantsInputGradient) return;
    inputGradient_ = makeTensor(context, input_->shape(), site.gradient, input_->layout());
    sink_ = SliceSink(context, asCpu(inputGradient_), whole, input_->layout());
    if (site.inputIsRelu) sink_.maskBy(input_);
    castSite_ = &site.sites->add(site.name + ".input.grad", TensorRole::gradient, site.gradient);
  }

  void forward(std::int64_t count) override {
    const auto* logits = static_cast<const float*>(source_.load(0).get_data_handle());
    LossResult& result = context_->loss;
    result = {};
    for (std::int64_t n = 0; n < count; ++n) {
      const auto row = rowOf(logits, n);
      result.loss += row.loss(kind_, label(n));
      result.correct += row.largest() == label(n);
    }
    result.loss /= static_cast<double>(lossTerms(kind_, count, classes_));
  }

  LossResult result() override { return context_->loss; }

  void backward() override {
    const auto* logits = static_cast<const float*>(source_.load(0).get_data_handle());
    auto* gradients = static_cast<float*>(sink_.target(0).get_data_handle());
    const float factor =
        context_->step.scaler.scale / static_cast<float>(lossTerms(kind_, batch_, classes_));
    for (std::int64_t n = 0; n < batch_; ++n)
      rowOf(logits, n).gradient(kind_, label(n), factor, gradients + n * classes_);
    sink_.finish(0, castSite_);
  }

 private:
  std::int32_t label(std::int64_t n) const { return context_->labels[static_cast<std::size_t>(n)]; }

  struct Row {
    const float* logits;
    float operator()(std::int64_t k) const { return logits[k]; }
  };
  LossRow<Row> rowOf(const float* logits, std::int64_t n) const {
    return {{logits + n * classes_}, classes_};
  }

  ContextPtr context_;
  LossKind kind_;
  CpuTensorPtr input_;
  std::int64_t batch_, classes_;
  SliceSource source_;
  SliceSink sink_;
  CastSite* castSite_ = nullptr;
};

}  // namespace

std::unique_ptr<LossOperation> makeLoss(const ContextPtr& context, const OperationSite& site,
                                        LossKind kind) {
  return std::make_unique<Loss>(context, site, kind);
}

}  // namespace scalescope::cpu
