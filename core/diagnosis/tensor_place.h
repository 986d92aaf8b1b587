#pragma once

#include <string>
#include <string_view>

#include "core/base/phrases.h"
#include "core/nn/formats.h"
#include "core/train/experiment_config.h"
#include "core/train/tensor_record.h"

namespace scalescope {

/// The parts of a step, in order of computation.
enum class StepPart { forward, backward, update, weights };

/// Where in a network, and in a step, a tensor gets its values.
struct TensorPlace {
  int layer = -1;         ///< index; −1: the batch or the loss, or another program's module
  std::string layerType;  ///< "conv2d"; "input", "loss"; empty: the network has no such layer
  StepPart part = StepPart::forward;
  std::string module;  ///< "layers.2", "encoder.0.fc"; empty: the batch or the loss
  bool operator==(const TensorPlace&) const = default;
};

/// The index in "layers.2.weight"; −1: it is of no layer.
int layerOf(const std::string& tensor);
/// The module that a tensor belongs to: "encoder.0.fc" of "encoder.0.fc.weight.grad"; empty of
/// "input", "loss.input.grad".
std::string moduleOf(const std::string& tensor);
TensorPlace placeOf(const TensorInfo& tensor, const NetworkConfig& network);
std::string_view toString(StepPart part);  ///< "forward", "backward", "update", "weights"
/// "layers.2 (linear)", "encoder.0.fc", "the input", "the loss".
std::string layerText(const TensorPlace& place, const Phrases& say = Phrases());
/// "linear, backward"; the part alone where the layer's type is not known.
std::string placeText(const TensorPlace& place, const Phrases& say = Phrases());

/// The formats of a run's layers, its own edits included.
NetworkFormats formatsOf(const ExperimentConfig& config, int run);

/// Whether most of the other layers with numbers of their own have a wider range than this one, in
/// what it computes with (or its gradients).
bool isSingledOut(const ExperimentConfig& config, int run, int layer, bool gradients);

}  // namespace scalescope
