#pragma once

#include "core/backend/backend.h"
#include "core/backend/cuda/context.h"

// The operations of the back end, one function each.
namespace scalescope::cuda {

std::unique_ptr<Operation> makeConv2d(const ContextPtr&, const OperationSite&, const Conv2dSpec&,
                                      Parameter& weight, Parameter* bias);
/// Groups > 1.
std::unique_ptr<Operation> makeGroupedConv2d(const ContextPtr&, const OperationSite&,
                                             const Conv2dSpec&, Parameter& weight, Parameter* bias);
std::unique_ptr<Operation> makeLinear(const ContextPtr&, const OperationSite&, std::int64_t out,
                                      Parameter& weight, Parameter* bias);
std::unique_ptr<Operation> makePool2d(const ContextPtr&, const OperationSite&, const PoolSpec&);
std::unique_ptr<Operation> makeBatchNorm(const ContextPtr&, const OperationSite&, const NormSpec&,
                                         Parameter& weight, Parameter& bias,
                                         const TensorPtr& runningMean,
                                         const TensorPtr& runningVariance);
std::unique_ptr<Operation> makeLayerNorm(const ContextPtr&, const OperationSite&, const NormSpec&,
                                         Parameter& weight, Parameter& bias);
std::unique_ptr<Operation> makeRelu(const ContextPtr&, const OperationSite&);
std::unique_ptr<Operation> makeDropout(const ContextPtr&, const OperationSite&, const DropoutSpec&);
std::unique_ptr<Operation> makeFlatten(const ContextPtr&, const OperationSite&);
std::unique_ptr<LossOperation> makeLoss(const ContextPtr&, const OperationSite&, LossKind);
std::unique_ptr<ParameterUpdate> makeUpdate(const ContextPtr&, const std::vector<Parameter*>&,
                                            const StepRules&);

}  // namespace scalescope::cuda
