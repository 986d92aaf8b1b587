#include "core/exchange/stored_weights.h"

#include "core/base/error.h"

namespace scalescope {
namespace {

/// "layers.3.weight" and the like; an optimizer's state has a further part in its name.
bool isWeight(const std::string& name) {
  constexpr std::string_view kLayers = "layers.";
  if (!name.starts_with(kLayers)) return false;
  const std::size_t dot = name.find('.', kLayers.size());
  return dot != std::string::npos && name.find('.', dot + 1) == std::string::npos;
}

}  // namespace

Safetensors storedWeights(const StoreReader& reader, const RunInfo& run) {
  const Sentence where(phrase("run %1 (%2)"), {std::to_string(run.id), run.name});
  const auto checkpoint = reader.lastCheckpoint(run.id);
  if (!checkpoint) refuse(where, phrase("has no checkpoint to take weights from"));
  Safetensors file = parseSafetensors(
      checkpoint->data,
      {phrase("%1, checkpoint at step %2"), {where, std::to_string(checkpoint->step)}});
  std::erase_if(file.tensors, [](const HostTensor& tensor) { return !isWeight(tensor.name); });
  file.metadata = {{"experiment", run.experiment},
                   {"run", run.name},
                   {"step", std::to_string(checkpoint->step)}};
  return file;
}

}  // namespace scalescope
