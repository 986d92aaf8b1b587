#include "core/train/experiment_data.h"

#include "core/data/load.h"

namespace scalescope {

std::shared_ptr<const Dataset> loadDatasetFor(const ExperimentConfig& config,
                                              const Sentence& source) {
  auto dataset = std::make_shared<const Dataset>(
      loadDataset(config.dataset, config.seed, outputCount(config, source)));
  requireFit(config, dataset->train.shape, dataset->classes, source);
  return dataset;
}

}  // namespace scalescope
