#include "core/backend/cuda/operation_base.h"

#include <algorithm>

namespace scalescope::cuda {
namespace {

/// FP32 scratch of a slice that stays in the second-level cache of the larger GPUs.
constexpr std::int64_t kSliceBytes = std::int64_t{32} << 20U;

Layout sliceOf(Layout layout, std::int64_t slices) {
  layout.batch /= slices;
  return layout;
}

void* sliceOf(const CudaTensor& tensor, std::int64_t slices, std::int64_t slice) {
  return static_cast<char*>(tensor.data()) +
         tensor.bytes() / static_cast<std::size_t>(slices) * static_cast<std::size_t>(slice);
}

}  // namespace

Operand::Operand(const ContextPtr& context, CudaTensorPtr tensor, Format rounded, Format wanted,
                 Slot slot, std::int64_t slices)
    : context_(context),
      tensor_(std::move(tensor)),
      rounded_(rounded),
      wanted_(wanted),
      slot_(slot),
      slices_(slices) {
  if (isTensorItself()) return;
  context_->reserve(slot_, tensor_->floatBytes() / static_cast<std::size_t>(slices));
}

bool Operand::isTensorItself() const {
  return rounded_ == tensor_->format() && storageOf(rounded_) == storageOf(wanted_);
}

const void* Operand::load(const Tally& tally, std::int64_t slice) {
  const Format stored = tensor_->format();
  if (isTensorItself()) return sliceOf(*tensor_, slices_, slice);
  CastJob job;
  job.in = sliceOf(*tensor_, slices_, slice);
  job.out = context_->scratch(slot_);
  // A weight's padding is multiplied with; what is rounded, and counted, has none.
  job.layout = sliceOf(stored == rounded_ ? tensor_->whole() : tensor_->layout(), slices_);
  job.from = stored;
  job.to = wanted_;
  job.rounded = rounded_;
  if (scale_) job.scale = scale_->factor();
  if (stored != rounded_) job.tally = tally;
  start(context_->stream(), job);
  return job.out;
}

Counter CudaOperation::watch(const std::string& tensor, TensorRole role, Format format) {
  return context_->telemetry.counter(&site_.sites->add(site_.name + tensor, role, format));
}

void CudaOperation::makeOutput(const Shape& shape, bool rounds) {
  const Format format = storageOf(site_.compute);
  output_ = makeTensor(context_, shape, format);
  if (rounds) outputCounter_ = watch(".output", TensorRole::activation, format);
}

void CudaOperation::makeInputGradient(bool rounds) {
  if (!site_.wantsInputGradient) return;
  inputGradient_ = makeTensor(context_, input_->shape(), site_.gradient);
  if (rounds) gradientCounter_ = watch(".input.grad", TensorRole::gradient, site_.gradient);
}

void CudaOperation::registerOperand() {
  if (site_.compute == Format::fp32 || input_->format() == site_.compute) return;
  operandCounter_ = watch(".input", TensorRole::activation, site_.compute);
}

void CudaOperation::registerOutputGradient() {
  if (!site_.roundsOutputGradient()) return;
  outputGradientCounter_ =
      watch(".output.grad", TensorRole::gradient, site_.outputGradientOperand());
}

void CudaOperation::registerWeight(Parameter& weight) {
  if (!weight.castByLayer()) return;
  scaledWeight_ = &weight;
  scaledWeightCounter_ = context_->telemetry.counter(weight.operandSite);
}

void CudaOperation::prepareOperands(Pass pass) const {
  if (isScaled(site_.compute)) inputScale_.next(*input_, pass);
  if (!scaledWeight_) return;
  const CudaTensor& value = *asCuda(scaledWeight_->value);
  weightScale_.next(value, pass);
  CastJob job;
  job.in = value.data();
  job.out = asCuda(scaledWeight_->operand)->data();
  job.layout = value.layout();
  job.from = value.format();
  job.to = scaledWeight_->operand->format();
  job.scale = weightScale_.factor();
  job.tally = tally(scaledWeightCounter_);
  start(stream(), job);
}

void CudaOperation::scaleOutputGradient() const {
  if (isFp8(site_.compute)) gradientScale_.next(*outputGradient(), Pass::training);
}

void CudaOperation::sliceBatchFor(std::initializer_list<const CudaTensor*> tensors) {
  const std::int64_t batch = input_->shape()[0];
  std::int64_t bytes = 0;
  for (const CudaTensor* tensor : tensors) {
    if (!tensor || tensor->format() == Format::fp32) continue;
    bytes = std::max(bytes, static_cast<std::int64_t>(tensor->floatBytes()) / batch);
  }
  slicing_ = chooseSlicing(batch, bytes, kSliceBytes);
}

void CudaOperation::reserveResult(const CudaTensor& tensor) const {
  if (tensor.format() == Format::fp32) return;
  context_->reserve(Slot::result, tensor.floatBytes() / static_cast<std::size_t>(slicing_.count));
}

float* CudaOperation::resultFor(const CudaTensor& tensor, std::int64_t slice) const {
  if (tensor.format() != Format::fp32) return context_->scratch<float>(Slot::result);
  return static_cast<float*>(sliceOf(tensor, slicing_.count, slice));
}

const void* CudaOperation::partOf(const CudaTensor& tensor, std::int64_t slice) const {
  return sliceOf(tensor, slicing_.count, slice);
}

/// The FP32 values of a tensor's slice in resultFor() into the tensor.
CastJob CudaOperation::roundingOf(const CudaTensor& tensor, std::int64_t slice) const {
  CastJob job;
  job.in = resultFor(tensor, slice);
  job.out = sliceOf(tensor, slicing_.count, slice);
  job.layout = sliceOf(tensor.layout(), slicing_.count);
  job.to = tensor.format();
  return job;
}

CastJob CudaOperation::outputCast(const CudaTensor* bias, std::int64_t slice) const {
  CastJob job = roundingOf(*output(), slice);
  job.relu = site_.fuseRelu;
  job.tally = tally(outputCounter_);
  if (bias) {
    job.bias = bias->data();
    job.biasFormat = bias->format();
  }
  return job;
}

void CudaOperation::finishOutput(const CudaTensor* bias, std::int64_t slice) {
  const CudaTensor& out = *output();
  const CastJob job = outputCast(bias, slice);
  const bool inPlace = out.format() == Format::fp32;
  if (inPlace && !job.relu && !bias && !out.layout().isPadded()) {
    return startStatistics(stream(), job);
  }
  start(stream(), job);
}

CastJob CudaOperation::inputGradientCast(std::int64_t slice) const {
  CastJob job = roundingOf(*inputGradient(), slice);
  job.tally = tally(gradientCounter_);
  if (site_.inputIsRelu) {
    job.mask = sliceOf(*input_, slicing_.count, slice);
    job.maskFormat = input_->format();
  }
  if (site_.compute == Format::int8) {
    job.operand = sliceOf(*input_, slicing_.count, slice);
    job.operandFormat = input_->format();
    job.operandScale = inputScale_.factor();
  }
  return job;
}

void CudaOperation::finishInputGradient(std::int64_t slice) {
  const CudaTensor& gradient = *inputGradient();
  const CastJob job = inputGradientCast(slice);
  const bool inPlace = gradient.format() == Format::fp32;
  if (inPlace && !job.mask && !job.operand && !gradient.layout().isPadded()) {
    return startStatistics(stream(), job);
  }
  start(stream(), job);
}

}  // namespace scalescope::cuda
