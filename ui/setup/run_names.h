#pragma once

#include <QColor>

#include "core/train/experiment_config.h"

namespace scalescope {

/// Copies a run behind itself, under a name that is free.
void duplicateRun(ExperimentConfig& config, int run);
/// Adds a run of the first precision that no run has yet.
void addRun(ExperimentConfig& config);
/// The colour of a run among those of its experiment.
QColor colourOfRun(const ExperimentConfig& config, int run, bool dark);

}  // namespace scalescope
