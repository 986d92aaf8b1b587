#pragma once

#include <optional>
#include <string>
#include <vector>

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
  /// The parent's FP32 run goes on beside the fork, from its own checkpoint of this step and with
  /// the fork's learning rate, so that divergence is measured; and so does its noise floor.
  bool withFp32 = false;
};

/// A run of a fork, and the one that it goes on from.
struct ForkedRun {
  std::int64_t parent = 0;  ///< id
  std::string checkpoint;
  bool ownScaler = false;  ///< the scaler is not the parent's: it begins anew
};

/// An experiment that goes on from checkpoints of another's runs.
struct Fork {
  ExperimentConfig config;
  /// One a run of `config`: the fork, then, if asked for, its FP32 run and that one's noise floor.
  std::vector<ForkedRun> runs;
  std::int64_t step = 0;
  Sentence place = "";  ///< names store and run in messages
};

/// Refused if a run has no such checkpoint (the message lists those that there are), if there is no
/// FP32 run to go on beside it, or if what is asked for is no configuration.
Fork planFork(const StoreReader& reader, const std::string& store, const RunInfo& parent,
              const ForkRequest& request);

/// Puts the checkpoints into an experiment made from the fork's configuration, and lets the
/// experiment hand them over as the fork's own.
void startFork(const Fork& fork, Experiment& experiment);

/// Registers the fork's runs with their parents; their ids, by index in the configuration.
std::vector<std::int64_t> beginFork(StoreWriter& writer, const Fork& fork,
                                    const BackendInfo& backend);

}  // namespace scalescope
