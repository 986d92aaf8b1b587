#include <cmath>

#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/slices.h"

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
    if (site.gradient != Format::fp32)
      counts_ = &site.sites->add(site.name + ".input.grad", site.gradient).counts;
  }

  LossResult forward(const std::int32_t* labels, std::int64_t count) override {
    const auto* logits = static_cast<const float*>(source_.load(0).get_data_handle());
    LossResult result;
    for (std::int64_t n = 0; n < count; ++n) {
      const float* row = logits + n * classes_;
      result.loss +=
          kind_ == LossKind::crossEntropy ? crossEntropy(row, labels[n]) : squares(row, labels[n]);
      result.correct += largest(row) == labels[n];
    }
    result.loss /= static_cast<double>(kind_ == LossKind::crossEntropy ? count : count * classes_);
    return result;
  }

  void backward(const std::int32_t* labels, float lossScale) override {
    const auto* logits = static_cast<const float*>(source_.load(0).get_data_handle());
    auto* gradients = static_cast<float*>(sink_.target(0).get_data_handle());
    const std::int64_t divisor = kind_ == LossKind::crossEntropy ? batch_ : batch_ * classes_;
    const float factor = lossScale / static_cast<float>(divisor);
    for (std::int64_t n = 0; n < batch_; ++n) {
      const float* row = logits + n * classes_;
      float* gradient = gradients + n * classes_;
      if (kind_ == LossKind::crossEntropy) {
        softmaxGradient(row, labels[n], factor, gradient);
      } else {
        for (std::int64_t k = 0; k < classes_; ++k) {
          gradient[k] = 2.0F * (row[k] - (k == labels[n] ? 1.0F : 0.0F)) * factor;
        }
      }
    }
    sink_.finish(0, counts_);
  }

 private:
  float maximum(const float* row) const {
    float most = row[0];
    for (std::int64_t k = 1; k < classes_; ++k)
      most = std::isnan(row[k]) || row[k] > most ? row[k] : most;
    return most;
  }

  std::int64_t largest(const float* row) const {
    std::int64_t best = 0;
    for (std::int64_t k = 1; k < classes_; ++k) best = row[k] > row[best] ? k : best;
    return best;
  }

  double sumOfExponentials(const float* row, float most) const {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes_; ++k) sum += std::exp(static_cast<double>(row[k]) - most);
    return sum;
  }

  // −log softmax(row)[label], with the largest logit taken out so that no exponential overflows.
  double crossEntropy(const float* row, std::int32_t label) const {
    const float most = maximum(row);
    return std::log(sumOfExponentials(row, most)) + most - row[label];
  }

  double squares(const float* row, std::int32_t label) const {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes_; ++k) {
      const double difference = static_cast<double>(row[k]) - (k == label ? 1.0 : 0.0);
      sum += difference * difference;
    }
    return sum;
  }

  void softmaxGradient(const float* row, std::int32_t label, float factor, float* gradient) const {
    const float most = maximum(row);
    const double sum = sumOfExponentials(row, most);
    for (std::int64_t k = 0; k < classes_; ++k) {
      const double probability = std::exp(static_cast<double>(row[k]) - most) / sum;
      gradient[k] = static_cast<float>(probability - (k == label ? 1.0 : 0.0)) * factor;
    }
  }

  ContextPtr context_;
  LossKind kind_;
  CpuTensorPtr input_;
  std::int64_t batch_, classes_;
  SliceSource source_;
  SliceSink sink_;
  CastCounts* counts_ = nullptr;
};

}  // namespace

std::unique_ptr<LossOperation> makeLoss(const ContextPtr& context, const OperationSite& site,
                                        LossKind kind) {
  return std::make_unique<Loss>(context, site, kind);
}

}  // namespace scalescope::cpu
