#include "core/precision/policy.h"

#include <array>

#include "core/base/error.h"

namespace scalescope {
namespace {

const std::array<Policy, 8>& policies() {
  static const std::array<Policy, 8> all{{
      {"fp32", Format::fp32, false, false, Format::fp32, "none"},
      {"tf32", Format::tf32, false, true, Format::fp32, "none"},
      {"fp16-pure", Format::fp16, false, false, Format::fp16, "none"},
      {"fp16-mixed", Format::fp16, true, false, Format::fp32, "dynamic"},
      {"fp16-autocast", Format::fp16, true, true, Format::fp32, "dynamic"},
      {"bf16-mixed", Format::bf16, true, false, Format::fp32, "none"},
      {"fp8-hybrid", Format::e4m3, false, true, Format::fp32, "none"},
      {"int8-qat", Format::int8, false, true, Format::fp32, "none"},
  }};
  return all;
}

LayerFormats autocastFormats(const Policy& policy, LayerRole role, Format inputFormat) {
  switch (role) {
    case LayerRole::matmul:
      return {Format::fp32, policy.low, storageOf(policy.low)};
    case LayerRole::layerNorm:
      return {Format::fp32, Format::fp32, Format::fp32};
    case LayerRole::batchNorm:
      return {Format::fp32, inputFormat, inputFormat};
    case LayerRole::passThrough:
      return {inputFormat, inputFormat, inputFormat};
  }
  return {};
}

std::optional<Format> formatOf(JsonReader& reader, const char* key,
                               const std::vector<std::string>& choices) {
  if (!reader.has(key)) return std::nullopt;
  Format format{};
  parseFormat(reader.requiredChoice(key, choices), format);
  return format;
}

/// Formats that memory can hold tensors in.
std::vector<std::string> storageNames() { return {"fp32", "fp16", "bf16"}; }

}  // namespace

std::vector<std::string> policyNames() {
  std::vector<std::string> names;
  for (const auto& each : policies()) names.push_back(each.name);
  return names;
}

const Policy& policyNamed(const std::string& name) {
  std::string known;
  for (const auto& each : policies()) {
    if (each.name == name) return each;
    known += (known.empty() ? "\"" : ", \"") + each.name + "\"";
  }
  refuse("precision", {phrase("there is no policy \"%1\"; expected one of %2"), {name, known}});
}

LayerFormats resolveFormats(const Policy& policy, LayerRole role, Format inputFormat,
                            const FormatOverride& override) {
  LayerFormats formats{policy.low, policy.low, policy.low};
  if (policy.autocast) formats = autocastFormats(policy, role, inputFormat);
  // A layer without weights passes on what it gets, whatever an edit made of the layer before.
  if (!policy.autocast && role == LayerRole::passThrough) {
    formats = {inputFormat, inputFormat, inputFormat};
  }
  if (override.compute) {
    const Format stored = storageOf(*override.compute);
    formats = {stored, *override.compute, stored};
  }
  if (override.weight) formats.weight = *override.weight;
  if (override.gradient) formats.gradient = *override.gradient;
  if (override.statistics) formats.statistics = *override.statistics;
  return formats;
}

FormatOverride parseFormatOverride(JsonReader reader) {
  FormatOverride override;
  override.weight = formatOf(reader, "weight", storageNames());
  override.compute = formatOf(reader, "compute", formatNames());
  override.gradient = formatOf(reader, "gradient", storageNames());
  override.statistics = formatOf(reader, "statistics", storageNames());
  reader.finish();
  return override;
}

OrderedJson toJson(const FormatOverride& override) {
  OrderedJson json = OrderedJson::object();
  if (override.weight) json["weight"] = info(*override.weight).name;
  if (override.compute) json["compute"] = info(*override.compute).name;
  if (override.gradient) json["gradient"] = info(*override.gradient).name;
  if (override.statistics) json["statistics"] = info(*override.statistics).name;
  return json;
}

}  // namespace scalescope
