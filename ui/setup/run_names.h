#pragma once

#include <QColor>
#include <QStringList>

#include "core/train/experiment_config.h"

namespace scalescope {

/// Copies a run behind itself, under a name that is free.
void duplicateRun(ExperimentConfig& config, int run);
/// Adds a run of the first precision that no run has yet.
void addRun(ExperimentConfig& config);
/// The run that shows what chance does to FP32; -1: there is none.
int noiseFloorOf(const ExperimentConfig& config);
/// The FP32 run that one would be like; -1: there is none.
int runForNoiseFloor(const ExperimentConfig& config);
/// Adds that run, behind all others, or takes it away.
void setNoiseFloor(ExperimentConfig& config, bool on);
/// The names of all runs, in their order.
QStringList namesOfRuns(const ExperimentConfig& config);
/// The colour of a run among those of its experiment.
QColor colourOfRun(const ExperimentConfig& config, int run, bool dark);

}  // namespace scalescope
