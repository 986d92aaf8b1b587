#include "core/backend/cuda/double/graph_content.h"

#include <algorithm>

namespace scalescope::cuda_double {

namespace {

using Need = DnnRule::Need;
using Rules = std::vector<DnnRule>;

constexpr std::int64_t kMostOperations = 256;
constexpr std::int64_t kMostTensors = 256;
constexpr std::int64_t kMostEngines = 64;

template <typename Element>
std::vector<Element> elementsOf(const DnnContent& content, cudnnBackendAttributeName_t name) {
  const auto found = content.attributes.find(name);
  if (found == content.attributes.end()) return {};
  return std::get<std::vector<Element>>(found->second.value);
}

DnnRule value(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
              Need need = Need::required) {
  return {name, {type}, 1, need, {}};
}

DnnRule values(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
               std::int64_t most, Need need = Need::required) {
  return {name, {type}, most, need, {}};
}

DnnRule held(cudnnBackendAttributeName_t name, cudnnBackendDescriptorType_t type,
             Need need = Need::required) {
  return {name, {CUDNN_TYPE_BACKEND_DESCRIPTOR}, 1, need, {type}};
}

DnnRule factor(cudnnBackendAttributeName_t name) {
  return {name, {CUDNN_TYPE_FLOAT, CUDNN_TYPE_DOUBLE}, 1, Need::required, {}};
}

Rules tensorRules() {
  return {value(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE),
          values(CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, CUDNN_DIM_MAX),
          values(CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, CUDNN_DIM_MAX),
          value(CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64),
          value(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64),
          value(CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, Need::optional)};
}

Rules convolutionRules() {
  return {value(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE),
          value(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE),
          value(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, CUDNN_TYPE_INT64),
          values(CUDNN_ATTR_CONVOLUTION_DILATIONS, CUDNN_TYPE_INT64, CUDNN_DIM_MAX),
          values(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, CUDNN_TYPE_INT64, CUDNN_DIM_MAX),
          values(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, CUDNN_TYPE_INT64, CUDNN_DIM_MAX),
          values(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, CUDNN_TYPE_INT64, CUDNN_DIM_MAX)};
}

Rules operationRules(const std::vector<cudnnBackendAttributeName_t>& tensors,
                     cudnnBackendAttributeName_t convolution, cudnnBackendAttributeName_t alpha,
                     cudnnBackendAttributeName_t beta) {
  Rules rules{held(convolution, CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR), factor(alpha), factor(beta)};
  for (const cudnnBackendAttributeName_t tensor : tensors) {
    rules.push_back(held(tensor, CUDNN_BACKEND_TENSOR_DESCRIPTOR));
  }
  return rules;
}

Rules forwardRules() {
  return operationRules(
      {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
       CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y},
      CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
      CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
      CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA);
}

Rules backwardDataRules() {
  return operationRules(
      {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY},
      CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
      CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
      CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA);
}

Rules backwardFilterRules() {
  return operationRules({CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
                         CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
                         CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY},
                        CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
                        CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
                        CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA);
}

Rules pointwiseRules() {
  return {value(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE),
          value(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE)};
}

Rules pointwiseOperationRules() {
  return {held(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, CUDNN_BACKEND_POINTWISE_DESCRIPTOR),
          held(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, CUDNN_BACKEND_TENSOR_DESCRIPTOR),
          held(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, CUDNN_BACKEND_TENSOR_DESCRIPTOR)};
}

Rules graphRules() {
  return {{CUDNN_ATTR_OPERATIONGRAPH_OPS,
           {CUDNN_TYPE_BACKEND_DESCRIPTOR},
           kMostOperations,
           Need::required,
           {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
            CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
            CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
            CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR}},
          value(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE),
          value(CUDNN_ATTR_OPERATIONGRAPH_ENGINE_GLOBAL_COUNT, CUDNN_TYPE_INT64, Need::computed)};
}

Rules heuristicRules() {
  return {held(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR),
          value(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE),
          {CUDNN_ATTR_ENGINEHEUR_RESULTS,
           {CUDNN_TYPE_BACKEND_DESCRIPTOR},
           kMostEngines,
           Need::computed,
           {CUDNN_BACKEND_ENGINECFG_DESCRIPTOR}}};
}

Rules engineRules() {
  return {held(CUDNN_ATTR_ENGINE_OPERATION_GRAPH, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR),
          value(CUDNN_ATTR_ENGINE_GLOBAL_INDEX, CUDNN_TYPE_INT64),
          values(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE,
                 CUDNN_NUMERICAL_NOTE_TYPE_COUNT, Need::computed),
          values(CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE,
                 CUDNN_BEHAVIOR_NOTE_TYPE_COUNT, Need::computed)};
}

Rules planRules() {
  return {value(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE),
          held(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR),
          value(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64, Need::computed)};
}

Rules packRules() {
  return {values(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, kMostTensors),
          values(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, kMostTensors),
          value(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR)};
}

std::map<cudnnBackendDescriptorType_t, Rules> allRules() {
  return {
      {CUDNN_BACKEND_TENSOR_DESCRIPTOR, tensorRules()},
      {CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR, convolutionRules()},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR, forwardRules()},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR, backwardDataRules()},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR, backwardFilterRules()},
      {CUDNN_BACKEND_POINTWISE_DESCRIPTOR, pointwiseRules()},
      {CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR, pointwiseOperationRules()},
      {CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR, graphRules()},
      {CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR, heuristicRules()},
      {CUDNN_BACKEND_ENGINE_DESCRIPTOR, engineRules()},
      {CUDNN_BACKEND_ENGINECFG_DESCRIPTOR,
       {held(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR)}},
      {CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR, planRules()},
      {CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR, packRules()},
  };
}

}  // namespace

std::vector<std::int64_t> DnnContent::integers(cudnnBackendAttributeName_t name) const {
  return elementsOf<std::int64_t>(*this, name);
}

std::vector<void*> DnnContent::pointers(cudnnBackendAttributeName_t name) const {
  return elementsOf<void*>(*this, name);
}

std::vector<ContentPtr> DnnContent::contents(cudnnBackendAttributeName_t name) const {
  return elementsOf<ContentPtr>(*this, name);
}

float DnnContent::real(cudnnBackendAttributeName_t name) const {
  return static_cast<float>(elementsOf<double>(*this, name).at(0));
}

const std::vector<DnnRule>& rulesOf(cudnnBackendDescriptorType_t type) {
  static const std::map<cudnnBackendDescriptorType_t, Rules> all = allRules();
  static const Rules none;
  const auto found = all.find(type);
  return found == all.end() ? none : found->second;
}

const DnnRule* ruleOf(cudnnBackendDescriptorType_t type, cudnnBackendAttributeName_t name) {
  const Rules& rules = rulesOf(type);
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [name](const DnnRule& rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace scalescope::cuda_double
