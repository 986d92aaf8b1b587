#pragma once

#include "core/train/experiment_config.h"

namespace scalescope {

// Edits of the list of layers that keep every run's per-layer formats with their layer.
void insertLayer(ExperimentConfig& config, int at, const LayerConfig& layer);
void removeLayer(ExperimentConfig& config, int at);
void moveLayer(ExperimentConfig& config, int from, int to);

}  // namespace scalescope
