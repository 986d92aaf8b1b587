#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/store/fork.h"
#include "core/store/reader.h"
#include "core/train/experiment.h"

namespace scalescope::cli {

/// What all training commands can be told beside the configuration.
struct TrainingOptions {
  std::string store;  ///< empty: nothing is kept
  bool json = false;
  std::optional<std::int64_t> checkpointEvery{};  ///< steps; none: as the experiment has it
  RecordListener listener;                        ///< hears every record too; may be empty
  std::vector<std::string> tags{};                ///< of the runs that start
};

/// Adds the options that all training commands have, in the same words.
void addTrainingOptions(CLI::App& command, TrainingOptions& training);

/// Trains an experiment from its start; `source` names the configuration in messages. Returns the
/// exit code.
int trainFromStart(const ExperimentConfig& config, const std::string& source,
                   const TrainingOptions& options);

/// Goes on from a checkpoint of another run.
int trainFork(const Fork& fork, const TrainingOptions& options);

/// Goes on with the stored experiment that this run belongs to, from the newest step of which every
/// run has a checkpoint, or from the start if there is none.
int trainOn(const RunInfo& run, const TrainingOptions& options);

}  // namespace scalescope::cli
