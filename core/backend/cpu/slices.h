#pragma once

#include <vector>

#include "core/backend/cast_site.h"
#include "core/backend/cpu/cpu_tensor.h"
#include "core/backend/slicing.h"

// A batch is worked through in slices of samples, so that the FP32 values around a half-precision
// primitive stay in cache and small, and so that ReLU, rounding and counting happen while a result
// is still in cache.
namespace scalescope::cpu {

/// The largest slice that divides the batch and whose larger side stays near the size of a core's
/// cache. `elementsPerSample` is that of the larger side.
Slicing chooseSlicing(std::int64_t batch, std::int64_t elementsPerSample);

/// The layout of `samples` samples of a tensor; equal to the tensor's layout but for the first
/// extent.
MemoryDesc sliceLayout(const MemoryDesc& layout, std::int64_t samples);
/// True if samples lie one behind the other, so that a slice is one stretch of memory.
bool samplesAreContiguous(const MemoryDesc& layout);

/// Adds the counts of a cast of this many elements, padding left out, to a site; null or FP32: not
/// counted.
void countAt(CastSite* site, const CastCounts& counts, std::int64_t elements);
/// Adds to the site's statistics, if it collects any: `count` values as they are before their
/// rounding, `elements` of them without padding.
void collectAt(CastSite* site, const void* values, Format stored, std::size_t count,
               std::int64_t elements);

/// The same for FP8 and INT8, whose values are multiplied by `scale` before they are rounded;
/// `scratch` holds `count` of them meanwhile.
void collectScaledAt(CastSite* site, const void* values, Format stored, float scale, float* scratch,
                     std::size_t count, std::int64_t elements);

/// Hands out slices of a tensor as FP32 memory in the layout that a primitive wants, rounded to
/// `operand`. Points into the tensor itself where that is possible.
class SliceSource {
 public:
  SliceSource() = default;
  SliceSource(const ContextPtr& context, CpuTensorPtr tensor, Slicing slicing,
              const MemoryDesc& wanted, Format operand, Slot slot, Slot reorderSlot);
  /// Counted at `site` when rounding can change values; null: not counted.
  const dnnl::memory& load(std::int64_t slice, CastSite* site = nullptr);
  bool rounds() const { return rounds_; }  ///< the operand format is narrower than the tensor's
  /// Of FP8 and INT8 operands, from the next load on.
  void setScale(float scale) { scale_ = scale; }

 private:
  void convert(const void* values, CastSite* site);

  ContextPtr context_;
  CpuTensorPtr tensor_;
  Format operand_ = Format::fp32;
  bool rounds_ = false;
  float scale_ = 1.0F;
  std::size_t stride_ = 0;            // stored elements of a slice
  std::int64_t logical_ = 0;          // elements of a slice without padding
  std::vector<dnnl::memory> direct_;  // one a slice, into the tensor
  bool inPlace_ = false;
  ScratchMemory converted_;
  ScratchMemory reordered_;
  BoundPrimitive reorder_;
};

/// Takes FP32 slices from a primitive in the layout it produces and leaves them in a tensor,
/// rounded and counted.
class SliceSink {
 public:
  SliceSink() = default;
  SliceSink(const ContextPtr& context, CpuTensorPtr tensor, Slicing slicing,
            const MemoryDesc& produced);

  void applyRelu() { relu_ = true; }
  /// Zeroes elements where `mask`, a tensor of the same layout, is ≤ 0.
  void maskBy(CpuTensorPtr mask) { mask_ = std::move(mask); }
  /// Zeroes elements at which INT8 clips `operand`, a tensor of the same layout, at this scale; 0:
  /// none.
  void passUnclipped(CpuTensorPtr operand, float scale) {
    clipped_ = std::move(operand);
    clipScale_ = scale;
  }

  const dnnl::memory& target(std::int64_t slice);   ///< where the primitive writes
  void finish(std::int64_t slice, CastSite* site);  ///< null: not counted

 private:
  void store(const float* values, void* out, std::size_t index, CastSite* site);

  ContextPtr context_;
  CpuTensorPtr tensor_;
  CpuTensorPtr mask_;
  CpuTensorPtr clipped_;
  float clipScale_ = 0.0F;
  bool relu_ = false;
  std::size_t stride_ = 0;
  std::int64_t logical_ = 0;
  std::vector<dnnl::memory> direct_;
  bool inPlace_ = false;
  ScratchMemory produced_;
  ScratchMemory reordered_;
  BoundPrimitive reorder_;
};

}  // namespace scalescope::cpu
