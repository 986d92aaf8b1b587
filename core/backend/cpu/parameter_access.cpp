#include "core/backend/cpu/parameter_access.h"

#include "core/backend/cpu/kernels.h"
#include "core/backend/cpu/slices.h"

namespace scalescope::cpu {

ParameterSource::ParameterSource(const ContextPtr& context, const Parameter& parameter,
                                 const Dims& shape, const MemoryDesc& wanted)
    : context_(context), tensor_(asCpu(parameter.operand)) {
  const MemoryDesc plain = plainDesc(shape);
  void* values = tensor_->at(0);
  if (storageOf(tensor_->format()) != Format::fp32) {
    converted_ = Buffer(plain.get_size(), context_->pool);
    values = converted_.data();
  }
  plain_ = dnnl::memory(plain, context_->engine, values);
  if (wanted == plain) return;
  reorder_ = makeReorder(*context_, plain, wanted);
  reorderedBuffer_ = Buffer(wanted.get_size(), context_->pool);
  reordered_ = dnnl::memory(wanted, context_->engine, reorderedBuffer_.data());
}

const dnnl::memory& ParameterSource::load() {
  if (storageOf(tensor_->format()) != Format::fp32) {
    loadOperand(tensor_->at(0), tensor_->format(), Format::fp32, converted_.as<float>(),
                tensor_->storedElements());
  }
  if (!reorder_) return plain_;
  reorder_.run(*context_, argument(DNNL_ARG_FROM, plain_), argument(DNNL_ARG_TO, reordered_));
  return reordered_;
}

GradientCollector::GradientCollector(const ContextPtr& context, const Parameter& parameter,
                                     const Dims& shape, const MemoryDesc& produced, Slot slot)
    : context_(context),
      gradient_(asCpu(parameter.gradient)),
      site_(parameter.gradientSite),
      sumBuffer_(produced.get_size(), context->pool),
      sum_(produced, context->engine, sumBuffer_.data()),
      part_(*context, slot, produced) {
  const MemoryDesc plain = plainDesc(shape);
  if (produced == plain) return;
  reorder_ = makeReorder(*context_, produced, plain);
  plainBuffer_ = Buffer(plain.get_size(), context_->pool);
  plain_ = dnnl::memory(plain, context_->engine, plainBuffer_.data());
}

const dnnl::memory& GradientCollector::target() {
  return parts_ == 0 ? sum_ : part_.get(*context_);
}

void GradientCollector::add() {
  if (parts_++ == 0) return;
  accumulate(part_.data(*context_), sumBuffer_.as<float>(), sumBuffer_.bytes() / sizeof(float));
}

void GradientCollector::finish() {
  const float* values = sumBuffer_.as<float>();
  if (reorder_) {
    reorder_.run(*context_, argument(DNNL_ARG_FROM, sum_), argument(DNNL_ARG_TO, plain_));
    values = plainBuffer_.as<float>();
  }
  collectAt(site_, values, Format::fp32, gradient_->storedElements(), gradient_->elements());
  const CastCounts counts = storeRounded(values, gradient_->at(0), gradient_->format(), false,
                                         gradient_->storedElements());
  countAt(site_, counts, gradient_->elements());
}

}  // namespace scalescope::cpu
