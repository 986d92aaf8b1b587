#include "core/diagnosis/planted_fault.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "core/base/json_reader.h"
#include "core/diagnosis/text.h"

namespace scalescope {
namespace {

constexpr std::string_view kWeight = ".weight", kBias = ".bias";

bool isParameter(std::string_view tensor) {
  return tensor.ends_with(kWeight) || tensor.ends_with(kBias);
}

bool isGradient(std::string_view tensor) { return tensor.ends_with(".grad"); }

std::ptrdiff_t orderOf(const TensorTable& tensors, const std::string& name) {
  return std::find_if(tensors.begin(), tensors.end(),
                      [&](const TensorInfo& each) { return each.name == name; }) -
         tensors.begin();
}

Wording injectionText(const Injection& injection, const Phrases& say) {
  switch (injection.kind) {
    case Injection::Kind::multiply:
      return say(phrase("%1 multiplied by %2"), {injection.tensor, exactText(injection.value)});
    case Injection::Kind::set:
      return say(phrase("the first value of %1 set to %2"),
                 {injection.tensor, exactText(injection.value)});
    case Injection::Kind::scale:
      break;
  }
  return say(phrase("loss scale set to %1"), {scaleText(injection.value)});
}

}  // namespace

std::string PlantedFault::what(const Phrases& say) const {
  constexpr std::string_view kPrefix = "injected: ";
  const std::string told = message.starts_with(kPrefix) ? message.substr(kPrefix.size()) : message;
  // Words of another program's stay its own.
  const bool own = injection && injectionText(*injection, Phrases()) == told;
  return own ? injectionText(*injection, say) : told;
}

bool PlantedFault::changes() const {
  const bool multiplies = injection && injection->kind == Injection::Kind::multiply;
  return !multiplies || injection->value != 1.0;
}

bool PlantedFault::passes() const {
  return injection && injection->kind != Injection::Kind::scale && !isParameter(injection->tensor);
}

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
  const bool enlargesNone = isGradient(injection->tensor) || place.part == StepPart::forward;
  if (!changes() || (shrinks && enlargesNone)) return false;
  if (isParameter(injection->tensor)) {
    return place.part != StepPart::forward || place.layer >= layerOf(injection->tensor);
  }
  const auto planted = orderOf(tensors, injection->tensor);
  const bool known = planted < static_cast<std::ptrdiff_t>(tensors.size());
  return !known || planted <= orderOf(tensors, tensor);
}

bool lasts(const EventRecord& event, bool applied) {
  const PlantedFault fault = plantedFault(event);
  return applied || (fault.injection && fault.injection->kind == Injection::Kind::scale);
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
