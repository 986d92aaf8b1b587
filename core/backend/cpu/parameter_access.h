#pragma once

#include "core/backend/cpu/slices.h"
#include "core/backend/parameter.h"

namespace scalescope::cpu {

/// A parameter's operand as FP32 memory in the layout that a primitive wants, prepared anew at
/// every load since the optimizer changes it between steps.
class ParameterSource {
 public:
  ParameterSource() = default;
  /// `shape` may view the parameter differently (a grouped convolution's five extents).
  ParameterSource(const ContextPtr& context, const Parameter& parameter, const Dims& shape,
                  const MemoryDesc& wanted);
  const dnnl::memory& load();

 private:
  ContextPtr context_;
  CpuTensorPtr tensor_;
  dnnl::memory plain_;  // FP32, into the tensor or into converted_
  Buffer converted_;
  dnnl::memory reordered_;
  Buffer reorderedBuffer_;
  BoundPrimitive reorder_;
};

/// Collects a parameter's FP32 gradient over the slices of a batch, and rounds it once at the end.
class GradientCollector {
 public:
  GradientCollector() = default;
  GradientCollector(const ContextPtr& context, const Parameter& parameter, const Dims& shape,
                    const MemoryDesc& produced, Slot slot);
  void begin() { parts_ = 0; }
  const dnnl::memory& target();  ///< where the primitive writes this slice's part
  void add();                    ///< takes that part into the sum
  void finish();                 ///< rounds the sum into the parameter's gradient, counted

 private:
  ContextPtr context_;
  CpuTensorPtr gradient_;
  CastSite* site_ = nullptr;
  int parts_ = 0;
  Buffer sumBuffer_;
  dnnl::memory sum_;
  ScratchMemory part_;
  dnnl::memory plain_;
  Buffer plainBuffer_;
  BoundPrimitive reorder_;
};

}  // namespace scalescope::cpu
