#pragma once

#include "core/backend/cpu/operation_base.h"
#include "core/backend/cpu/parameter_access.h"

namespace scalescope::cpu {

/// The three primitives of a layer with weights for one slice of a batch, and the layouts they
/// settled on.
struct WeightedPrimitives {
  Slicing slicing;
  Dims weightDims;    ///< the weight as oneDNN sees it
  Dims biasDims;      ///< empty without bias
  MemoryDesc output;  ///< layout of the whole batch's output
  /// The weights' backward also sums up the bias' gradient, unless its operands are rounded.
  BoundPrimitive forward, backwardData, backwardWeights;
  MemoryDesc forwardInput, forwardWeight, forwardOutput;
  MemoryDesc dataGradient, dataWeight, dataOutputGradient;
  MemoryDesc weightsInput, weightsGradient, weightsOutputGradient;
};

/// Convolution and linear layers: y = W·x + b, rounded once after the bias was added.
std::unique_ptr<Operation> makeWeighted(const ContextPtr& context, const OperationSite& site,
                                        const Shape& outputShape, WeightedPrimitives primitives,
                                        Parameter& weight, Parameter* bias);

std::unique_ptr<Operation> makeConv2d(const ContextPtr& context, const OperationSite& site,
                                      const Conv2dSpec& spec, Parameter& weight, Parameter* bias);
std::unique_ptr<Operation> makeLinear(const ContextPtr& context, const OperationSite& site,
                                      std::int64_t out, Parameter& weight, Parameter* bias);

}  // namespace scalescope::cpu
