#include "core/backend/cuda/dnn_tensor.h"
#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/window.h"

namespace scalescope::cuda {
namespace {

using Pooling = Owned<cudnnPoolingDescriptor_t, cudnnDestroyPoolingDescriptor>;

Pooling poolingOf(const PoolSpec& spec) {
  constexpr const char* what = "describing a pooling to cuDNN";
  cudnnPoolingDescriptor_t made = nullptr;
  check(cudnnCreatePoolingDescriptor(&made), what);
  Pooling pooling(made);
  const cudnnPoolingMode_t mode =
      spec.average ? CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING : CUDNN_POOLING_MAX_DETERMINISTIC;
  check(cudnnSetPooling2dDescriptor(made, mode, CUDNN_PROPAGATE_NAN, spec.kernel, spec.kernel,
                                    spec.padding, spec.padding, spec.stride, spec.stride),
        what);
  return pooling;
}

Shape outputShape(const Shape& in, const PoolSpec& spec) {
  const auto extent = [&](std::int64_t size) {
    return windowCount(size, spec.kernel, spec.stride, spec.padding);
  };
  return {in[0], in[1], extent(in[2]), extent(in[3])};
}

/// The library pools FP32 values, so that an average's rounding can be counted, slice by slice.
class Pool2d final : public CudaOperation {
 public:
  Pool2d(const ContextPtr& context, const OperationSite& site, const PoolSpec& spec)
      : CudaOperation(context, site), pooling_(poolingOf(spec)) {
    registerOperand();
    makeOutput(outputShape(input_->shape(), spec), spec.average);
    makeInputGradient(true);
    sliceBatchFor({input_.get(), output().get(), inputGradient().get()});
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    x_ = floats(input_, roundedFormat(*input_, site_.compute), Slot::first);
    y_ = floats(output(), output()->format(), Slot::second);
    xDescriptor_ = dnnTensor(input_->shape(), sliced(input_->layout()));
    yDescriptor_ = dnnTensor(output_->shape(), sliced(output()->layout()));
  }

  void forward(Pass) override {
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const float one = 1.0F;
      const float zero = 0.0F;
      check(cudnnPoolingForward(context_->dnn.get(), pooling_.get(), &one, xDescriptor_.get(),
                                x_.load(tally(operandCounter_), slice), &zero, yDescriptor_.get(),
                                resultFor(*output(), slice)),
            "a pooling");
      finishOutput(nullptr, slice);
    }
  }

  void backward() override {
    if (!inputGradient_) return;
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) backward(slice);
  }

 private:
  void prepareBackward() override {
    dy_ = floats(outputGradient(), outputGradient()->format(), Slot::third);
  }

  void backward(std::int64_t slice) {
    const float one = 1.0F;
    const float zero = 0.0F;
    const void* x = x_.load({}, slice);
    const void* y = y_.load({}, slice);
    const void* dy = dy_.load({}, slice);
    check(cudnnPoolingBackward(context_->dnn.get(), pooling_.get(), &one, yDescriptor_.get(), y,
                               yDescriptor_.get(), dy, xDescriptor_.get(), x, &zero,
                               xDescriptor_.get(), resultFor(*inputGradient(), slice)),
          "a pooling's backward");
    finishInputGradient(slice);
  }

  Operand floats(const CudaTensorPtr& tensor, Format rounded, Slot slot) const {
    return {context_, tensor, rounded, Format::fp32, slot, slicing_.count};
  }
  Layout sliced(Layout layout) const {
    layout.batch = slicing_.samples;
    return layout;
  }

  Pooling pooling_;
  Operand x_, y_, dy_;
  DnnTensor xDescriptor_, yDescriptor_;
};

}  // namespace

std::unique_ptr<Operation> makePool2d(const ContextPtr& context, const OperationSite& site,
                                      const PoolSpec& spec) {
  return std::make_unique<Pool2d>(context, site, spec);
}

}  // namespace scalescope::cuda
