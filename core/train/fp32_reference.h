#pragma once

#include <string>
#include <vector>

#include "core/train/experiment_config.h"

// Which run the others are compared with, and the one that shows how far chance alone takes a run.
namespace scalescope {

/// The FP32 run that another is compared with: the first of policy "fp32" with no formats of its
/// own, the same optimizer and clipping, that is no noise floor; −1: there is none, or it is `run`
/// itself.
int referenceRun(const ExperimentConfig& config, int run);
/// The noise floor of a run's reference, or of the run itself if it is one's reference; −1: none.
int noiseFloorRun(const ExperimentConfig& config, int run);
/// Refused, at `pointer` + "/runs/N/noise_floor" of `source`, if a run is to be the noise floor
/// that cannot be it.
void requireNoiseFloors(const ExperimentConfig& config, const Sentence& source,
                        const std::string& pointer);

/// The weights that a noise floor begins with: each one unit in the last place away. Deterministic.
std::vector<HostTensor> movedByOneUlp(std::vector<HostTensor> weights);

}  // namespace scalescope
