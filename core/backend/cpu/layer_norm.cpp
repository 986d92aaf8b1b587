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

using LayerNormBase = Norm<dnnl::layer_normalization_forward, dnnl::layer_normalization_backward>;

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

std::unique_ptr<Operation> makeLayerNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias) {
  return std::make_unique<LayerNorm>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cpu
