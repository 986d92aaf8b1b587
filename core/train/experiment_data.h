#pragma once

#include <memory>
#include <string>

#include "core/data/dataset.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// Loads an experiment's data set and checks that its network can take it. Errors as loadDataset
/// and requireFit; `source` names the configuration in them.
std::shared_ptr<const Dataset> loadDatasetFor(const ExperimentConfig& config,
                                              const Sentence& source);

}  // namespace scalescope
