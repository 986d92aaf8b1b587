#pragma once

#include "core/backend/cuda/double/graph_content.h"
#include "core/backend/cuda/double/graph_convolution.h"

// What finalised descriptors of the graph API say, as the double computes it.
namespace scalescope::cuda_double {

/// Which attributes an operation has its parts in.
struct OperationNames {
  ConvolutionPass pass;
  cudnnBackendAttributeName_t x, w, y, convolution, alpha, beta;
};
OperationNames namesOf(cudnnBackendDescriptorType_t operation);

/// Of an operation whose tensors have four extents, and its window two.
ConvolutionProblem problemOf(const DnnContent& operation);
/// Of a graph's convolution; where an identity follows, the result is the identity's.
ConvolutionProblem problemOfGraph(const DnnContent& graph);
bool isVirtual(const DnnContent& tensor);

// Of an engine, its configuration or a plan.
const DnnContent& operationOf(const DnnContent& graph);
const DnnContent& engineOf(const DnnContent& plan);
const DnnContent& graphOf(const DnnContent& engine);

}  // namespace scalescope::cuda_double
