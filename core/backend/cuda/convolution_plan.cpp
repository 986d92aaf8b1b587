#include "core/backend/cuda/convolution_plan.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/backend/cuda/dnn_descriptor.h"
#include "core/backend/window.h"
#include "core/base/error.h"

namespace scalescope::cuda {
namespace {

constexpr std::int64_t kX = 1;  // names of the tensors within a graph
constexpr std::int64_t kW = 2;
constexpr std::int64_t kY = 3;
constexpr std::int64_t kBetween = 4;  // what a pointwise operation takes from a convolution

using Extents = std::array<std::int64_t, 4>;

std::int64_t extentAfter(std::int64_t size, const Conv2dSpec& spec) {
  return windowCount(size, spec.kernel, spec.stride, spec.padding);
}

cudnnDataType_t dataType(Format format) {
  switch (format) {
    case Format::fp16:
      return CUDNN_DATA_HALF;
    case Format::bf16:
      return CUDNN_DATA_BFLOAT16;
    default:
      return CUDNN_DATA_FLOAT;
  }
}

/// Strides in the order of the extents (N C H W).
Extents stridesOf(const Extents& e, bool channelsLast) {
  if (channelsLast) return {e[1] * e[2] * e[3], 1, e[1] * e[3], e[1]};
  return {e[1] * e[2] * e[3], e[2] * e[3], e[3], 1};
}

enum class Where { memory, betweenOperations };

DnnDescriptor tensorDescriptor(std::int64_t name, const Extents& extents, bool channelsLast,
                               Format format, Where where = Where::memory) {
  DnnDescriptor tensor(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  tensor.set(CUDNN_ATTR_TENSOR_DATA_TYPE, dataType(format));
  tensor.set(CUDNN_ATTR_TENSOR_DIMENSIONS, std::span<const std::int64_t>(extents));
  const Extents strides = stridesOf(extents, channelsLast);
  tensor.set(CUDNN_ATTR_TENSOR_STRIDES, std::span<const std::int64_t>(strides));
  tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, name);
  tensor.set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, std::int64_t{16});
  tensor.set(CUDNN_ATTR_TENSOR_IS_VIRTUAL, where == Where::betweenOperations);
  tensor.finalize();
  return tensor;
}

DnnDescriptor convolutionDescriptor(const ConvolutionGeometry& g) {
  const std::array<std::int64_t, 2> strides{g.stride, g.stride};
  const std::array<std::int64_t, 2> padding{g.padding, g.padding};
  const std::array<std::int64_t, 2> dilations{1, 1};
  DnnDescriptor convolution(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  convolution.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_DATA_FLOAT);
  convolution.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_CROSS_CORRELATION);
  convolution.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, std::int64_t{2});
  convolution.set(CUDNN_ATTR_CONVOLUTION_DILATIONS, std::span<const std::int64_t>(dilations));
  convolution.set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, std::span<const std::int64_t>(strides));
  convolution.set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, std::span<const std::int64_t>(padding));
  convolution.set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, std::span<const std::int64_t>(padding));
  convolution.finalize();
  return convolution;
}

/// to ← from, on its way out of an operation before.
DnnDescriptor identity(const DnnDescriptor& from, const DnnDescriptor& to,
                       std::vector<DnnDescriptor>& kept) {
  DnnDescriptor& pointwise = kept.emplace_back(CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
  pointwise.set(CUDNN_ATTR_POINTWISE_MODE, CUDNN_POINTWISE_IDENTITY);
  pointwise.set(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_DATA_FLOAT);
  pointwise.finalize();
  DnnDescriptor operation(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
  operation.set(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, pointwise);
  operation.set(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, from);
  operation.set(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, to);
  operation.finalize();
  return operation;
}

/// The attribute names of one direction's operation.
struct Names {
  cudnnBackendDescriptorType_t operation;
  cudnnBackendAttributeName_t alpha, beta, convolution, x, w, y;
};

Names namesOf(ConvolutionKind kind) {
  switch (kind) {
    case ConvolutionKind::forward:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y};
    case ConvolutionKind::backwardData:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY};
    case ConvolutionKind::backwardWeights:
      break;
  }
  return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY};
}

/// Whether the engine's bits are the same at every run, and its precision is what was asked for.
/// On FP32 values tensor cores compute in TF32.
bool isWanted(const DnnDescriptor& engine, Format operands) {
  for (const cudnnBackendNumericalNote_t note : engine.numericalNotes()) {
    switch (note) {
      case CUDNN_NUMERICAL_NOTE_TENSOR_CORE:
      case CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS:
        if (operands == Format::fp32) return false;
        break;
      case CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP:
        break;
      default:  // reduced sums, FFT, Winograd, not deterministic, and what is not known yet
        return false;
    }
  }
  return true;
}

/// What is asked of the library: the convolution alone, or followed by a pointwise operation that
/// changes nothing.
enum class Pattern { alone, beforeIdentity };

}  // namespace

ConvolutionGeometry geometryOf(const Shape& in, const Conv2dSpec& spec) {
  ConvolutionGeometry g;
  g.stride = spec.stride;
  g.padding = spec.padding;
  g.channelsLast = spec.groups == 1;
  // Channels that pad a pixel belong to no group: a grouped convolution is made without them.
  const auto channels = [&](std::int64_t count) { return g.channelsLast ? padded(count) : count; };
  g.x = {in[0], channels(in[1]), in[2], in[3]};
  g.w = {channels(spec.out), channels(in[1] / spec.groups), spec.kernel, spec.kernel};
  g.y = {in[0], channels(spec.out), extentAfter(in[2], spec), extentAfter(in[3], spec)};
  return g;
}

Shape outputShape(const Shape& in, const Conv2dSpec& spec) {
  return {in[0], spec.out, extentAfter(in[2], spec), extentAfter(in[3], spec)};
}

struct ConvolutionPlan::Engine {
  ContextPtr context;
  std::array<std::int64_t, 3> names;  ///< first operand, second operand, result
  std::vector<DnnDescriptor> kept;    ///< what the plan was made of lives as long as it does
  std::optional<DnnDescriptor> plan;
  /// What the plan was run on, so that no run describes its addresses anew: one a slice.
  struct Pack {
    std::array<void*, 3> addresses;
    DnnDescriptor descriptor;
  };
  std::vector<Pack> packs;
  void* workspace = nullptr;  ///< of all packs

  bool make(ConvolutionKind kind, const ConvolutionGeometry& geometry, Format operands);
  bool make(ConvolutionKind kind, const ConvolutionGeometry& geometry, Format operands,
            Pattern pattern);
  bool choose(const DnnDescriptor& graph, cudnnBackendHeurMode_t mode, Format operands);
  const DnnDescriptor& packFor(const std::array<void*, 3>& addresses);
};

/// From halves to FP32 the library's heuristics know engines only where a pointwise operation
/// follows. On an H100 with cuDNN 9.19 the one that it falls back to without one is twice as slow
/// forward and up to 15 times as slow for a weights' gradient, whose sum it does not split.
bool ConvolutionPlan::Engine::make(ConvolutionKind kind, const ConvolutionGeometry& g,
                                   Format operands) {
  const bool halves = storageOf(operands) != Format::fp32;
  return (halves && make(kind, g, operands, Pattern::beforeIdentity)) ||
         make(kind, g, operands, Pattern::alone);
}

bool ConvolutionPlan::Engine::make(ConvolutionKind kind, const ConvolutionGeometry& g,
                                   Format operands, Pattern pattern) {
  const bool isFused = pattern == Pattern::beforeIdentity;
  const auto tensor = [&](std::int64_t name, const Extents& extents, ConvolutionKind writes) {
    if (kind != writes) return tensorDescriptor(name, extents, g.channelsLast, operands);
    if (!isFused) return tensorDescriptor(name, extents, g.channelsLast, Format::fp32);
    kept.push_back(tensorDescriptor(name, extents, g.channelsLast, Format::fp32));
    return tensorDescriptor(kBetween, extents, g.channelsLast, Format::fp32,
                            Where::betweenOperations);
  };
  kept.clear();
  DnnDescriptor x = tensor(kX, g.x, ConvolutionKind::backwardData);
  DnnDescriptor w = tensor(kW, g.w, ConvolutionKind::backwardWeights);
  DnnDescriptor y = tensor(kY, g.y, ConvolutionKind::forward);
  DnnDescriptor convolution = convolutionDescriptor(g);
  const Names n = namesOf(kind);
  DnnDescriptor operation(n.operation);
  operation.set(n.convolution, convolution);
  operation.set(n.x, x);
  operation.set(n.w, w);
  operation.set(n.y, y);
  operation.set(n.alpha, 1.0F);
  operation.set(n.beta, 0.0F);
  operation.finalize();
  std::vector<DnnDescriptor> operations;
  operations.push_back(std::move(operation));
  if (isFused) {
    const DnnDescriptor& made = kind == ConvolutionKind::forward        ? y
                                : kind == ConvolutionKind::backwardData ? x
                                                                        : w;
    DnnDescriptor result = std::move(kept.front());
    kept.clear();
    operations.push_back(identity(made, result, kept));
    kept.push_back(std::move(result));
  }
  DnnDescriptor graph(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
  graph.set(CUDNN_ATTR_OPERATIONGRAPH_OPS, std::span<const DnnDescriptor>(operations));
  graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, context->dnn.get());
  if (!graph.tryFinalize()) return false;
  const bool found = choose(graph, CUDNN_HEUR_MODE_A, operands) ||
                     choose(graph, CUDNN_HEUR_MODE_FALLBACK, operands);
  if (!found) return false;
  for (DnnDescriptor* part : {&x, &w, &y, &convolution, &graph}) kept.push_back(std::move(*part));
  for (DnnDescriptor& part : operations) kept.push_back(std::move(part));
  return true;
}

bool ConvolutionPlan::Engine::choose(const DnnDescriptor& graph, cudnnBackendHeurMode_t mode,
                                     Format operands) {
  DnnDescriptor heuristic(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_MODE, mode);
  if (!heuristic.tryFinalize()) return false;
  for (DnnDescriptor& config :
       heuristic.heldAll(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR)) {
    DnnDescriptor engine =
        config.held(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR);
    if (!isWanted(engine, operands)) continue;
    DnnDescriptor candidate(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
    candidate.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, context->dnn.get());
    candidate.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, config);
    if (!candidate.tryFinalize()) continue;
    const std::int64_t bytes = candidate.integer(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
    context->reserve(Slot::library, static_cast<std::size_t>(bytes));
    plan.emplace(std::move(candidate));
    for (DnnDescriptor* part : {&config, &engine, &heuristic}) kept.push_back(std::move(*part));
    return true;
  }
  return false;
}

const DnnDescriptor& ConvolutionPlan::Engine::packFor(const std::array<void*, 3>& addresses) {
  void* area = context->scratch(Slot::library);
  if (area != workspace) packs.clear();
  workspace = area;
  for (const Pack& pack : packs) {
    if (pack.addresses == addresses) return pack.descriptor;
  }
  DnnDescriptor pack(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
  pack.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, std::span<void* const>(addresses));
  pack.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, std::span<const std::int64_t>(names));
  pack.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, std::span<void* const>(&workspace, 1));
  pack.finalize();
  packs.push_back(Pack{addresses, std::move(pack)});
  return packs.back().descriptor;
}

ConvolutionPlan::ConvolutionPlan(const ContextPtr& context, ConvolutionKind kind,
                                 const ConvolutionGeometry& geometry, Format operands)
    : engine_(std::make_unique<Engine>()), operands_(operands) {
  engine_->context = context;
  switch (kind) {
    case ConvolutionKind::forward:
      engine_->names = {kX, kW, kY};
      break;
    case ConvolutionKind::backwardData:
      engine_->names = {kW, kY, kX};
      break;
    case ConvolutionKind::backwardWeights:
      engine_->names = {kX, kY, kW};
      break;
  }
  for (const Format format : withoutLoss(operands)) {
    operands_ = format;
    if (engine_->make(kind, geometry, format)) return;
  }
  fail("cuDNN", {phrase("no deterministic engine for a convolution of %1x%2 from %3 to %4 channels "
                        "on this GPU; the CPU back end has one"),
                 {std::to_string(geometry.w[2]), std::to_string(geometry.w[3]),
                  std::to_string(geometry.x[1]), std::to_string(geometry.y[1])}});
}

ConvolutionPlan::~ConvolutionPlan() = default;
ConvolutionPlan::ConvolutionPlan(ConvolutionPlan&&) noexcept = default;
ConvolutionPlan& ConvolutionPlan::operator=(ConvolutionPlan&&) noexcept = default;

void ConvolutionPlan::run(const void* first, const void* second, float* result) {
  const DnnDescriptor& pack =
      engine_->packFor({const_cast<void*>(first), const_cast<void*>(second), result});
  check(cudnnBackendExecute(engine_->context->dnn.get(), engine_->plan->get(), pack.get()),
        phrase("a convolution"));
}

}  // namespace scalescope::cuda
