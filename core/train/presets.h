#pragma once

#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// The article's CNN on Fashion-MNIST with runs `fp32` and `fp16` (fp16-mixed, dynamic): what opens
/// at first start.
ExperimentConfig defaultExperiment();

/// A configuration to begin with.
struct ExperimentPreset {
  std::string name;    ///< "article-mixed"
  Phrase title;        ///< "Article CNN: FP32 masters, loss scale"
  Phrase description;  ///< one sentence
  ExperimentConfig config;
};
using ExperimentPresets = std::vector<ExperimentPreset>;
/// "article-pure" (the model cast to half, no masters), "article-mixed" (four steps with FP32
/// masters), and others.
ExperimentPresets experimentPresets();

}  // namespace scalescope
