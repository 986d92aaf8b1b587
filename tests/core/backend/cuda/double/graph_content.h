#pragma once

#include <cudnn.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

// Descriptors of cuDNN's graph API: each is a set of attributes.
namespace scalescope::cuda_double {

struct DnnContent;
using ContentPtr = std::shared_ptr<const DnnContent>;

/// Integers are all enumerations and booleans, too; pointers are handles, too.
using DnnValue = std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<void*>,
                              std::vector<ContentPtr>>;

struct DnnAttribute {
  cudnnBackendAttributeType_t type;
  DnnValue value;
};

/// What a descriptor says. Once finalised it does not change, so that others hold it.
struct DnnContent {
  bool has(cudnnBackendAttributeName_t name) const { return attributes.count(name) != 0; }
  // Empty if the attribute is not set.
  std::vector<std::int64_t> integers(cudnnBackendAttributeName_t name) const;
  std::vector<void*> pointers(cudnnBackendAttributeName_t name) const;
  std::vector<ContentPtr> contents(cudnnBackendAttributeName_t name) const;

  // The first element of an attribute that is set.
  std::int64_t integer(cudnnBackendAttributeName_t name) const { return integers(name).at(0); }
  float real(cudnnBackendAttributeName_t name) const;
  const DnnContent& content(cudnnBackendAttributeName_t name) const {
    return *contents(name).at(0);
  }

  void setIntegers(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                   std::vector<std::int64_t> values) {
    attributes[name] = {type, std::move(values)};
  }
  void setContents(cudnnBackendAttributeName_t name, std::vector<ContentPtr> values) {
    attributes[name] = {CUDNN_TYPE_BACKEND_DESCRIPTOR, std::move(values)};
  }

  cudnnBackendDescriptorType_t kind;
  std::map<cudnnBackendAttributeName_t, DnnAttribute> attributes;
};

struct DnnDescriptorState {
  std::shared_ptr<DnnContent> content;
  bool finalized = false;
};

/// What may be set or asked for.
struct DnnRule {
  enum class Need { required, optional, computed };  // computed: by the library

  cudnnBackendAttributeName_t name;
  std::vector<cudnnBackendAttributeType_t> types;
  std::int64_t most;  ///< elements; at least one
  Need need;
  std::vector<cudnnBackendDescriptorType_t> holds;  ///< if descriptors are held
};

/// Empty: the double does not know this kind of descriptor.
const std::vector<DnnRule>& rulesOf(cudnnBackendDescriptorType_t type);
/// Null if a descriptor of this kind has no such attribute.
const DnnRule* ruleOf(cudnnBackendDescriptorType_t type, cudnnBackendAttributeName_t name);

}  // namespace scalescope::cuda_double
