#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/nn/network_config.h"
#include "core/precision/policy.h"

namespace scalescope {

/// The formats of a network under a policy, layer by layer.
struct NetworkFormats {
  /// What the batch is rounded to: the first layer's operand format, unless that is FP8 or
  /// INT8.
  Format input = Format::fp32;
  std::vector<LayerFormats> layers;
  Format lossGradient = Format::fp32;  ///< gradient by the logits: the last layer's gradient format
};

/// `runOverrides` are the run's own edits, by layer index (missing ones are empty); field by field
/// they win over those of the network. Each layer's input has the format of the output before it.
NetworkFormats resolveNetwork(const NetworkConfig& network, const Policy& policy,
                              const std::vector<FormatOverride>& runOverrides);

/// Why formats of one layer of this role cannot go together, if they cannot. Weights stored in one
/// half format and computed with in the other would be rounded twice, which no policy means.
std::optional<Sentence> conflictOf(const LayerFormats& formats, LayerRole role);

}  // namespace scalescope
