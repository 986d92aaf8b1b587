#include <algorithm>
#include <bit>
#include <string>

#include "core/backend/cuda/double/graph_descriptor.h"
#include "core/backend/cuda/double/graph_engine.h"
#include "core/backend/cuda/double/graph_operation.h"

// What cuDNN checks, and computes, when a descriptor of its graph API is finalised.
namespace scalescope::cuda_double {

namespace {

using Integers = std::vector<std::int64_t>;

bool noneBelow(std::int64_t least, const Integers& values) {
  return std::all_of(values.begin(), values.end(),
                     [least](std::int64_t value) { return value >= least; });
}

bool allDiffer(Integers values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}

void finalizeTensor(DnnCall& call, const DnnContent& tensor) {
  const Integers extents = tensor.integers(CUDNN_ATTR_TENSOR_DIMENSIONS);
  const Integers strides = tensor.integers(CUDNN_ATTR_TENSOR_STRIDES);
  const std::int64_t alignment = tensor.integer(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT);
  call.expect(extents.size() == strides.size(), "not as many strides as dimensions");
  call.expect(noneBelow(1, extents) && noneBelow(1, strides), "a dimension or stride below 1");
  call.expect(alignment > 0 && std::has_single_bit(static_cast<std::uint64_t>(alignment)),
              "the alignment is no power of two");
}

void finalizeConvolution(DnnCall& call, const DnnContent& convolution) {
  const auto count =
      static_cast<std::size_t>(convolution.integer(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS));
  const auto check = [&](cudnnBackendAttributeName_t name, std::int64_t least) {
    const Integers values = convolution.integers(name);
    call.expect(values.size() == count,
                "attribute " + std::to_string(name) + ": not one for each spatial dimension");
    call.expect(noneBelow(least, values), "attribute " + std::to_string(name) + ": too small");
  };
  check(CUDNN_ATTR_CONVOLUTION_DILATIONS, 1);
  check(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, 1);
  check(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, 0);
  check(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, 0);
  call.support(count == 2, CUDNN_STATUS_NOT_SUPPORTED);
}

void checkShapes(DnnCall& call, const ConvolutionProblem& problem) {
  const auto& x = problem.x.elements.extents;
  const auto& w = problem.w.elements.extents;
  const auto& y = problem.y.elements.extents;
  const ConvolutionWindow& window = problem.window;
  call.expect(x[1] % w[1] == 0 && w[0] % problem.groups() == 0,
              CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH, "the channels do not make whole groups");
  call.expect(y[0] == x[0] && y[1] == w[0], CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH,
              "the result's images or channels are not those of x and w");
  for (int i = 0; i < 2; ++i) {
    const std::int64_t reach = (w[2 + i] - 1) * window.dilation[i] + 1;
    const std::int64_t room = x[2 + i] + window.before[i] + window.after[i] - reach;
    call.expect(room >= 0 && y[2 + i] == room / window.stride[i] + 1,
                CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH,
                "the result's size is not what x, w and the window make");
  }
  for (const ConvolutionTensor* tensor : {&problem.x, &problem.w, &problem.y}) {
    call.expect(!tensor->elements.overlap(), "a tensor's elements overlap");
    call.expect(tensor->alignment % static_cast<int>(bytesOf(tensor->elements.format)) == 0,
                "a tensor is aligned to less than an element");
  }
}

void finalizeOperation(DnnCall& call, const DnnContent& operation) {
  const OperationNames names = namesOf(operation.kind);
  for (const cudnnBackendAttributeName_t name : {names.x, names.w, names.y}) {
    const std::size_t extents =
        operation.content(name).integers(CUDNN_ATTR_TENSOR_DIMENSIONS).size();
    call.expect(extents == 4, CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH,
                "a tensor has not two dimensions more than the convolution");
  }
  if (!call.failed()) checkShapes(call, problemOf(operation));
}

void finalizePointwise(DnnCall& call, const DnnContent& pointwise) {
  call.support(pointwise.integer(CUDNN_ATTR_POINTWISE_MODE) == CUDNN_POINTWISE_IDENTITY,
               CUDNN_STATUS_NOT_SUPPORTED);
}

void finalizePointwiseOperation(DnnCall& call, const DnnContent& operation) {
  const DnnContent& from = operation.content(CUDNN_ATTR_OPERATION_POINTWISE_XDESC);
  const DnnContent& to = operation.content(CUDNN_ATTR_OPERATION_POINTWISE_YDESC);
  call.expect(
      from.integers(CUDNN_ATTR_TENSOR_DIMENSIONS) == to.integers(CUDNN_ATTR_TENSOR_DIMENSIONS),
      CUDNN_STATUS_BAD_PARAM_SHAPE_MISMATCH,
      "a pointwise operation's tensors have different extents");
}

/// What follows the convolution of a graph: nothing, or one pointwise operation on its result.
void checkFollowing(DnnCall& call, const DnnContent& graph) {
  const auto operations = graph.contents(CUDNN_ATTR_OPERATIONGRAPH_OPS);
  const bool known = operations.size() <= 2 &&
                     operations[0]->kind != CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR &&
                     (operations.size() < 2 ||
                      operations[1]->kind == CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
  call.support(known, CUDNN_STATUS_NOT_SUPPORTED_GRAPH_PATTERN);
  if (call.failed() || operations.size() < 2) return;
  const DnnContent& between = operations[1]->content(CUDNN_ATTR_OPERATION_POINTWISE_XDESC);
  const std::int64_t made = problemOf(*operations[0]).result().id;
  call.expect(isVirtual(between) && between.integer(CUDNN_ATTR_TENSOR_UNIQUE_ID) == made,
              "the second operation does not take what the first makes, or not without memory");
}

void finalizeGraph(DnnCall& call, DnnContent& graph) {
  checkFollowing(call, graph);
  if (call.failed()) return;
  const DnnContent& operation = operationOf(graph);
  const bool isFollowed = graph.contents(CUDNN_ATTR_OPERATIONGRAPH_OPS).size() == 2;
  const std::int64_t made = problemOf(operation).result().id;
  const OperationNames names = namesOf(operation.kind);
  Integers ids;
  for (const cudnnBackendAttributeName_t name : {names.x, names.w, names.y}) {
    const DnnContent& tensor = operation.content(name);
    ids.push_back(tensor.integer(CUDNN_ATTR_TENSOR_UNIQUE_ID));
    call.expect(isVirtual(tensor) == (isFollowed && ids.back() == made),
                "a virtual tensor is not both made and used in the graph");
  }
  if (isFollowed) ids.push_back(problemOfGraph(graph).result().id);
  call.expect(allDiffer(ids), CUDNN_STATUS_BAD_PARAM_DUPLICATED_ENTRIES,
              "two tensors have one unique id");
  graph.setIntegers(CUDNN_ATTR_OPERATIONGRAPH_ENGINE_GLOBAL_COUNT, CUDNN_TYPE_INT64, {kEngines});
}

void addNotes(DnnContent& engine) {
  engine.setIntegers(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE,
                     numericalNotes(engine.integer(CUDNN_ATTR_ENGINE_GLOBAL_INDEX)));
  engine.setIntegers(CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE, {});
}

void finalizeEngine(DnnCall& call, DnnContent& engine) {
  const std::int64_t index = engine.integer(CUDNN_ATTR_ENGINE_GLOBAL_INDEX);
  call.support(index >= 0 && index < kEngines, CUDNN_STATUS_NOT_SUPPORTED);
  addNotes(engine);
}

ContentPtr configurationOf(const ContentPtr& graph, std::int64_t index) {
  const auto engine = std::make_shared<DnnContent>();
  engine->kind = CUDNN_BACKEND_ENGINE_DESCRIPTOR;
  engine->setContents(CUDNN_ATTR_ENGINE_OPERATION_GRAPH, {graph});
  engine->setIntegers(CUDNN_ATTR_ENGINE_GLOBAL_INDEX, CUDNN_TYPE_INT64, {index});
  addNotes(*engine);
  const auto configuration = std::make_shared<DnnContent>();
  configuration->kind = CUDNN_BACKEND_ENGINECFG_DESCRIPTOR;
  configuration->setContents(CUDNN_ATTR_ENGINECFG_ENGINE, {engine});
  return configuration;
}

void finalizeHeuristic(DnnContent& heuristic) {
  const ContentPtr graph = heuristic.contents(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH).front();
  const auto mode =
      static_cast<cudnnBackendHeurMode_t>(heuristic.integer(CUDNN_ATTR_ENGINEHEUR_MODE));
  std::vector<ContentPtr> results;
  for (const std::int64_t index : enginesFor(problemOfGraph(*graph), mode)) {
    results.push_back(configurationOf(graph, index));
  }
  heuristic.setContents(CUDNN_ATTR_ENGINEHEUR_RESULTS, std::move(results));
}

void finalizePlan(DnnCall& call, DnnContent& plan) {
  const DnnContent& engine = engineOf(plan);
  const std::int64_t index = engine.integer(CUDNN_ATTR_ENGINE_GLOBAL_INDEX);
  const ConvolutionProblem problem = problemOfGraph(graphOf(engine));
  const cudnnStatus_t support = supportBy(index, problem);
  call.support(support == CUDNN_STATUS_SUCCESS, support);
  plan.setIntegers(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64,
                   {workspaceOf(index, problem)});
}

void finalizePack(DnnCall& call, const DnnContent& pack) {
  const Integers ids = pack.integers(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS);
  call.expect(ids.size() == pack.pointers(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS).size(),
              "not as many data pointers as unique ids");
  call.expect(allDiffer(ids), CUDNN_STATUS_BAD_PARAM_DUPLICATED_ENTRIES, "a unique id twice");
}

void finalize(DnnCall& call, DnnContent& content) {
  switch (content.kind) {
    case CUDNN_BACKEND_TENSOR_DESCRIPTOR:
      return finalizeTensor(call, content);
    case CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR:
      return finalizeConvolution(call, content);
    case CUDNN_BACKEND_POINTWISE_DESCRIPTOR:
      return finalizePointwise(call, content);
    case CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR:
      return finalizePointwiseOperation(call, content);
    case CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR:
      return finalizeGraph(call, content);
    case CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR:
      return finalizeHeuristic(content);
    case CUDNN_BACKEND_ENGINE_DESCRIPTOR:
      return finalizeEngine(call, content);
    case CUDNN_BACKEND_ENGINECFG_DESCRIPTOR:
      return;
    case CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR:
      return finalizePlan(call, content);
    case CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR:
      return finalizePack(call, content);
    default:
      return finalizeOperation(call, content);
  }
}

}  // namespace

extern "C" cudnnStatus_t cudnnBackendFinalize(cudnnBackendDescriptor_t descriptor) {
  DnnCall call("cudnnBackendFinalize");
  const auto state = descriptorOf(call, descriptor);
  if (call.failed()) return call.status();
  call.expect(!state->finalized, "the descriptor is finalised already");
  for (const DnnRule& rule : rulesOf(state->content->kind)) {
    const bool missing = rule.need == DnnRule::Need::required && !state->content->has(rule.name);
    call.expect(!missing, "attribute " + std::to_string(rule.name) + " is not set");
  }
  if (!call.failed()) finalize(call, *state->content);
  if (!call.failed()) state->finalized = true;
  return call.status();
}

}  // namespace scalescope::cuda_double
