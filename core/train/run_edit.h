#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/train/experiment_config.h"

namespace scalescope {

/// What a person changes of one run's settings while it trains. What is not given stays.
struct RunEdit {
  std::optional<double> learningRate;             ///< the optimizer's; a schedule goes on from it
  std::optional<std::optional<ClipConfig>> clip;  ///< given but empty: no clipping
  std::map<int, FormatOverride> layers;  ///< by layer index; an empty one: back to the policy's
  bool empty() const { return !learningRate && !clip && layers.empty(); }
  bool operator==(const RunEdit&) const = default;
};

/// In JSON {"lr": 0.01, "clip": null, "layers": {"3": {"compute": "fp32"}}}. Refused as
/// configurations are.
RunEdit parseRunEdit(JsonReader reader, const NetworkConfig& network);
OrderedJson toJson(const RunEdit& edit);
/// "learning rate 0.01, no clipping, formats of layer 3"
std::string describe(const RunEdit& edit);

/// The edits that a checkpoint was made with; `source` names it in messages.
RunEdit editsOfCheckpoint(std::string_view checkpoint, const NetworkConfig& network,
                          const Sentence& source);

/// Both edits in one; where both change the same setting, the later one holds.
RunEdit merged(const RunEdit& earlier, const RunEdit& later);
/// The configuration with one run's settings edited; refused if that is no configuration.
ExperimentConfig editedConfig(const ExperimentConfig& config, int run, const RunEdit& edit);

}  // namespace scalescope
