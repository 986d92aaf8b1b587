#pragma once

#include <optional>
#include <string>

#include "core/diagnosis/evidence.h"

namespace scalescope {

/// Adam that keeps its second moment in half: v = (1 − β2) g² of a small gradient is 0 there, and
/// the update divides by eps alone.
struct VanishedMoment {
  std::string weight;  ///< "layers.0.weight"
  std::string update;  ///< "layers.0.weight.update"
  std::int64_t step = 0;
  Format format = Format::fp16;  ///< of the moments
  double largest = 0.0;          ///< update
  double bound = 0.0;            ///< of Adam's updates at the configured learning rate
  double share = 0.0;            ///< of the gradients, of which the second moment is 0
};

/// The most that Adam takes off a weight in one step: lr · max(1, (1 − β1) / sqrt(1 − β2))
/// (Kingma & Ba 2015, arXiv:1412.6980, section 2.1).
double adamBound(const OptimizerConfig& optimizer);

/// Of the updates of a step, the one that is furthest above twice that bound, in a layer whose
/// gradients are too small for their squares to be kept. Nothing: there is none, or moments are
/// FP32.
std::optional<VanishedMoment> vanishedMoment(const ExperimentConfig& config, int run,
                                             const ScaledStatistics& statistics);

/// "Second moment underflow: The update of layers.0.weight in step 3 reached 8.2, …", with what
/// helps.
std::string momentText(const VanishedMoment& moment, const Phrases& say);

}  // namespace scalescope
