#include "core/backend/cuda/double/graph_operation.h"

#include <algorithm>

namespace scalescope::cuda_double {

namespace {

Format formatOf(cudnnDataType_t type) {
  switch (type) {
    case CUDNN_DATA_HALF:
      return Format::fp16;
    case CUDNN_DATA_BFLOAT16:
      return Format::bf16;
    default:  // engines refuse others
      return Format::fp32;
  }
}

ConvolutionTensor tensorOf(const DnnContent& content) {
  ConvolutionTensor tensor;
  tensor.id = content.integer(CUDNN_ATTR_TENSOR_UNIQUE_ID);
  tensor.alignment = content.integer(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT);
  tensor.type = static_cast<cudnnDataType_t>(content.integer(CUDNN_ATTR_TENSOR_DATA_TYPE));
  tensor.elements.format = formatOf(tensor.type);
  const auto extents = content.integers(CUDNN_ATTR_TENSOR_DIMENSIONS);
  const auto strides = content.integers(CUDNN_ATTR_TENSOR_STRIDES);
  std::copy_n(extents.begin(), 4, tensor.elements.extents);
  std::copy_n(strides.begin(), 4, tensor.elements.strides);
  return tensor;
}

ConvolutionWindow windowOf(const DnnContent& content) {
  ConvolutionWindow window{};
  const auto copy = [&content](cudnnBackendAttributeName_t name, std::int64_t* to) {
    const auto values = content.integers(name);
    std::copy_n(values.begin(), 2, to);
  };
  copy(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, window.stride);
  copy(CUDNN_ATTR_CONVOLUTION_DILATIONS, window.dilation);
  copy(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, window.before);
  copy(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, window.after);
  return window;
}

}  // namespace

OperationNames namesOf(cudnnBackendDescriptorType_t operation) {
  switch (operation) {
    case CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR:
      return {ConvolutionPass::forward,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA};
    case CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR:
      return {ConvolutionPass::backwardData,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA};
    default:
      return {ConvolutionPass::backwardFilter,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA};
  }
}

ConvolutionProblem problemOf(const DnnContent& operation) {
  const OperationNames names = namesOf(operation.kind);
  const DnnContent& convolution = operation.content(names.convolution);
  ConvolutionProblem problem;
  problem.pass = names.pass;
  problem.x = tensorOf(operation.content(names.x));
  problem.w = tensorOf(operation.content(names.w));
  problem.y = tensorOf(operation.content(names.y));
  problem.window = windowOf(convolution);
  problem.computeType =
      static_cast<cudnnDataType_t>(convolution.integer(CUDNN_ATTR_CONVOLUTION_COMP_TYPE));
  problem.crossCorrelation =
      convolution.integer(CUDNN_ATTR_CONVOLUTION_CONV_MODE) == CUDNN_CROSS_CORRELATION;
  problem.alpha = operation.real(names.alpha);
  problem.beta = operation.real(names.beta);
  return problem;
}

ConvolutionProblem problemOfGraph(const DnnContent& graph) {
  ConvolutionProblem problem = problemOf(operationOf(graph));
  const auto operations = graph.contents(CUDNN_ATTR_OPERATIONGRAPH_OPS);
  if (operations.size() < 2) return problem;
  ConvolutionTensor& result = problem.pass == ConvolutionPass::forward        ? problem.y
                              : problem.pass == ConvolutionPass::backwardData ? problem.x
                                                                              : problem.w;
  result = tensorOf(operations[1]->content(CUDNN_ATTR_OPERATION_POINTWISE_YDESC));
  return problem;
}

bool isVirtual(const DnnContent& tensor) {
  return tensor.has(CUDNN_ATTR_TENSOR_IS_VIRTUAL) &&
         tensor.integer(CUDNN_ATTR_TENSOR_IS_VIRTUAL) != 0;
}

const DnnContent& operationOf(const DnnContent& graph) {
  return graph.content(CUDNN_ATTR_OPERATIONGRAPH_OPS);
}

const DnnContent& engineOf(const DnnContent& plan) {
  return plan.content(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG).content(CUDNN_ATTR_ENGINECFG_ENGINE);
}

const DnnContent& graphOf(const DnnContent& engine) {
  return engine.content(CUDNN_ATTR_ENGINE_OPERATION_GRAPH);
}

}  // namespace scalescope::cuda_double
