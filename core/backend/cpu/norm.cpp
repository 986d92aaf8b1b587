#include <cmath>

#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/operation_base.h"
#include "core/backend/cpu/parameter_access.h"

namespace scalescope::cpu {
namespace {

using dnnl::normalization_flags;
using dnnl::prop_kind;

const auto kAffine = normalization_flags::use_scale | normalization_flags::use_shift;

Dims dimsOf(const Shape& shape) { return {shape.begin(), shape.end()}; }

#if DNNL_VERSION_MAJOR >= 3
template <typename Primitive>
auto normForward(const dnnl::engine& engine, prop_kind kind, const MemoryDesc& data, float eps,
                 normalization_flags flags) {
  return forwardDesc<Primitive>(engine, kind, data, data, eps, flags);
}
template <typename Primitive, typename Hint>
auto normBackward(const dnnl::engine& engine, const Hint& hint, const MemoryDesc& data, float eps) {
  return backwardDesc<Primitive>(engine, hint, prop_kind::backward, data, data, data, eps, kAffine);
}
#else
template <typename Primitive>
auto normForward(const dnnl::engine& engine, prop_kind kind, const MemoryDesc& data, float eps,
                 normalization_flags flags) {
  return forwardDesc<Primitive>(engine, kind, data, eps, flags);
}
template <typename Primitive, typename Hint>
auto normBackward(const dnnl::engine& engine, const Hint& hint, const MemoryDesc& data, float eps) {
  return backwardDesc<Primitive>(engine, hint, prop_kind::backward, data, data, eps, kAffine);
}
#endif

/// What both norms share. The whole batch is one slice: batch statistics need all of it at once.
template <typename Forward, typename Backward>
class Norm : public CpuOperation {
 public:
  void backward(const StepContext&) override {
    if (!bound_) gradientSource_ = outputGradientSource(whole_, data_);
    bound_ = true;
    weightGradient_.begin();
    biasGradient_.begin();
    const dnnl::memory& dx =
        site_.wantsInputGradient ? gradientSink_.target(0) : discarded_.get(*context_);
    backward_.run(*context_, argument(DNNL_ARG_SRC, viewed(source_.load(0), 0)),
                  argument(DNNL_ARG_DIFF_DST, viewed(gradientSource_.load(0), 1)),
                  argument(DNNL_ARG_MEAN, mean_), argument(DNNL_ARG_VARIANCE, variance_),
                  argument(DNNL_ARG_SCALE, weight_.load()), argument(DNNL_ARG_SHIFT, bias_.load()),
                  argument(DNNL_ARG_DIFF_SRC, viewed(dx, 2)),
                  argument(DNNL_ARG_DIFF_SCALE, weightGradient_.target()),
                  argument(DNNL_ARG_DIFF_SHIFT, biasGradient_.target()));
    weightGradient_.add();
    biasGradient_.add();
    if (site_.wantsInputGradient) gradientSink_.finish(0, gradientCounts_);
    weightGradient_.finish();
    biasGradient_.finish();
  }

 protected:
  /// `data` is the layout in which values reach the primitive, `view` the same memory as the
  /// primitive sees it.
  Norm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
       const MemoryDesc& data, const MemoryDesc& view, const Dims& parameterDims,
       std::int64_t statistics, Parameter& weight, Parameter& bias)
      : CpuOperation(context, site),
        whole_{site.input->shape().front(), 1},
        data_(data),
        view_(view),
        spec_(spec),
        statistics_(statistics) {
    operandCounts_ = operandSite();
    makeOutput(input_->shape(), data, true);
    makeInputGradient(true);
    const auto eps = static_cast<float>(spec.eps);
    const auto forward =
        normForward<Forward>(context_->engine, prop_kind::forward_training, view, eps, kAffine);
    forward_ = bind<Forward>(*context_, forward);
    const auto backward = normBackward<Backward>(context_->engine, forward, view, eps);
    backward_ = bind<Backward>(*context_, backward);
    source_ = inputSource(whole_, data);
    sink_ = outputSink(whole_, data);
    if (site_.wantsInputGradient)
      gradientSink_ = inputGradientSink(whole_, data);
    else
      discarded_ = ScratchMemory(*context_, Slot::result, data);
    weight_ = ParameterSource(context_, weight, parameterDims, plainDesc(parameterDims));
    bias_ = ParameterSource(context_, bias, parameterDims, plainDesc(parameterDims));
    weightGradient_ =
        GradientCollector(context_, weight, parameterDims, plainDesc(parameterDims), Slot::partial);
    biasGradient_ = GradientCollector(context_, bias, parameterDims, plainDesc(parameterDims),
                                      Slot::partialBias);
    makeStatistics();
    for (auto& each : views_) each = dnnl::memory(view, context_->engine, nullptr);
  }

  void runForward(BoundPrimitive& primitive, const dnnl::memory& mean,
                  const dnnl::memory& variance) {
    const dnnl::memory& x = source_.load(0, operandCounts_);
    primitive.run(*context_, argument(DNNL_ARG_SRC, viewed(x, 0)),
                  argument(DNNL_ARG_DST, viewed(sink_.target(0), 1)), argument(DNNL_ARG_MEAN, mean),
                  argument(DNNL_ARG_VARIANCE, variance), argument(DNNL_ARG_SCALE, weight_.load()),
                  argument(DNNL_ARG_SHIFT, bias_.load()));
    sink_.finish(0, outputCounts_);
  }

  const dnnl::memory& viewed(const dnnl::memory& memory, std::size_t index) {
    if (data_ == view_) return memory;
    void* address = memory.get_data_handle();
    if (views_[index].get_data_handle() != address) views_[index].set_data_handle(address);
    return views_[index];
  }

  Slicing whole_;
  MemoryDesc data_, view_;
  NormSpec spec_;
  std::int64_t statistics_;
  BoundPrimitive forward_, backward_;
  SliceSource source_, gradientSource_;
  SliceSink sink_, gradientSink_;
  ScratchMemory discarded_;
  ParameterSource weight_, bias_;
  GradientCollector weightGradient_, biasGradient_;
  Buffer statisticsBuffer_;
  dnnl::memory mean_, variance_;
  std::array<dnnl::memory, 3> views_;
  bool bound_ = false;

 private:
  void makeStatistics() {
    const MemoryDesc desc = plainDesc({statistics_});
    const std::size_t stride = (desc.get_size() + 63) / 64 * 64;
    statisticsBuffer_ = Buffer(2 * stride, context_->pool);
    mean_ = dnnl::memory(desc, context_->engine, statisticsBuffer_.data());
    variance_ = dnnl::memory(desc, context_->engine, statisticsBuffer_.as<char>() + stride);
  }
};

using BatchNormBase = Norm<dnnl::batch_normalization_forward, dnnl::batch_normalization_backward>;
using LayerNormBase = Norm<dnnl::layer_normalization_forward, dnnl::layer_normalization_backward>;

class BatchNorm final : public BatchNormBase {
 public:
  BatchNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            const MemoryDesc& layout, const MemoryDesc& view, Parameter& weight, Parameter& bias,
            CpuTensorPtr mean, CpuTensorPtr variance)
      : BatchNormBase(context, site, spec, layout, view, {site.input->shape()[1]},
                      site.input->shape()[1], weight, bias),
        runningMean_(std::move(mean)),
        runningVariance_(std::move(variance)) {
    const auto evaluation = normForward<dnnl::batch_normalization_forward>(
        context_->engine, prop_kind::forward_inference, view_, static_cast<float>(spec.eps),
        kAffine | normalization_flags::use_global_stats);
    evaluation_ = bind<dnnl::batch_normalization_forward>(*context_, evaluation);
    const MemoryDesc desc = plainDesc({statistics_});
    globalMean_ = dnnl::memory(desc, context_->engine, runningMean_->at(0));
    globalVariance_ = dnnl::memory(desc, context_->engine, runningVariance_->at(0));
  }

  void forward(const StepContext& step) override {
    if (!step.training) return runForward(evaluation_, globalMean_, globalVariance_);
    runForward(forward_, mean_, variance_);
    updateRunning();
  }

 private:
  // running ← (1 − momentum)·running + momentum·batch, the variance unbiased
  // (torch.nn.BatchNorm2d).
  void updateRunning() {
    const auto momentum = static_cast<float>(spec_.momentum);
    const auto count = static_cast<float>(input_->elements() / statistics_);
    const float unbias = count > 1.0F ? count / (count - 1.0F) : 1.0F;
    auto* runningMean = reinterpret_cast<float*>(runningMean_->at(0));
    auto* runningVariance = reinterpret_cast<float*>(runningVariance_->at(0));
    const auto* mean = static_cast<const float*>(mean_.get_data_handle());
    const auto* variance = static_cast<const float*>(variance_.get_data_handle());
    for (std::int64_t c = 0; c < statistics_; ++c) {
      runningMean[c] = (1.0F - momentum) * runningMean[c] + momentum * mean[c];
      runningVariance[c] = (1.0F - momentum) * runningVariance[c] + momentum * variance[c] * unbias;
    }
  }

  CpuTensorPtr runningMean_, runningVariance_;
  BoundPrimitive evaluation_;
  dnnl::memory globalMean_, globalVariance_;
};

class LayerNorm final : public LayerNormBase {
 public:
  LayerNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            Parameter& weight, Parameter& bias)
      : LayerNormBase(context, site, spec, plainDesc(dimsOf(site.input->shape())),
                      plainDesc({site.input->shape()[0], elementsPerSample(site.input->shape())}),
                      {elementsPerSample(site.input->shape())}, site.input->shape()[0], weight,
                      bias) {}

  void forward(const StepContext&) override { runForward(forward_, mean_, variance_); }
};

}  // namespace

std::unique_ptr<Operation> makeBatchNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias,
                                         const TensorPtr& runningMean,
                                         const TensorPtr& runningVariance) {
  const MemoryDesc layout = asCpu(site.input)->layout();
  // The library normalises images: features are images of one pixel.
  const Shape& in = site.input->shape();
  const MemoryDesc view = in.size() == 2 ? plainDesc({in[0], in[1], 1, 1}) : layout;
  return std::make_unique<BatchNorm>(context, site, spec, layout, view, weight, bias,
                                     asCpu(runningMean), asCpu(runningVariance));
}

std::unique_ptr<Operation> makeLayerNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias) {
  return std::make_unique<LayerNorm>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cpu
