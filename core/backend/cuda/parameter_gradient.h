#pragma once

#include "core/backend/cuda/context.h"
#include "core/backend/parameter.h"

namespace scalescope::cuda {

/// Where a layer puts a parameter's gradient: computed in FP32, rounded once and counted.
class ParameterGradient {
 public:
  ParameterGradient() = default;
  ParameterGradient(const ContextPtr& context, const Parameter& parameter, Slot slot);

  float* result() const;  ///< FP32, laid out as the gradient: itself, or scratch
  void finish() const;    ///< rounds result() into the gradient, where that is narrower
  /// gradient ← sums of dy's channels: a bias'.
  void sumChannels(const CudaTensor& dy) const;

 private:
  ContextPtr context_;
  CudaTensorPtr gradient_;
  Counter counter_;
  Slot slot_ = Slot::result;
};

/// Scratch for sumChannels() of gradients like this.
void reserveChannelSums(Context& context, const Layout& dy);

}  // namespace scalescope::cuda
