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

/// The library pools FP32 values, so that an average's rounding can be counted.
class Pool2d final : public CudaOperation {
 public:
  Pool2d(const ContextPtr& context, const OperationSite& site, const PoolSpec& spec)
      : CudaOperation(context, site), pooling_(poolingOf(spec)) {
    registerOperand();
    makeOutput(outputShape(input_->shape(), spec), spec.average);
    makeInputGradient(true);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    x_ =
        Operand(context_, input_, roundedFormat(*input_, site_.compute), Format::fp32, Slot::first);
    y_ = Operand(context_, output(), output()->format(), Format::fp32, Slot::second);
    xDescriptor_ = dnnTensor(input_->shape(), input_->layout());
    yDescriptor_ = dnnTensor(output_->shape(), output()->layout());
  }

  void forward(Pass) override {
    const float one = 1.0F;
    const float zero = 0.0F;
    check(cudnnPoolingForward(context_->dnn.get(), pooling_.get(), &one, xDescriptor_.get(),
                              x_.load(counts(operandCounter_)), &zero, yDescriptor_.get(),
                              resultFor(*output())),
          "a pooling");
    finishOutput();
  }

  void backward() override {
    if (!inputGradient_) return;
    const float one = 1.0F;
    const float zero = 0.0F;
    const void* x = x_.load();
    const void* y = y_.load();
    const void* dy = dy_.load();
    check(cudnnPoolingBackward(context_->dnn.get(), pooling_.get(), &one, yDescriptor_.get(), y,
                               yDescriptor_.get(), dy, xDescriptor_.get(), x, &zero,
                               xDescriptor_.get(), resultFor(*inputGradient())),
          "a pooling's backward");
    finishInputGradient();
  }

 private:
  void prepareBackward() override {
    dy_ =
        Operand(context_, outputGradient(), outputGradient()->format(), Format::fp32, Slot::third);
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
