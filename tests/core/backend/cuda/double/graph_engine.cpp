#include "core/backend/cuda/double/graph_engine.h"

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/state.h"

namespace scalescope::cuda_double {

namespace {

enum Engine : std::int64_t { kTf32, kNondeterministic, kWinograd, kTensorCores, kPlain };

bool isShort(cudnnDataType_t type) {
  return type == CUDNN_DATA_HALF || type == CUDNN_DATA_BFLOAT16;
}

bool hasFloatOperands(const ConvolutionProblem& p) {
  return p.first().type == CUDNN_DATA_FLOAT && p.second().type == CUDNN_DATA_FLOAT;
}

bool suitsTensorCores(const ConvolutionProblem& p) {
  constexpr std::int64_t kChannels = 8;
  for (const ConvolutionTensor* tensor : {&p.x, &p.w, &p.y}) {
    if (tensor->elements.strides[1] != 1) return false;
  }
  return isShort(p.first().type) && isShort(p.second().type) && p.groups() == 1 &&
         p.x.elements.extents[1] % kChannels == 0 && p.y.elements.extents[1] % kChannels == 0;
}

bool suitsDataTypes(const ConvolutionProblem& p) {
  const cudnnDataType_t operands = p.first().type;
  const cudnnDataType_t result = p.result().type;
  if (p.second().type != operands) return false;
  if (operands == CUDNN_DATA_FLOAT) return result == CUDNN_DATA_FLOAT;
  if (!isShort(operands)) return false;
  return result == operands || (result == CUDNN_DATA_FLOAT && convolutionSupport().halfToFloat);
}

}  // namespace

std::vector<std::int64_t> numericalNotes(std::int64_t engine) {
  switch (engine) {
    case kTf32:
      return {CUDNN_NUMERICAL_NOTE_TENSOR_CORE, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS};
    case kNondeterministic:
      return {CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC};
    case kWinograd:
      return {CUDNN_NUMERICAL_NOTE_WINOGRAD};
    case kTensorCores:
      return {CUDNN_NUMERICAL_NOTE_TENSOR_CORE};
    default:
      return {};
  }
}

ConvolutionArithmetic arithmeticOf(std::int64_t engine) {
  ConvolutionArithmetic arithmetic;
  arithmetic.tf32 = engine == kTf32;
  if (engine == kNondeterministic) arithmetic.order = SumOrder::descending;
  if (engine == kWinograd) arithmetic.relativeError = 1e-4F;
  return arithmetic;
}

std::vector<std::int64_t> enginesFor(const ConvolutionProblem& problem,
                                     cudnnBackendHeurMode_t mode) {
  if (mode == CUDNN_HEUR_MODE_FALLBACK) return {kPlain};
  std::vector<std::int64_t> engines;
  if (hasFloatOperands(problem) && machine().settings.hasTf32()) engines.push_back(kTf32);
  engines.push_back(kNondeterministic);
  engines.push_back(kWinograd);
  if (suitsTensorCores(problem)) engines.push_back(kTensorCores);
  engines.push_back(kPlain);
  return engines;
}

cudnnStatus_t supportBy(std::int64_t engine, const ConvolutionProblem& problem) {
  if (!suitsDataTypes(problem) || problem.computeType != CUDNN_DATA_FLOAT) {
    return CUDNN_STATUS_NOT_SUPPORTED;
  }
  if (!problem.crossCorrelation) return CUDNN_STATUS_NOT_SUPPORTED;
  switch (engine) {
    case kTf32:
    case kPlain:
      return hasFloatOperands(problem) ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED;
    case kTensorCores:
      return suitsTensorCores(problem) ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED;
    default:
      return CUDNN_STATUS_SUCCESS;
  }
}

std::int64_t workspaceOf(std::int64_t engine, const ConvolutionProblem& problem) {
  constexpr std::int64_t kFixed = 1024;
  if (engine != kTensorCores && engine != kPlain) return kFixed;
  return kFixed + static_cast<std::int64_t>(problem.w.elements.bytes());
}

}  // namespace scalescope::cuda_double
