#pragma once

#include <optional>
#include <string>

#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/train/experiment.h"

namespace scalescope {

/// How a fork differs from its parent. What is not given is the parent's.
struct ForkRequest {
  std::optional<std::int64_t>
      step;            ///< of the parent's checkpoint; none: its newest before the end
  std::string name{};  ///< of the run; empty: made from the parent's
  std::optional<std::string> precision{};
  std::optional<ScalerConfig> scaler{};
  std::optional<double> learningRate{};
  std::optional<std::int64_t> steps{};  ///< all in all, those of the parent included
};

/// An experiment of one run that goes on from another run's checkpoint.
struct Fork {
  ExperimentConfig config;
  std::int64_t parent = 0;  ///< the run's id
  std::int64_t step = 0;
  std::string checkpoint;
  bool ownScaler = false;  ///< the scaler is not the parent's: it begins anew
  std::string where;       ///< names store and run in messages
};

/// Refused if the run has no such checkpoint (the message lists those that there are), or if what
/// is asked for is no configuration.
Fork planFork(const StoreReader& reader, const std::string& store, const RunInfo& parent,
              const ForkRequest& request);

/// Puts the checkpoint into an experiment made from the fork's configuration, and lets the
/// experiment hand it over as the fork's own.
void startFork(const Fork& fork, Experiment& experiment);

/// Registers the fork with its parent; the ids of its runs.
std::vector<std::int64_t> beginFork(StoreWriter& writer, const Fork& fork,
                                    const BackendInfo& backend);

}  // namespace scalescope
