#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/window.h"

namespace scalescope::cuda {
namespace {

Shape outputShape(const Shape& in, const PoolSpec& spec) {
  const auto extent = [&](std::int64_t size) {
    return windowCount(size, spec.kernel, spec.stride, spec.padding);
  };
  return {in[0], in[1], extent(in[2]), extent(in[3])};
}

/// Pools and rounds in one pass of our own, so that FP32 values are counted and nothing is widened
/// in memory. The library would have FP32 copies of all that it reads and writes to be counted, and
/// its deterministic maximum took a tenth of a step on an H100.
class Pool2d final : public CudaOperation {
 public:
  Pool2d(const ContextPtr& context, const OperationSite& site, const PoolSpec& spec)
      : CudaOperation(context, site) {
    registerOperand();
    makeOutput(outputShape(input_->shape(), spec), spec.average);
    makeInputGradient(true);
    sliceBatchFor({input_.get(), output().get(), inputGradient().get()});
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    const Format rounded = roundedFormat(*input_, site_.compute);
    xFormat_ = rounded == input_->format() ? rounded : Format::fp32;
    x_ = {context_, input_, rounded, xFormat_, Slot::first, slicing_.count};
    describe(spec);
  }

  void forward(Pass) override {
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const PooledSource source{windows_, {x_.load(tally(operandCounter_), slice), xFormat_}};
      if (!tally(outputCounter_).statistics) {
        start(stream(), outputCast(nullptr, slice), source);
        continue;
      }
      start(stream(), toMemory(*output(), slice), source);
      finishOutput(nullptr, slice);
    }
  }

  void backward() override {
    if (!inputGradient_) return;
    const CudaTensor& dy = *outputGradient();
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const PoolGradientSource source{
          windows_, {x_.load({}, slice), xFormat_}, partOf(dy, slice), dy.format()};
      if (!tally(gradientCounter_).statistics) {
        start(stream(), inputGradientCast(slice), source);
        continue;
      }
      start(stream(), toMemory(*inputGradient(), slice), source);
      finishInputGradient(slice);
    }
  }

 private:
  void describe(const PoolSpec& spec) {
    windows_.x = input_->layout();
    windows_.y = output()->layout();
    windows_.x.batch = windows_.y.batch = slicing_.samples;
    windows_.height = static_cast<int>(input_->shape()[2]);
    windows_.width = static_cast<int>(input_->shape()[3]);
    windows_.outHeight = static_cast<int>(output()->shape()[2]);
    windows_.outWidth = static_cast<int>(output()->shape()[3]);
    windows_.kernel = spec.kernel;
    windows_.stride = spec.stride;
    windows_.padding = spec.padding;
    windows_.average = spec.average;
  }

  /// The FP32 values of a slice where a cast that counts finds them.
  CastJob toMemory(const CudaTensor& tensor, std::int64_t slice) const {
    CastJob job = roundingOf(tensor, slice);
    job.out = resultFor(tensor, slice);
    job.to = Format::fp32;
    return job;
  }

  PoolWindows windows_;
  Format xFormat_ = Format::fp32;
  Operand x_;
};

}  // namespace

std::unique_ptr<Operation> makePool2d(const ContextPtr& context, const OperationSite& site,
                                      const PoolSpec& spec) {
  return std::make_unique<Pool2d>(context, site, spec);
}

}  // namespace scalescope::cuda
