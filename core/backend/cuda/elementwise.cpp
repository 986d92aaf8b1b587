#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"

namespace scalescope::cuda {
namespace {

class Relu final : public CudaOperation {
 public:
  Relu(const ContextPtr& context, const OperationSite& site) : CudaOperation(context, site) {
    registerOperand();
    makeOutput(input_->shape(), false);
    makeInputGradient(false);
  }

  void forward(Pass) override {
    CastJob job;
    job.in = input_->data();
    job.out = output()->data();
    job.layout = input_->layout();
    job.from = input_->format();
    job.to = output_->format();
    job.relu = true;
    job.tally = tally(operandCounter_);
    start(stream(), job);
  }

  void backward() override {
    if (!inputGradient_) return;
    CastJob job;
    job.in = outputGradient()->data();
    job.out = inputGradient()->data();
    job.layout = input_->layout();
    job.from = outputGradient_->format();
    job.to = inputGradient_->format();
    job.mask = output()->data();
    job.maskFormat = output_->format();
    start(stream(), job);
  }
};

/// [N, …] to [N, features] in row-major order, which pixels in memory are not.
class Flatten final : public CudaOperation {
 public:
  Flatten(const ContextPtr& context, const OperationSite& site) : CudaOperation(context, site) {
    registerOperand();
    const Shape& in = input_->shape();
    makeOutput({in[0], elementCount(in) / in[0]}, false);
    makeInputGradient(false);
  }

  void forward(Pass) override { move(*input_, *output(), false, tally(operandCounter_)); }
  void backward() override {
    if (inputGradient_) move(*outputGradient(), *inputGradient(), site_.inputIsRelu, {});
  }

 private:
  void move(const CudaTensor& from, const CudaTensor& to, bool masked, const Tally& counted) const {
    PermuteJob job;
    job.in = from.data();
    job.out = to.data();
    job.inLayout = from.layout();
    job.outLayout = to.layout();
    job.from = from.format();
    job.to = to.format();
    job.mask = masked ? input_->data() : nullptr;
    job.maskFormat = input_->format();
    job.tally = counted;
    start(stream(), job);
  }
};

/// Backward draws the same mask again instead of keeping it.
class Dropout final : public CudaOperation {
 public:
  Dropout(const ContextPtr& context, const OperationSite& site, const DropoutSpec& spec)
      : CudaOperation(context, site), spec_(spec) {
    registerOperand();
    makeOutput(input_->shape(), true);
    makeInputGradient(true);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    const Format rounded = roundedFormat(*input_, site_.compute);
    x_ = Operand(context_, input_, rounded, rounded, Slot::first);
    xFormat_ = rounded;
  }

  void forward(Pass pass) override {
    drop(x_.load(tally(operandCounter_)), xFormat_, resultFor(*output()), pass);
    finishOutput();
  }
  void backward() override {
    if (!inputGradient_) return;
    drop(outputGradient()->data(), outputGradient_->format(), resultFor(*inputGradient()),
         Pass::training);
    finishInputGradient();
  }

 private:
  void drop(const void* in, Format format, float* out, Pass pass) const {
    const std::int64_t* step = pass == Pass::training ? &context_->step()->state.step : nullptr;
    start(stream(), DropoutJob{in, out, input_->layout(), format, spec_.p, spec_.seed, step});
  }

  DropoutSpec spec_;
  Operand x_;
  Format xFormat_ = Format::fp32;
};

}  // namespace

std::unique_ptr<Operation> makeRelu(const ContextPtr& context, const OperationSite& site) {
  return std::make_unique<Relu>(context, site);
}
std::unique_ptr<Operation> makeFlatten(const ContextPtr& context, const OperationSite& site) {
  return std::make_unique<Flatten>(context, site);
}
std::unique_ptr<Operation> makeDropout(const ContextPtr& context, const OperationSite& site,
                                       const DropoutSpec& spec) {
  return std::make_unique<Dropout>(context, site, spec);
}

}  // namespace scalescope::cuda
