#pragma once

#include "core/store/run_info.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// What is known of how a stored run was trained.
struct RunConfiguration {
  /// The experiment's configuration. Of another program's run, which has none: a network without
  /// layers, and the scaler, optimizer and clipping that the run's details tell of.
  ExperimentConfig config;
  int run = 0;         ///< its index in `config.runs`
  bool whole = false;  ///< it is a configuration that ScaleScope could repeat
};

/// Whether some of its layers have formats of their own, unlike its policy's.
bool hasLayerOverrides(const RunInfo& run);

/// Whether the statistics with these tensors saw the values of half tensors after their rounding,
/// as another program's do. ScaleScope counts before it, and what it trained is known again where
/// its configuration did not come along, as in a CSV file: by the loss's gradient, which it names.
bool countedAfterCast(const RunInfo& run, const TensorTable& tensors);

/// Refused, naming the run, if the stored configuration is none.
RunConfiguration configurationOf(const RunInfo& run);

}  // namespace scalescope
