#include "core/train/run_edit.h"

#include <charconv>

#include "core/base/error.h"
#include "core/tensor/safetensors.h"
#include "core/train/checkpoint_keys.h"

namespace scalescope {
namespace {

std::map<int, FormatOverride> parseLayers(JsonReader reader, std::size_t layerCount) {
  std::map<int, FormatOverride> layers;
  reader.requireObject();
  for (const auto& [key, value] : reader.value().items()) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    const bool whole = error == std::errc() && end == key.data() + key.size();
    if (!whole || index >= layerCount) {
      reader.child(key).refuseWith({phrase("there is no layer %1; layers count from 0 to %2"),
                                    {key, std::to_string(layerCount - 1)}});
    }
    layers[static_cast<int>(index)] = parseFormatOverride(reader.child(key));
  }
  return layers;
}

std::string jsonText(double value) { return Json(value).dump(); }

std::string describe(const std::optional<ClipConfig>& clip) {
  if (!clip) return "no clipping";
  return std::string("clipping by ") + (clip->by == ClipBy::norm ? "norm" : "value") + " to " +
         jsonText(clip->max) +
         (clip->when == ClipWhen::beforeUnscale ? " before unscaling" : " after unscaling");
}

}  // namespace

RunEdit parseRunEdit(JsonReader reader, const NetworkConfig& network) {
  RunEdit edit;
  if (reader.has("lr")) {
    edit.learningRate = reader.requiredNumber("lr");
    if (*edit.learningRate < 0.0) reader.child("lr").refuseValue(phrase("a number from 0"));
  }
  if (reader.isNull("clip")) {
    edit.clip.emplace();
  } else if (reader.has("clip")) {
    edit.clip.emplace(parseClip(reader.child("clip")));
  }
  if (reader.has("layers")) {
    edit.layers = parseLayers(reader.child("layers"), network.layers.size());
  }
  reader.finish();
  return edit;
}

OrderedJson toJson(const RunEdit& edit) {
  OrderedJson json = OrderedJson::object();
  if (edit.learningRate) json["lr"] = *edit.learningRate;
  if (edit.clip) json["clip"] = *edit.clip ? toJson(**edit.clip) : OrderedJson();
  for (const auto& [layer, formats] : edit.layers) {
    json["layers"][std::to_string(layer)] = toJson(formats);
  }
  return json;
}

std::string describe(const RunEdit& edit) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (edit.learningRate) add("learning rate " + jsonText(*edit.learningRate));
  if (edit.clip) add(describe(*edit.clip));
  for (const auto& [layer, formats] : edit.layers) {
    add("formats of layer " + std::to_string(layer) +
        (formats.empty() ? " as the policy has them" : " " + toJson(formats).dump()));
  }
  return text;
}

RunEdit editsOfCheckpoint(std::string_view checkpoint, const NetworkConfig& network,
                          const Sentence& source) {
  const Safetensors file = parseSafetensors(checkpoint, source);
  const auto found = file.metadata.find(kCheckpointEdits);
  if (found == file.metadata.end()) return {};
  const Sentence place{phrase("%1: metadata \"%2\""), {source, kCheckpointEdits}};
  const Json json = parseJson(found->second, place);
  return parseRunEdit(JsonReader(json, place), network);
}

RunEdit merged(const RunEdit& earlier, const RunEdit& later) {
  RunEdit edit = earlier;
  if (later.learningRate) edit.learningRate = later.learningRate;
  if (later.clip) edit.clip = later.clip;
  for (const auto& [layer, formats] : later.layers) edit.layers[layer] = formats;
  return edit;
}

ExperimentConfig editedConfig(const ExperimentConfig& config, int run, const RunEdit& edit) {
  ExperimentConfig edited = config;
  RunConfig& own = edited.runs[static_cast<std::size_t>(run)];
  OptimizerConfig& optimizer = own.optimizer ? *own.optimizer : edited.optimizer;
  if (edit.learningRate) optimizer.lr = *edit.learningRate;
  if (edit.clip) {
    edited.clip = *edit.clip;
    own.clip.reset();
  }
  auto& layers = own.layers;
  for (const auto& [layer, formats] : edit.layers) {
    if (formats.empty()) {
      layers.erase(layer);
    } else {
      layers[layer] = formats;
    }
  }
  // Runs that were alike need not be any more.
  for (RunConfig& each : edited.runs) each.noiseFloor = false;
  // As strict as what is read from a file: formats that do not go together are refused.
  return parseExperiment(toJson(edited), phrase("edit"));
}

}  // namespace scalescope
