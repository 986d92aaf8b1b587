#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/train/checkpoint_keys.h"
#include "core/train/trainer.h"

namespace scalescope {
namespace {

constexpr const char* kVersionKey = "scalescope_checkpoint";
constexpr std::int64_t kCheckpointVersion = 1;
constexpr const char* kDataKey = "data_fingerprint";
constexpr const char* kLargestKey = "largest_magnitudes";
constexpr std::string_view kAmaxHistorySuffix = ".amax_history";

std::int64_t metadataInteger(const Safetensors& file, const std::string& key, std::int64_t least,
                             std::int64_t most, const Sentence& source) {
  const Sentence place{phrase("%1: metadata \"%2\""), {source, key}};
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end())
    refuse(place, phrase("is missing: not a checkpoint of ScaleScope"));
  const std::string& text = found->second;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
    refuse(place, {phrase("expected an integer from %1 to %2, found \"%3\""),
                   {std::to_string(least), std::to_string(most), text}});
  }
  return number;
}

const HostTensor& requireTensor(const Safetensors& file, const std::string& name,
                                const Shape& shape, const Sentence& source) {
  const HostTensor* found = file.find(name);
  if (!found) refuse(source, {phrase("the tensor \"%1\" is missing"), {name}});
  if (found->shape != shape) {
    refuse(source, {phrase("the tensor \"%1\" has shape %2; this network needs %3"),
                    {name, toString(found->shape), toString(shape)}});
  }
  return *found;
}

/// The scale's bits are kept, so that every value comes back exactly: subnormal, 0 or inf too.
void writeScaler(const ScalerState& state, std::map<std::string, std::string>& metadata) {
  metadata["scale_bits"] = std::to_string(floatBits(state.scale));
  metadata["growth_tracker"] = std::to_string(state.growthTracker);
  metadata["hysteresis_left"] = std::to_string(state.hysteresisLeft);
  metadata["scaler_steps"] = std::to_string(state.steps);
}

ScalerState readScaler(const Safetensors& file, const Sentence& source) {
  const auto count = [&](const char* key, std::int64_t least, std::int64_t most) {
    return metadataInteger(file, key, least, most, source);
  };
  ScalerState state;
  state.scale = bitsFloat(static_cast<std::uint32_t>(count("scale_bits", 0, UINT32_MAX)));
  state.growthTracker = static_cast<int>(count("growth_tracker", 0, INT32_MAX));
  state.hysteresisLeft = static_cast<int>(count("hysteresis_left", INT32_MIN, INT32_MAX));
  state.steps = count("scaler_steps", 0, INT64_MAX);
  return state;
}

/// The largest magnitudes of tensors by their names, exactly; those not known are left out.
std::string packLargest(const TensorTable& tensors, const std::vector<double>& largest) {
  Json json = Json::object();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (largest[i] > 0.0) json[tensors[i].name] = largest[i];
  }
  return json.dump();
}

/// Tensors that the checkpoint does not know, or of an older one all, are 0: not known.
std::vector<double> readLargest(const Safetensors& file, const TensorTable& tensors,
                                const Sentence& source) {
  std::vector<double> largest(tensors.size(), 0.0);
  const auto found = file.metadata.find(kLargestKey);
  if (found == file.metadata.end()) return largest;
  const Sentence place{phrase("%1: metadata \"%2\""), {source, kLargestKey}};
  const Json json = parseJson(found->second, place);
  JsonReader reader(json, place);
  reader.requireObject();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    largest[i] = std::max(0.0, reader.number(tensors[i].name, 0.0));
  }
  return largest;
}

void requireSameData(const Safetensors& file, std::uint32_t fingerprint, const Sentence& source) {
  if (!file.metadata.contains(kDataKey)) return;
  if (metadataInteger(file, kDataKey, 0, UINT32_MAX, source) != fingerprint) {
    refuse(source,
           phrase("was trained on other samples: the files of the data set have changed since"));
  }
}

}  // namespace

std::vector<std::pair<std::string, TensorPtr>> Trainer::stateTensors() const {
  std::vector<std::pair<std::string, TensorPtr>> tensors;
  for (const Parameter* parameter : network_->parameters()) {
    tensors.emplace_back(parameter->name, parameter->value);
  }
  for (const auto& buffer : network_->buffers()) tensors.push_back(buffer);
  for (const auto& state : update_->state()) tensors.push_back(state);
  return tensors;
}

std::string Trainer::saveCheckpoint() const {
  Safetensors file;
  for (const auto& [name, tensor] : stateTensors()) {
    file.tensors.push_back(readTensor(name, *tensor));
  }
  for (const auto& [name, tensor] : network_->amaxHistories()) {
    file.tensors.push_back(readTensor(name, *tensor));
  }
  file.metadata[kVersionKey] = std::to_string(kCheckpointVersion);
  file.metadata["run"] = runConfig().name;
  file.metadata["step"] = std::to_string(stepsDone());
  const StepState now = state();
  file.metadata["applied"] = std::to_string(now.applied);
  if (dataFingerprint) file.metadata[kDataKey] = std::to_string(*dataFingerprint);
  if (!edits.empty()) file.metadata[kCheckpointEdits] = edits;
  writeScaler(now.scaler, file.metadata);
  file.metadata[kLargestKey] = packLargest(*tensors_, largest_);
  return serializeSafetensors(file);
}

/// Of a run in other formats, some or all are missing: those begin anew.
void Trainer::loadHistories(const Safetensors& file, const Sentence& source) {
  for (const auto& [name, tensor] : network_->amaxHistories()) {
    const std::vector<float> none(kAmaxHistory, 0.0F);
    const bool has = file.find(name) != nullptr;
    backend_->write(*tensor, has ? requireTensor(file, name, tensor->shape(), source).data : none);
  }
}

void Trainer::loadCheckpoint(std::string_view bytes, const Sentence& source) {
  const Safetensors file = parseSafetensors(bytes, source);
  const std::int64_t version = metadataInteger(file, kVersionKey, 1, INT64_MAX, source);
  if (version != kCheckpointVersion) {
    refuse(source, {phrase("is a checkpoint of version %1; this ScaleScope reads version %2"),
                    {std::to_string(version), std::to_string(kCheckpointVersion)}});
  }
  const std::int64_t step = metadataInteger(file, "step", 0, INT64_MAX, source);
  const std::int64_t applied = metadataInteger(file, "applied", 0, step, source);
  const ScalerState scaler = readScaler(file, source);
  std::vector<double> largest = readLargest(file, *tensors_, source);
  if (dataFingerprint) requireSameData(file, *dataFingerprint, source);
  const auto tensors = stateTensors();
  for (const auto& [name, tensor] : tensors) requireTensor(file, name, tensor->shape(), source);
  for (const auto& [name, tensor] : network_->amaxHistories()) {
    if (file.find(name)) requireTensor(file, name, tensor->shape(), source);
  }
  const auto histories = std::count_if(
      file.tensors.begin(), file.tensors.end(),
      [](const HostTensor& tensor) { return tensor.name.ends_with(kAmaxHistorySuffix); });
  const std::size_t held = file.tensors.size() - static_cast<std::size_t>(histories);
  if (held != tensors.size()) {
    refuse(source, {phrase("holds %1 tensors; this run has %2"),
                    {std::to_string(held), std::to_string(tensors.size())}});
  }
  // Nothing is changed before all of it was found to be right.
  for (const auto& [name, tensor] : tensors) {
    backend_->write(*tensor, requireTensor(file, name, tensor->shape(), source).data);
  }
  loadHistories(file, source);
  update_->refreshOperands();
  backend_->setStepState({scaler, step, applied});
  hold_ = Hold::never;
  held_ = false;
  lastDecision_ = {};
  largest_ = std::move(largest);
  largestBefore_ = largest_;
  step_ = recorded_ = step;
}

}  // namespace scalescope
