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

bool PlantedFault::plantsNonFinite() const {
  return injection && injection->kind == Injection::Kind::set &&
         !std::isfinite(static_cast<float>(injection->value));
}

bool PlantedFault::canReach(const std::string& tensor, const TensorPlace& place,
                            const TensorTable& tensors) const {
  if (!injection || tensor.empty()) return true;
  if (injection->kind == Injection::Kind::scale) return place.part == StepPart::backward;
  const bool shrinks =
      injection->kind == Injection::Kind::multiply && std::abs(injection->value) <= 1.0;
  if (shrinks) return false;
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
