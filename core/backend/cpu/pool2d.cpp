#include <cmath>

#include "core/backend/cpu/kernels.h"
#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/operation_base.h"
#include "core/backend/window.h"

namespace scalescope::cpu {
namespace {

class Pool2d final : public CpuOperation {
 public:
  Pool2d(const ContextPtr& context, const OperationSite& site, const PoolSpec& spec)
      : CpuOperation(context, site) {
    operandSite_ = addOperandSite();
    const Shape& in = input_->shape();
    const auto extent = [&](std::int64_t size) {
      return windowCount(size, spec.kernel, spec.stride, spec.padding);
    };
    const Shape outputShape{in[0], in[1], extent(in[2]), extent(in[3])};
    if (samplesAreContiguous(input_->layout()))
      slicing_ = chooseSlicing(in[0], elementsPerSample(in));
    else
      slicing_ = {in[0], 1};
    const auto whole = forwardFor(spec, input_->layout(), outputShape);
    makeOutput(outputShape, whole.dst_desc(), spec.average);
    makeInputGradient(true);
    makePrimitives(spec, outputShape);
  }

  void forward(Pass) override {
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const dnnl::memory& x = source_.load(slice, operandSite_);
      const dnnl::memory& y = sink_.target(slice);
      if (winners_.empty()) {
        forward_.run(*context_, argument(DNNL_ARG_SRC, x), argument(DNNL_ARG_DST, y));
      } else {
        forward_.run(*context_, argument(DNNL_ARG_SRC, x), argument(DNNL_ARG_DST, y),
                     argument(DNNL_ARG_WORKSPACE, winners_[static_cast<std::size_t>(slice)]));
        passNaN(x, y);
      }
      sink_.finish(slice, outputSite_);
    }
  }

  void backward() override {
    if (!inputGradient_) return;
    if (!bound_) gradientSource_ = outputGradientSource(slicing_, backwardOutput_);
    bound_ = true;
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const dnnl::memory& dy = gradientSource_.load(slice);
      const dnnl::memory& dx = gradientSink_.target(slice);
      if (winners_.empty()) {
        backward_.run(*context_, argument(DNNL_ARG_DIFF_DST, dy), argument(DNNL_ARG_DIFF_SRC, dx));
      } else {
        backward_.run(*context_, argument(DNNL_ARG_DIFF_DST, dy), argument(DNNL_ARG_DIFF_SRC, dx),
                      argument(DNNL_ARG_WORKSPACE, winners_[static_cast<std::size_t>(slice)]));
      }
      gradientSink_.finish(slice, gradientSite_);
    }
  }

 private:
  // The library's maximum passes over NaN, which would hide it. Where a slice has one, the average
  // of an image that is NaN at the same places and 0 elsewhere puts it into every window that holds
  // it.
  void passNaN(const dnnl::memory& x, const dnnl::memory& y) {
    const auto* values = static_cast<const float*>(x.get_data_handle());
    const std::size_t count = storedElements(x);
    if (!anyNonFinite(values, Format::fp32, count)) return;
    float* marks = marks_.data(*context_);
    for (std::size_t i = 0; i < count; ++i) marks[i] = std::isnan(values[i]) ? values[i] : 0.0F;
    spreadNaN_.run(*context_, argument(DNNL_ARG_SRC, marks_.get(*context_)),
                   argument(DNNL_ARG_DST, spread_.get(*context_)));
    const float* spread = spread_.data(*context_);
    auto* out = static_cast<float*>(y.get_data_handle());
    const std::size_t outputs = storedElements(y);
    for (std::size_t i = 0; i < outputs; ++i) out[i] += spread[i];
  }

  PoolForward::primitive_desc forwardFor(const PoolSpec& spec, const MemoryDesc& src,
                                         const Shape& outputShape,
                                         const MemoryDesc& layout = MemoryDesc()) const {
    Dims dst(outputShape.begin(), outputShape.end());
    dst[0] = extents(src)[0];
    return forwardDesc<PoolForward>(context_->engine, dnnl::prop_kind::forward_training,
                                    spec.average ? kAverage : dnnl::algorithm::pooling_max, src,
                                    layout == MemoryDesc() ? anyDesc(dst) : layout,
                                    Dims{spec.stride, spec.stride}, Dims{spec.kernel, spec.kernel},
                                    Dims{0, 0}, Dims{spec.padding, spec.padding},
                                    Dims{spec.padding, spec.padding});
  }

  void makePrimitives(const PoolSpec& spec, const Shape& outputShape) {
    const MemoryDesc src = sliceLayout(input_->layout(), slicing_.samples);
    const auto forward = forwardFor(spec, src, outputShape);
    forward_ = bind<PoolForward>(*context_, forward);
    source_ = inputSource(slicing_, src);
    sink_ = outputSink(slicing_, forward.dst_desc());
    if (!spec.average) {
      makeWinners(forward.workspace_desc());
      PoolSpec average = spec;
      average.average = true;
      const auto spread = forwardFor(average, src, outputShape, forward.dst_desc());
      spreadNaN_ = bind<PoolForward>(*context_, spread);
      marks_ = ScratchMemory(*context_, Slot::second, src);
      spread_ = ScratchMemory(*context_, Slot::secondReordered, forward.dst_desc());
    }
    if (!site_.wantsInputGradient) return;
    const auto backward = backwardDesc<PoolBackward>(
        context_->engine, forward, spec.average ? kAverage : dnnl::algorithm::pooling_max, src,
        forward.dst_desc(), Dims{spec.stride, spec.stride}, Dims{spec.kernel, spec.kernel},
        Dims{0, 0}, Dims{spec.padding, spec.padding}, Dims{spec.padding, spec.padding});
    backward_ = bind<PoolBackward>(*context_, backward);
    backwardOutput_ = forward.dst_desc();
    gradientSink_ = inputGradientSink(slicing_, src);
  }

  // Where each window's largest element was, kept from forward to backward.
  void makeWinners(const MemoryDesc& desc) {
    const std::size_t stride = (desc.get_size() + 63) / 64 * 64;
    winnersBuffer_ = Buffer(stride * static_cast<std::size_t>(slicing_.count), context_->pool);
    for (std::int64_t i = 0; i < slicing_.count; ++i) {
      winners_.emplace_back(desc, context_->engine,
                            winnersBuffer_.as<char>() + static_cast<std::size_t>(i) * stride);
    }
  }

  Slicing slicing_;
  BoundPrimitive forward_, backward_;
  SliceSource source_, gradientSource_;
  SliceSink sink_, gradientSink_;
  MemoryDesc backwardOutput_;
  BoundPrimitive spreadNaN_;
  ScratchMemory marks_, spread_;
  Buffer winnersBuffer_;
  std::vector<dnnl::memory> winners_;
  bool bound_ = false;
};

}  // namespace

std::unique_ptr<Operation> makePool2d(const ContextPtr& context, const OperationSite& site,
                                      const PoolSpec& spec) {
  return std::make_unique<Pool2d>(context, site, spec);
}

}  // namespace scalescope::cpu
