#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/operation_base.h"
#include "core/backend/cpu/parameter_access.h"

namespace scalescope::cpu {
namespace {

using dnnl::normalization_flags;
using dnnl::prop_kind;

const auto kAffine = normalization_flags::use_scale | normalization_flags::use_shift;

Dims dimsOf(const Shape& shape) { return {shape.begin(), shape.end()}; }

using Forward = dnnl::layer_normalization_forward;
using Backward = dnnl::layer_normalization_backward;

#if DNNL_VERSION_MAJOR >= 3
Forward::primitive_desc describeForward(const dnnl::engine& engine, const MemoryDesc& data,
                                        float eps) {
  return forwardDesc<Forward>(engine, prop_kind::forward_training, data, data, eps, kAffine);
}
Backward::primitive_desc describeBackward(const dnnl::engine& engine,
                                          const Forward::primitive_desc& forward,
                                          const MemoryDesc& data, float eps) {
  return backwardDesc<Backward>(engine, forward, prop_kind::backward, data, data, data, eps,
                                kAffine);
}
#else
Forward::primitive_desc describeForward(const dnnl::engine& engine, const MemoryDesc& data,
                                        float eps) {
  return forwardDesc<Forward>(engine, prop_kind::forward_training, data, eps, kAffine);
}
Backward::primitive_desc describeBackward(const dnnl::engine& engine,
                                          const Forward::primitive_desc& forward,
                                          const MemoryDesc& data, float eps) {
  return backwardDesc<Backward>(engine, forward, prop_kind::backward, data, data, eps, kAffine);
}
#endif

/// The library normalises rows: a sample, whatever its extents, is seen as one row of row-major
/// values. The whole batch is one slice.
class LayerNorm final : public CpuOperation {
 public:
  LayerNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            Parameter& weight, Parameter& bias)
      : CpuOperation(context, site),
        whole_{input_->shape().front(), 1},
        plain_(plainDesc(dimsOf(input_->shape()))),
        rows_(plainDesc({whole_.samples, elementsPerSample(input_->shape())})) {
    operandSite_ = addOperandSite();
    makeOutput(input_->shape(), plain_, true);
    makeInputGradient(true);
    source_ = inputSource(whole_, plain_);
    sink_ = outputSink(whole_, plain_);
    if (site_.wantsInputGradient) {
      gradientSink_ = inputGradientSink(whole_, plain_);
    } else {
      discarded_ = ScratchMemory(*context_, Slot::result, plain_);
    }
    makeParameters(weight, bias);
    makePrimitives(static_cast<float>(spec.eps));
  }

  void forward(Pass) override {
    const dnnl::memory& x = source_.load(0, operandSite_);
    forward_.run(*context_, argument(DNNL_ARG_SRC, asRows(x, 0)),
                 argument(DNNL_ARG_DST, asRows(sink_.target(0), 1)), argument(DNNL_ARG_MEAN, mean_),
                 argument(DNNL_ARG_VARIANCE, variance_), argument(DNNL_ARG_SCALE, weight_.load()),
                 argument(DNNL_ARG_SHIFT, bias_.load()));
    sink_.finish(0, outputSite_);
  }

  void backward() override {
    if (!bound_) gradientSource_ = outputGradientSource(whole_, plain_);
    bound_ = true;
    weightGradient_.begin();
    biasGradient_.begin();
    const dnnl::memory& dx =
        site_.wantsInputGradient ? gradientSink_.target(0) : discarded_.get(*context_);
    backward_.run(*context_, argument(DNNL_ARG_SRC, asRows(source_.load(0), 0)),
                  argument(DNNL_ARG_DIFF_DST, asRows(gradientSource_.load(0), 1)),
                  argument(DNNL_ARG_MEAN, mean_), argument(DNNL_ARG_VARIANCE, variance_),
                  argument(DNNL_ARG_SCALE, weight_.load()), argument(DNNL_ARG_SHIFT, bias_.load()),
                  argument(DNNL_ARG_DIFF_SRC, asRows(dx, 2)),
                  argument(DNNL_ARG_DIFF_SCALE, weightGradient_.target()),
                  argument(DNNL_ARG_DIFF_SHIFT, biasGradient_.target()));
    weightGradient_.add();
    biasGradient_.add();
    if (site_.wantsInputGradient) gradientSink_.finish(0, gradientSite_);
    weightGradient_.finish();
    biasGradient_.finish();
  }

 private:
  void makeParameters(Parameter& weight, Parameter& bias) {
    const Dims dims{elementsPerSample(input_->shape())};
    const MemoryDesc desc = plainDesc(dims);
    weight_ = ParameterSource(context_, weight, dims, desc);
    bias_ = ParameterSource(context_, bias, dims, desc);
    weightGradient_ = GradientCollector(context_, weight, dims, desc, Slot::partial);
    biasGradient_ = GradientCollector(context_, bias, dims, desc, Slot::partialBias);
  }

  void makePrimitives(float eps) {
    const auto forward = describeForward(context_->engine, rows_, eps);
    forward_ = bind<Forward>(*context_, forward);
    backward_ = bind<Backward>(*context_, describeBackward(context_->engine, forward, rows_, eps));
    const MemoryDesc desc = plainDesc({whole_.samples});
    meanBuffer_ = Buffer(desc.get_size(), context_->pool);
    varianceBuffer_ = Buffer(desc.get_size(), context_->pool);
    mean_ = dnnl::memory(desc, context_->engine, meanBuffer_.data());
    variance_ = dnnl::memory(desc, context_->engine, varianceBuffer_.data());
    for (auto& each : views_) each = dnnl::memory(rows_, context_->engine, nullptr);
  }

  /// The same memory as rows; `view` tells the tensors of one call apart.
  const dnnl::memory& asRows(const dnnl::memory& memory, std::size_t view) {
    void* address = memory.get_data_handle();
    if (views_[view].get_data_handle() != address) views_[view].set_data_handle(address);
    return views_[view];
  }

  Slicing whole_;
  MemoryDesc plain_, rows_;
  BoundPrimitive forward_, backward_;
  SliceSource source_, gradientSource_;
  SliceSink sink_, gradientSink_;
  ScratchMemory discarded_;
  ParameterSource weight_, bias_;
  GradientCollector weightGradient_, biasGradient_;
  Buffer meanBuffer_, varianceBuffer_;  // of the last forward, by sample
  dnnl::memory mean_, variance_;
  std::array<dnnl::memory, 3> views_;
  bool bound_ = false;
};

}  // namespace

std::unique_ptr<Operation> makeLayerNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias) {
  return std::make_unique<LayerNorm>(context, site, spec, weight, bias);
}

}  // namespace scalescope::cpu
