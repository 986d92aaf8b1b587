#include "core/backend/cpu/slices.h"

#include "core/backend/cpu/kernels.h"

namespace scalescope::cpu {
namespace {

constexpr std::int64_t kSliceBytes = 1280 * 1024;

std::vector<dnnl::memory> memoriesInto(Context& context, CpuTensor& tensor, const MemoryDesc& slice,
                                       std::int64_t count, std::size_t stride) {
  std::vector<dnnl::memory> memories;
  for (std::int64_t i = 0; i < count; ++i) {
    memories.emplace_back(slice, context.engine, tensor.at(static_cast<std::size_t>(i) * stride));
  }
  return memories;
}

}  // namespace

void countAt(CastSite* site, const CastCounts& counts, std::int64_t elements) {
  if (!site || site->format == Format::fp32) return;
  CastCounts seen = counts;
  seen.elements = static_cast<std::uint64_t>(elements);
  site->counts += seen;
}

void collectAt(CastSite* site, const void* values, Format stored, std::size_t count,
               std::int64_t elements) {
  if (!site || !site->statistics) return;
  TensorStatistics seen = statisticsOf(values, stored, site->format, count);
  seen.dropPadding(static_cast<std::uint64_t>(elements));
  *site->statistics += seen;
}

void collectScaledAt(CastSite* site, const void* values, Format stored, float scale, float* scratch,
                     std::size_t count, std::int64_t elements) {
  if (!site || !site->statistics) return;
  loadOperand(values, stored, Format::fp32, scratch, count);
  for (std::size_t i = 0; i < count; ++i) scratch[i] *= scale;
  collectAt(site, scratch, Format::fp32, count, elements);
}

BoundPrimitive makeReorder(Context& context, const MemoryDesc& from, const MemoryDesc& to) {
  const dnnl::reorder::primitive_desc desc(context.engine, from, context.engine, to,
                                           userScratchpad());
  return {context, dnnl::reorder(desc), desc.scratchpad_desc()};
}

Slicing chooseSlicing(std::int64_t batch, std::int64_t elementsPerSample) {
  return scalescope::chooseSlicing(batch, elementsPerSample * std::int64_t{sizeof(float)},
                                   kSliceBytes);
}

MemoryDesc sliceLayout(const MemoryDesc& layout, std::int64_t samples) {
  Dims dims = extents(layout);
  if (dims[0] == samples) return layout;
  const Dims offsets(dims.size(), 0);
  dims[0] = samples;
  return layout.submemory_desc(dims, offsets);
}

bool samplesAreContiguous(const MemoryDesc& layout) {
  const std::int64_t batch = extents(layout)[0];
  return layout.get_size() == static_cast<std::size_t>(batch) * sliceLayout(layout, 1).get_size();
}

SliceSource::SliceSource(const ContextPtr& context, CpuTensorPtr tensor, Slicing slicing,
                         const MemoryDesc& wanted, Format operand, Slot slot, Slot reorderSlot)
    : context_(context),
      tensor_(std::move(tensor)),
      operand_(operand),
      rounds_(operand != Format::fp32 && operand != tensor_->format()),
      stride_(tensor_->storedElements() / static_cast<std::size_t>(slicing.count)),
      logical_(tensor_->elements() / slicing.count) {
  const MemoryDesc stored = sliceLayout(tensor_->layout(), slicing.samples);
  inPlace_ = storageOf(tensor_->format()) == Format::fp32 && !rounds_;
  if (inPlace_) {
    direct_ = memoriesInto(*context_, *tensor_, stored, slicing.count, stride_);
  } else {
    converted_ = ScratchMemory(*context_, slot, stored);
  }
  if (wanted != stored) {
    reorder_ = makeReorder(*context_, stored, wanted);
    reordered_ = ScratchMemory(*context_, reorderSlot, wanted);
  }
}

void SliceSource::convert(const void* values, CastSite* site) {
  const Format stored = tensor_->format();
  float* const converted = converted_.data(*context_);
  if (isScaled(operand_)) {
    collectScaledAt(site, values, stored, scale_, converted, stride_, logical_);
    countAt(site, loadScaled(values, stored, operand_, scale_, converted, stride_), logical_);
  } else {
    collectAt(site, values, stored, stride_, logical_);
    countAt(site, loadOperand(values, stored, operand_, converted, stride_), logical_);
  }
}

const dnnl::memory& SliceSource::load(std::int64_t slice, CastSite* site) {
  const auto index = static_cast<std::size_t>(slice);
  const dnnl::memory* loaded = inPlace_ ? &direct_[index] : &converted_.get(*context_);
  if (!inPlace_) {
    convert(tensor_->at(index * stride_), rounds_ ? site : nullptr);
  }
  if (!reorder_) return *loaded;
  const dnnl::memory& target = reordered_.get(*context_);
  reorder_.run(*context_, argument(DNNL_ARG_FROM, *loaded), argument(DNNL_ARG_TO, target));
  return target;
}

SliceSink::SliceSink(const ContextPtr& context, CpuTensorPtr tensor, Slicing slicing,
                     const MemoryDesc& produced)
    : context_(context),
      tensor_(std::move(tensor)),
      stride_(tensor_->storedElements() / static_cast<std::size_t>(slicing.count)),
      logical_(tensor_->elements() / slicing.count) {
  const MemoryDesc stored = sliceLayout(tensor_->layout(), slicing.samples);
  inPlace_ = tensor_->format() == Format::fp32;
  if (inPlace_) direct_ = memoriesInto(*context_, *tensor_, stored, slicing.count, stride_);
  if (!inPlace_ || produced != stored) produced_ = ScratchMemory(*context_, Slot::result, produced);
  if (produced != stored) {
    reorder_ = makeReorder(*context_, produced, stored);
    if (!inPlace_) reordered_ = ScratchMemory(*context_, Slot::resultReordered, stored);
  }
}

const dnnl::memory& SliceSink::target(std::int64_t slice) {
  if (inPlace_ && !reorder_) return direct_[static_cast<std::size_t>(slice)];
  return produced_.get(*context_);
}

void SliceSink::finish(std::int64_t slice, CastSite* site) {
  const auto index = static_cast<std::size_t>(slice);
  const dnnl::memory* ready = &target(slice);
  if (reorder_) {
    const dnnl::memory& stored = inPlace_ ? direct_[index] : reordered_.get(*context_);
    reorder_.run(*context_, argument(DNNL_ARG_FROM, *ready), argument(DNNL_ARG_TO, stored));
    ready = &stored;
  }
  const auto* values = static_cast<const float*>(ready->get_data_handle());
  collectAt(site, values, Format::fp32, stride_, logical_);
  void* out = tensor_->at(index * stride_);
  store(values, out, index, site);
  if (clipScale_ > 0.0F) {
    zeroClipped(out, tensor_->format(), clipped_->at(index * stride_), clipped_->format(),
                clipScale_, stride_);
  }
}

void SliceSink::store(const float* values, void* out, std::size_t index, CastSite* site) {
  if (inPlace_ && !relu_ && !mask_) return;
  const CastCounts seen = mask_ ? storeGradient(values, mask_->at(index * stride_), mask_->format(),
                                                out, tensor_->format(), stride_)
                                : storeRounded(values, out, tensor_->format(), relu_, stride_);
  countAt(site, seen, logical_);
}

}  // namespace scalescope::cpu
