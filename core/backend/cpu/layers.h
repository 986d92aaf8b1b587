#pragma once

#include "core/backend/backend.h"
#include "core/backend/cpu/context.h"

// The operations without a product of matrices, one function each.
namespace scalescope::cpu {

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
std::unique_ptr<ParameterUpdate> makeUpdate(const ContextPtr&, std::vector<Parameter*>,
                                            const StepRules&, const CastSites&);

}  // namespace scalescope::cpu
