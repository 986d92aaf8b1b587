#include "core/diagnosis/planted_fault.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "core/base/json_reader.h"

namespace scalescope {
namespace {

constexpr std::string_view kWeight = ".weight", kBias = ".bias";

bool isParameter(std::string_view tensor) {
  return tensor.ends_with(kWeight) || tensor.ends_with(kBias);
}

std::ptrdiff_t orderOf(const TensorTable& tensors, const std::string& name) {
  return std::find_if(tensors.begin(), tensors.end(),
                      [&](const TensorInfo& each) { return each.name == name; }) -
         tensors.begin();
}

}  // namespace

std::string PlantedFault::what() const {
  constexpr std::string_view kPrefix = "injected: ";
  return message.starts_with(kPrefix) ? message.substr(kPrefix.size()) : message;
}

bool PlantedFault::enlarges() const {
  const bool multiplies = injection && injection->kind == Injection::Kind::multiply;
  return !multiplies || std::abs(injection->value) > 1.0;
}

bool PlantedFault::plantsNonFinite() const {
  return injection && injection->kind == Injection::Kind::set &&
         !std::isfinite(static_cast<float>(injection->value));
}

bool PlantedFault::canReach(const std::string& tensor, const TensorPlace& place,
                            const TensorTable& tensors) const {
  if (!injection || tensor.empty()) return true;
  if (injection->kind == Injection::Kind::scale) return place.part == StepPart::backward;
  if (!enlarges()) return false;
  if (isParameter(injection->tensor)) {
    return place.part != StepPart::forward || place.layer >= layerOf(injection->tensor);
  }
  const auto planted = orderOf(tensors, injection->tensor);
  const bool known = planted < static_cast<std::ptrdiff_t>(tensors.size());
  return !known || planted <= orderOf(tensors, tensor);
}

PlantedFault plantedFault(const EventRecord& event) {
  PlantedFault fault{event.message, std::nullopt};
  if (event.action.empty()) return fault;
  try {
    const Json json = parseJson(event.action, "action");
    fault.injection = parseInjection(JsonReader(json, "action"));
  } catch (const std::exception&) {
    // Another program's: its message says what it was.
  }
  return fault;
}

}  // namespace scalescope
