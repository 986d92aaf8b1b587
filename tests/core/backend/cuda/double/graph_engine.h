#pragma once

#include <cudnn.h>

#include <cstdint>
#include <vector>

#include "core/backend/cuda/double/graph_convolution.h"

// The engines that the double offers for convolutions. The first three are there to be found out:
// who takes one gets other results than it promised.
namespace scalescope::cuda_double {

constexpr std::int64_t kEngines = 5;

std::vector<std::int64_t> numericalNotes(std::int64_t engine);
ConvolutionArithmetic arithmeticOf(std::int64_t engine);
/// Best first.
std::vector<std::int64_t> enginesFor(const ConvolutionProblem& problem,
                                     cudnnBackendHeurMode_t mode);
cudnnStatus_t supportBy(std::int64_t engine, const ConvolutionProblem& problem);
std::int64_t workspaceOf(std::int64_t engine, const ConvolutionProblem& problem);

}  // namespace scalescope::cuda_double
