#include <cmath>

#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/operation_base.h"
#include "core/backend/cpu/parameter_access.h"
#include "core/backend/moments_rule.h"

namespace scalescope::cpu {
namespace {

struct ChannelMoments {
  double mean, variance;
};

/// Statistics in FP32 are summed in double: the library's FP32 sums over a batch left the loss 10
/// to 1000 times as far from exact arithmetic, after ten steps, as PyTorch's are. The whole batch
/// is one slice, in row-major order.
class BatchNorm final : public CpuOperation {
 public:
  BatchNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            Parameter& weight, Parameter& bias, CpuTensorPtr mean, CpuTensorPtr variance)
      : CpuOperation(context, site),
        spec_(spec),
        batch_(input_->shape()[0]),
        channels_(input_->shape()[1]),
        inner_(elementsPerSample(input_->shape()) / channels_),
        runningMean_(std::move(mean)),
        runningVariance_(std::move(variance)),
        mean_(static_cast<std::size_t>(channels_)),
        inverse_(static_cast<std::size_t>(channels_)) {
    const Slicing whole{batch_, 1};
    const MemoryDesc plain = plainDesc({input_->shape().begin(), input_->shape().end()});
    const Dims perChannel{channels_};
    operandSite_ = addOperandSite();
    makeOutput(input_->shape(), plain, true);
    makeInputGradient(true);
    source_ = inputSource(whole, plain);
    sink_ = outputSink(whole, plain);
    if (site_.wantsInputGradient) gradientSink_ = inputGradientSink(whole, plain);
    weight_ = ParameterSource(context_, weight, perChannel, plainDesc(perChannel));
    bias_ = ParameterSource(context_, bias, perChannel, plainDesc(perChannel));
    weightGradient_ =
        GradientCollector(context_, weight, perChannel, plainDesc(perChannel), Slot::partial);
    biasGradient_ =
        GradientCollector(context_, bias, perChannel, plainDesc(perChannel), Slot::partialBias);
  }

  void forward(Pass pass) override {
    const float* x = values(source_.load(0, operandSite_));
    const float* weight = values(weight_.load());
    const float* bias = values(bias_.load());
    float* y = room(sink_.target(0));
    if (pass == Pass::training) {
      batchStatistics(x);
    } else {
      runningStatistics();
    }
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < channels_; ++c) {
      const auto index = static_cast<std::size_t>(c);
      const double scale = inverse_[index] * static_cast<double>(weight[c]);
      const double shift = bias[c];
      eachOf(c, [&](std::int64_t i) {
        y[i] = static_cast<float>((static_cast<double>(x[i]) - mean_[index]) * scale + shift);
      });
    }
    sink_.finish(0, outputSite_);
  }

  void backward() override {
    if (!bound_) {
      gradientSource_ = outputGradientSource(
          {batch_, 1}, plainDesc({input_->shape().begin(), input_->shape().end()}));
    }
    bound_ = true;
    weightGradient_.begin();
    biasGradient_.begin();
    const float* x = values(source_.load(0));
    const float* dy = values(gradientSource_.load(0));
    const float* weight = values(weight_.load());
    float* weightSum = room(weightGradient_.target());
    float* biasSum = room(biasGradient_.target());
    float* dx = site_.wantsInputGradient ? room(gradientSink_.target(0)) : nullptr;
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < channels_; ++c)
      backwardChannel(c, x, dy, weight[c], dx, weightSum, biasSum);
    weightGradient_.add();
    biasGradient_.add();
    if (dx) gradientSink_.finish(0, gradientSite_);
    weightGradient_.finish();
    biasGradient_.finish();
  }

 private:
  static const float* values(const dnnl::memory& memory) {
    return static_cast<const float*>(memory.get_data_handle());
  }
  static float* room(const dnnl::memory& memory) {
    return static_cast<float*>(memory.get_data_handle());
  }

  /// Calls visit(index) for every element of a channel.
  template <typename Visit>
  void eachOf(std::int64_t channel, Visit visit) const {
    for (std::int64_t n = 0; n < batch_; ++n) {
      const std::int64_t first = (n * channels_ + channel) * inner_;
      for (std::int64_t i = first; i < first + inner_; ++i) visit(i);
    }
  }

  ChannelMoments momentsOf(std::int64_t channel, const float* x) const {
    const std::int64_t count = batch_ * inner_;
    if (site_.statistics != Format::fp32) {
      const Moments moments = roundedMoments(site_.statistics, count, [&](std::int64_t i) {
        return x[(i / inner_ * channels_ + channel) * inner_ + i % inner_];
      });
      return {static_cast<double>(moments.mean), static_cast<double>(moments.variance)};
    }
    double sum = 0.0;
    eachOf(channel, [&](std::int64_t i) { sum += static_cast<double>(x[i]); });
    const double mean = sum / static_cast<double>(count);
    double squares = 0.0;
    eachOf(channel, [&](std::int64_t i) {
      const double difference = static_cast<double>(x[i]) - mean;
      squares += difference * difference;
    });
    return {mean, squares / static_cast<double>(count)};
  }

  // Also running ← (1 − momentum)·running + momentum·batch, the variance unbiased
  // (torch.nn.BatchNorm2d).
  void batchStatistics(const float* x) {
    auto* runningMean = reinterpret_cast<float*>(runningMean_->at(0));
    auto* runningVariance = reinterpret_cast<float*>(runningVariance_->at(0));
    const auto count = static_cast<double>(batch_ * inner_);
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < channels_; ++c) {
      const auto [mean, variance] = momentsOf(c, x);
      mean_[static_cast<std::size_t>(c)] = mean;
      inverse_[static_cast<std::size_t>(c)] = 1.0 / std::sqrt(variance + spec_.eps);
      const double unbiased = variance * count / std::max(count - 1.0, 1.0);
      runningMean[c] =
          static_cast<float>((1.0 - spec_.momentum) * runningMean[c] + spec_.momentum * mean);
      runningVariance[c] = static_cast<float>((1.0 - spec_.momentum) * runningVariance[c] +
                                              spec_.momentum * unbiased);
    }
  }

  void runningStatistics() {
    const auto* mean = reinterpret_cast<const float*>(runningMean_->at(0));
    const auto* variance = reinterpret_cast<const float*>(runningVariance_->at(0));
    for (std::int64_t c = 0; c < channels_; ++c) {
      mean_[static_cast<std::size_t>(c)] = mean[c];
      inverse_[static_cast<std::size_t>(c)] =
          1.0 / std::sqrt(static_cast<double>(variance[c]) + spec_.eps);
    }
  }

  // Ioffe & Szegedy 2015, section 3.
  void backwardChannel(std::int64_t c, const float* x, const float* dy, float weight, float* dx,
                       float* weightSum, float* biasSum) const {
    const double mean = mean_[static_cast<std::size_t>(c)];
    const double inverse = inverse_[static_cast<std::size_t>(c)];
    const auto count = static_cast<double>(batch_ * inner_);
    double sum = 0.0;
    double sumHat = 0.0;
    eachOf(c, [&](std::int64_t i) {
      sum += static_cast<double>(dy[i]);
      sumHat += static_cast<double>(dy[i]) * (static_cast<double>(x[i]) - mean) * inverse;
    });
    weightSum[c] = static_cast<float>(sumHat);
    biasSum[c] = static_cast<float>(sum);
    if (!dx) return;
    const double scale = inverse * static_cast<double>(weight);
    eachOf(c, [&](std::int64_t i) {
      const double hat = (static_cast<double>(x[i]) - mean) * inverse;
      dx[i] =
          static_cast<float>((static_cast<double>(dy[i]) - (sum + hat * sumHat) / count) * scale);
    });
  }

  NormSpec spec_;
  std::int64_t batch_, channels_, inner_;
  CpuTensorPtr runningMean_, runningVariance_;
  std::vector<double> mean_,
      inverse_;  // of the last forward, by channel; inverse is 1 / sqrt(variance + eps)
  SliceSource source_, gradientSource_;
  SliceSink sink_, gradientSink_;
  ParameterSource weight_, bias_;
  GradientCollector weightGradient_, biasGradient_;
  bool bound_ = false;
};

}  // namespace

std::unique_ptr<Operation> makeBatchNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias,
                                         const TensorPtr& runningMean,
                                         const TensorPtr& runningVariance) {
  return std::make_unique<BatchNorm>(context, site, spec, weight, bias, asCpu(runningMean),
                                     asCpu(runningVariance));
}

}  // namespace scalescope::cpu
