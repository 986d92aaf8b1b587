#include "core/store/run_configuration.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/diagnosis/evidence.h"
#include "core/precision/policy.h"

namespace scalescope {
namespace {

/// A part of what another program says, if it is written as in a configuration; it may say what it
/// likes.
template <typename Value, typename Parse>
void take(const Json& details, const char* key, Value& value, const Parse& parse) {
  const auto found = details.find(key);
  if (found == details.end()) return;
  try {
    value = parse(JsonReader(*found, "details", std::string("/") + key));
  } catch (const Error&) {
  }
}

/// From the words that a list shows: "dynamic (pytorch)", "static 1024".
ScalerConfig scalerFrom(const std::string& words) {
  ScalerConfig scaler;
  if (words.starts_with("dynamic")) scaler.kind = ScalerKind::dynamic;
  if (words.starts_with("static")) scaler.kind = ScalerKind::fixed;
  if (words.starts_with("scripted")) scaler.kind = ScalerKind::scripted;
  return scaler;
}

bool isPolicy(const std::string& name) {
  const auto& names = policyNames();
  return std::find(names.begin(), names.end(), name) != names.end();
}

RunConfiguration described(const RunInfo& run) {
  RunConfiguration known;
  RunConfig own;
  own.name = run.name;
  if (isPolicy(run.precision)) own.precision = run.precision;
  own.scaler = scalerFrom(run.scaler);
  const Json details = Json::parse(run.details, nullptr, /*allow_exceptions=*/false);
  if (details.is_object()) {
    take(details, "scaler", own.scaler, parseScaler);
    take(details, "optimizer", known.config.optimizer, parseOptimizer);
    take(details, "clip", known.config.clip, [](const JsonReader& reader) {
      return reader.value().is_null() ? std::optional<ClipConfig>() : parseClip(reader);
    });
  }
  known.config.name = run.experiment;
  known.config.seed = run.seed;
  known.config.steps = run.plannedSteps;
  known.config.runs = {own};
  return known;
}

}  // namespace

bool hasLayerOverrides(const RunInfo& run) {
  // Those of the network are a list: of most runs, nothing need be parsed.
  const std::string& text = run.configuration;
  if (text.find("\"layers\":{") == std::string::npos &&
      text.find("\"layers\": {") == std::string::npos)
    return false;
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const Json::json_pointer layers("/runs/" + std::to_string(run.index) + "/layers");
  return json.is_object() && json.contains(layers) && !json.at(layers).empty();
}

bool countedAfterCast(const RunInfo& run, const TensorTable& tensors) {
  return run.configuration.empty() && !namesLossGradient(tensors);
}

RunConfiguration configurationOf(const RunInfo& run) {
  if (run.configuration.empty()) return described(run);
  const Sentence place = {phrase("run %1, configuration"), {std::to_string(run.id)}};
  RunConfiguration known{parseExperiment(parseJson(run.configuration, place), place), run.index,
                         true};
  if (static_cast<std::size_t>(run.index) >= known.config.runs.size())
    refuse(place, {phrase("has no run %1"), {std::to_string(run.index)}});
  return known;
}

}  // namespace scalescope
