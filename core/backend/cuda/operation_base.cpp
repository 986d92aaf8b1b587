#include "core/backend/cuda/operation_base.h"

namespace scalescope::cuda {
namespace {

/// FP32 `values` into a tensor of the same layout.
CastJob rounding(const float* values, const CudaTensor& tensor) {
  CastJob job;
  job.in = values;
  job.out = tensor.data();
  job.layout = tensor.layout();
  job.to = tensor.format();
  return job;
}

}  // namespace

Operand::Operand(const ContextPtr& context, CudaTensorPtr tensor, Format rounded, Format wanted,
                 Slot slot)
    : context_(context),
      tensor_(std::move(tensor)),
      rounded_(rounded),
      wanted_(wanted),
      slot_(slot) {
  if (!isTensorItself()) context_->reserve(slot_, tensor_->floatBytes());
}

bool Operand::isTensorItself() const {
  return rounded_ == tensor_->format() && storageOf(rounded_) == storageOf(wanted_);
}

const void* Operand::load(DeviceCounts* counts) {
  const Format stored = tensor_->format();
  if (isTensorItself()) return tensor_->data();
  CastJob job;
  job.in = tensor_->data();
  job.out = context_->scratch(slot_);
  // A weight's padding is multiplied with; what is rounded, and counted, has none.
  job.layout = stored == rounded_ ? tensor_->whole() : tensor_->layout();
  job.from = stored;
  job.to = wanted_;
  job.rounded = rounded_;
  job.counts = stored == rounded_ ? nullptr : counts;
  start(context_->stream(), job);
  return job.out;
}

void CudaOperation::makeOutput(const Shape& shape, bool rounds) {
  const Format format = storageOf(site_.compute);
  output_ = makeTensor(context_, shape, format);
  if (rounds && format != Format::fp32) {
    outputCounter_ = context_->telemetry.counter(&site_.sites->add(site_.name + ".output", format));
  }
}

void CudaOperation::makeInputGradient(bool rounds) {
  if (!site_.wantsInputGradient) return;
  inputGradient_ = makeTensor(context_, input_->shape(), site_.gradient);
  if (rounds && site_.gradient != Format::fp32) {
    gradientCounter_ =
        context_->telemetry.counter(&site_.sites->add(site_.name + ".input.grad", site_.gradient));
  }
}

void CudaOperation::registerOperand() {
  if (site_.compute == Format::fp32 || input_->format() == site_.compute) return;
  operandCounter_ =
      context_->telemetry.counter(&site_.sites->add(site_.name + ".input", site_.compute));
}

void CudaOperation::registerOutputGradient() {
  if (!site_.roundsOutputGradient()) return;
  outputGradientCounter_ =
      context_->telemetry.counter(&site_.sites->add(site_.name + ".output.grad", site_.compute));
}

void CudaOperation::reserveResult(const CudaTensor& tensor) const {
  if (tensor.format() != Format::fp32) context_->reserve(Slot::result, tensor.floatBytes());
}

float* CudaOperation::resultFor(const CudaTensor& tensor) const {
  return tensor.format() == Format::fp32 ? tensor.as<float>()
                                         : context_->scratch<float>(Slot::result);
}

void CudaOperation::finishOutput(const CudaTensor* bias) {
  const CudaTensor& out = *output();
  CastJob job = rounding(resultFor(out), out);
  job.relu = site_.fuseRelu;
  job.counts = counts(outputCounter_);
  if (bias) {
    job.bias = bias->data();
    job.biasFormat = bias->format();
  }
  const bool inPlace = out.format() == Format::fp32;
  if (inPlace && !job.relu && !bias && !out.layout().isPadded()) return;
  start(stream(), job);
}

void CudaOperation::finishInputGradient() {
  const CudaTensor& gradient = *inputGradient();
  CastJob job = rounding(resultFor(gradient), gradient);
  job.counts = counts(gradientCounter_);
  if (site_.inputIsRelu) {
    job.mask = input_->data();
    job.maskFormat = input_->format();
  }
  const bool inPlace = gradient.format() == Format::fp32;
  if (inPlace && !job.mask && !gradient.layout().isPadded()) return;
  start(stream(), job);
}

}  // namespace scalescope::cuda
