#include "core/train/injection.h"

#include <cmath>
#include <cstdio>
#include <limits>

#include "core/train/events.h"

namespace scalescope {
namespace {

constexpr std::int64_t kLastStep = std::int64_t{1} << 40;

std::string numberText(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return std::isnan(value) ? "nan" : text;
}

OrderedJson numberJson(double value) {
  if (std::isfinite(value)) return value;
  return numberText(value);
}

/// A number, or one of the words for those that JSON does not have.
double anyNumber(const JsonReader& reader) {
  if (!reader.value().is_string()) return reader.asNumber();
  const std::string word = reader.asText();
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (word == "inf") return HUGE_VAL;
  if (word == "-inf") return -HUGE_VAL;
  reader.refuseValue(phrase("a number, \"nan\", \"inf\" or \"-inf\""));
}

}  // namespace

bool Injection::operator==(const Injection& other) const {
  const bool sameValue = value == other.value || (std::isnan(value) && std::isnan(other.value));
  return kind == other.kind && step == other.step && run == other.run && tensor == other.tensor &&
         sameValue;
}

Injection parseInjection(JsonReader reader) {
  Injection injection;
  injection.step = reader.requiredInteger("step", 0, kLastStep);
  injection.run = reader.text("run", "");
  injection.tensor = reader.text("tensor", "");
  const bool sets = reader.has("set");
  const bool scales = reader.has("scale");
  const bool multiplies = reader.has("multiply");
  if (sets + scales + multiplies != 1) {
    reader.refuseWith(phrase("expected exactly one of \"multiply\", \"set\" and \"scale\""));
  }
  injection.kind =
      sets ? Injection::Kind::set : (scales ? Injection::Kind::scale : Injection::Kind::multiply);
  if (injection.tensor.empty() != scales) {
    reader.refuseWith(scales ? phrase("\"scale\" concerns no tensor: leave \"tensor\" out")
                             : phrase("\"tensor\" is missing: \"input\", \"layers.0.output\", …"));
  }
  injection.value =
      sets ? anyNumber(reader.child("set")) : reader.requiredNumber(scales ? "scale" : "multiply");
  if (scales && injection.value <= 0.0)
    reader.child("scale").refuseValue(phrase("a positive number"));
  reader.finish();
  return injection;
}

OrderedJson toJson(const Injection& injection) {
  OrderedJson json{{"step", injection.step}};
  if (!injection.run.empty()) json["run"] = injection.run;
  if (!injection.tensor.empty()) json["tensor"] = injection.tensor;
  switch (injection.kind) {
    case Injection::Kind::multiply:
      json["multiply"] = injection.value;
      break;
    case Injection::Kind::set:
      json["set"] = numberJson(injection.value);
      break;
    case Injection::Kind::scale:
      json["scale"] = injection.value;
      break;
  }
  return json;
}

std::string describe(const Injection& injection) {
  switch (injection.kind) {
    case Injection::Kind::multiply:
      return "injected: " + injection.tensor + " multiplied by " + numberText(injection.value);
    case Injection::Kind::set:
      return "injected: the first value of " + injection.tensor + " set to " +
             numberText(injection.value);
    case Injection::Kind::scale:
      break;
  }
  return "injected: loss scale set to " + scaleText(static_cast<float>(injection.value));
}

void inject(const Injection& injection, std::vector<float>& values) {
  if (injection.kind == Injection::Kind::set) {
    if (!values.empty()) values.front() = static_cast<float>(injection.value);
    return;
  }
  for (float& each : values) each = static_cast<float>(each * injection.value);
}

}  // namespace scalescope
