#include "core/backend/cuda/double/graph_descriptor.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

// Descriptors of cuDNN's graph API: made, given attributes, asked for them, destroyed.
namespace scalescope::cuda_double {

namespace {

constexpr cudnnStatus_t kTooLate = CUDNN_STATUS_NOT_INITIALIZED;

Handles<cudnnBackendDescriptor_t, DnnDescriptorState>& dnnDescriptors() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto& instance = *new Handles<cudnnBackendDescriptor_t, DnnDescriptorState>;
  return instance;
}

std::string named(cudnnBackendAttributeName_t name, const std::string& what) {
  return "attribute " + std::to_string(name) + ": " + what;
}

template <typename Element>
std::vector<Element> copyOf(const void* from, std::int64_t count) {
  std::vector<Element> values(static_cast<std::size_t>(count));
  if (count > 0) std::memcpy(values.data(), from, values.size() * sizeof(Element));
  return values;
}

template <typename To, typename From>
std::vector<To> converted(const std::vector<From>& values) {
  std::vector<To> result;
  result.reserve(values.size());
  for (const From& value : values) result.push_back(static_cast<To>(value));
  return result;
}

template <typename From>
std::vector<std::int64_t> integersAt(const void* from, std::int64_t count) {
  return converted<std::int64_t>(copyOf<From>(from, count));
}

/// The enumerations all have the size of an int.
std::int64_t lastOf(cudnnBackendAttributeType_t enumeration) {
  switch (enumeration) {
    case CUDNN_TYPE_DATA_TYPE:
      return CUDNN_DATA_COMPLEX_FP64;
    case CUDNN_TYPE_CONVOLUTION_MODE:
      return CUDNN_CROSS_CORRELATION;
    case CUDNN_TYPE_POINTWISE_MODE:
      return CUDNN_POINTWISE_RECIPROCAL;
    default:
      return CUDNN_HEUR_MODES_COUNT - 1;
  }
}

/// An attribute as it comes from or goes to a caller.
struct Access {
  DnnCall& call;
  const DnnRule& rule;
  cudnnBackendAttributeType_t type;

  void expect(bool asDocumented, cudnnStatus_t error, const std::string& what) const {
    call.expect(asDocumented, error, named(rule.name, what));
  }
  DnnValue take(const void* from, std::int64_t count) const;
  void give(const DnnValue& value, std::int64_t count, void* to) const;

 private:
  DnnValue takeHandles(const void* from, std::int64_t count) const;
  DnnValue takeDescriptors(const void* from, std::int64_t count) const;
  DnnValue takeEnumerators(const void* from, std::int64_t count) const;
  void giveDescriptors(const std::vector<ContentPtr>& contents, void* to) const;
  bool holds(cudnnBackendDescriptorType_t kind) const {
    return std::find(rule.holds.begin(), rule.holds.end(), kind) != rule.holds.end();
  }
};

DnnValue Access::takeHandles(const void* from, std::int64_t count) const {
  auto handles = copyOf<void*>(from, count);
  for (void* handle : handles) {
    call.expect(isDnnHandle(static_cast<cudnnHandle_t>(handle)),
                "the handle is not made, or destroyed");
  }
  return handles;
}

DnnValue Access::takeDescriptors(const void* from, std::int64_t count) const {
  std::vector<ContentPtr> contents;
  for (const cudnnBackendDescriptor_t handle : copyOf<cudnnBackendDescriptor_t>(from, count)) {
    const auto held = descriptorOf(call, handle);
    if (call.failed()) break;
    expect(holds(held->content->kind), CUDNN_STATUS_BAD_PARAM_DESCRIPTOR_TYPE,
           "not for a descriptor of this kind");
    expect(held->finalized, CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED,
           "the descriptor given is not finalised");
    contents.push_back(held->content);
  }
  return contents;
}

DnnValue Access::takeEnumerators(const void* from, std::int64_t count) const {
  const auto values = integersAt<int>(from, count);
  for (const std::int64_t value : values) {
    expect(value >= 0 && value <= lastOf(type), CUDNN_STATUS_BAD_PARAM, "not one of the values");
  }
  return values;
}

DnnValue Access::take(const void* from, std::int64_t count) const {
  switch (type) {
    case CUDNN_TYPE_HANDLE:
      return takeHandles(from, count);
    case CUDNN_TYPE_BACKEND_DESCRIPTOR:
      return takeDescriptors(from, count);
    case CUDNN_TYPE_VOID_PTR:
      return copyOf<void*>(from, count);
    case CUDNN_TYPE_INT64:
      return copyOf<std::int64_t>(from, count);
    case CUDNN_TYPE_BOOLEAN:
      return integersAt<unsigned char>(from, count);
    case CUDNN_TYPE_FLOAT:
      return converted<double>(copyOf<float>(from, count));
    case CUDNN_TYPE_DOUBLE:
      return copyOf<double>(from, count);
    default:
      return takeEnumerators(from, count);
  }
}

void Access::giveDescriptors(const std::vector<ContentPtr>& contents, void* to) const {
  const auto handles =
      copyOf<cudnnBackendDescriptor_t>(to, static_cast<std::int64_t>(contents.size()));
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const auto target = descriptorOf(call, handles[i]);
    if (call.failed()) return;
    expect(target->content->kind == contents[i]->kind, CUDNN_STATUS_BAD_PARAM_DESCRIPTOR_TYPE,
           "the descriptor to fill is not of this kind");
    expect(!target->finalized, CUDNN_STATUS_BAD_PARAM, "the descriptor to fill is finalised");
    if (call.failed()) return;
    target->content = std::make_shared<DnnContent>(*contents[i]);
    target->finalized = true;
  }
}

template <typename Element>
void giveAs(const std::vector<Element>& values, void* to) {
  if (!values.empty()) std::memcpy(to, values.data(), values.size() * sizeof(Element));
}

void giveIntegers(cudnnBackendAttributeType_t type, const std::vector<std::int64_t>& values,
                  void* to) {
  if (type == CUDNN_TYPE_INT64) {
    giveAs(values, to);
  } else if (type == CUDNN_TYPE_BOOLEAN) {
    std::copy(values.begin(), values.end(), static_cast<bool*>(to));
  } else {
    giveAs(converted<int>(values), to);
  }
}

void Access::give(const DnnValue& value, std::int64_t count, void* to) const {
  std::visit(
      [&](auto values) {
        using Element = typename decltype(values)::value_type;
        values.resize(static_cast<std::size_t>(count));
        if constexpr (std::is_same_v<Element, ContentPtr>) {
          giveDescriptors(values, to);
        } else if constexpr (std::is_same_v<Element, std::int64_t>) {
          giveIntegers(type, values, to);
        } else if (type == CUDNN_TYPE_FLOAT) {
          if constexpr (std::is_same_v<Element, double>) giveAs(converted<float>(values), to);
        } else {
          giveAs(values, to);
        }
      },
      value);
}

std::int64_t sizeOf(const DnnValue& value) {
  return std::visit([](const auto& values) { return static_cast<std::int64_t>(values.size()); },
                    value);
}

}  // namespace

std::shared_ptr<DnnDescriptorState> descriptorOf(DnnCall& call, cudnnBackendDescriptor_t handle) {
  return call.find(dnnDescriptors(), handle, "the descriptor");
}

extern "C" {

cudnnStatus_t cudnnBackendCreateDescriptor(cudnnBackendDescriptorType_t type,
                                           cudnnBackendDescriptor_t* descriptor) {
  DnnCall call("cudnnBackendCreateDescriptor", CUDNN_STATUS_ALLOC_FAILED);
  call.support(!rulesOf(type).empty(), CUDNN_STATUS_NOT_SUPPORTED);
  auto content = std::make_shared<DnnContent>();
  content->kind = type;
  return call.make(dnnDescriptors(), descriptor, {std::move(content), false});
}

cudnnStatus_t cudnnBackendDestroyDescriptor(cudnnBackendDescriptor_t descriptor) {
  DnnCall call("cudnnBackendDestroyDescriptor");
  return call.destroy(dnnDescriptors(), descriptor, "the descriptor");
}

cudnnStatus_t cudnnBackendSetAttribute(cudnnBackendDescriptor_t descriptor,
                                       cudnnBackendAttributeName_t name,
                                       cudnnBackendAttributeType_t type, int64_t count,
                                       const void* elements) {
  DnnCall call("cudnnBackendSetAttribute");
  const auto target = descriptorOf(call, descriptor);
  if (call.failed()) return call.status();
  call.expect(!target->finalized, kTooLate, named(name, "the descriptor is finalised already"));
  const DnnRule* rule = ruleOf(target->content->kind, name);
  if (!call.expect(rule && rule->need != DnnRule::Need::computed,
                   named(name, "not one to set of a descriptor of this kind"))) {
    return call.status();
  }
  const Access access{call, *rule, type};
  access.expect(std::find(rule->types.begin(), rule->types.end(), type) != rule->types.end(),
                CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE, "not of this type");
  access.expect(count >= 1 && count <= rule->most, CUDNN_STATUS_BAD_PARAM,
                "not this many elements");
  access.expect(elements != nullptr, CUDNN_STATUS_BAD_PARAM_NULL_POINTER, "no elements");
  if (call.failed()) return call.status();
  DnnValue value = access.take(elements, count);
  if (!call.failed()) target->content->attributes[name] = {type, std::move(value)};
  return call.status();
}

cudnnStatus_t cudnnBackendGetAttribute(cudnnBackendDescriptor_t const descriptor,
                                       cudnnBackendAttributeName_t name,
                                       cudnnBackendAttributeType_t type, int64_t requested,
                                       int64_t* count, void* elements) {
  DnnCall call("cudnnBackendGetAttribute");
  const auto source = descriptorOf(call, descriptor);
  if (call.failed()) return call.status();
  call.expect(source->finalized, CUDNN_STATUS_NOT_INITIALIZED,
              named(name, "the descriptor is not finalised"));
  const DnnRule* rule = ruleOf(source->content->kind, name);
  if (!call.expect(rule != nullptr, named(name, "a descriptor of this kind has none"))) {
    return call.status();
  }
  const Access access{call, *rule, type};
  const auto found = source->content->attributes.find(name);
  const bool isSet = found != source->content->attributes.end();
  access.expect(isSet, CUDNN_STATUS_BAD_PARAM, "not set");
  access.expect(!isSet || found->second.type == type, CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE,
                "not of this type");
  access.expect(requested >= 0, CUDNN_STATUS_BAD_PARAM, "fewer than no elements");
  access.expect(requested == 0 ? count != nullptr : elements != nullptr,
                CUDNN_STATUS_BAD_PARAM_NULL_POINTER, "no place for the answer");
  if (call.failed()) return call.status();
  const std::int64_t size = sizeOf(found->second.value);
  if (count) *count = size;
  access.give(found->second.value, std::min(requested, size), elements);
  return call.status();
}

}  // extern "C"

}  // namespace scalescope::cuda_double
