#pragma once

#include <string>
#include <vector>

#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/train/experiment.h"

namespace scalescope {

/// What it takes to go on with a stored experiment.
struct Resumption {
  std::int64_t experiment = 0;
  ExperimentConfig config;       ///< to build the experiment from
  std::vector<RunInfo> runs;     ///< that go on
  std::vector<RunInfo> leftOut;  ///< that failed earlier, and stay as they are
  std::int64_t step =
      0;  ///< newest step of which all of `runs` have a checkpoint; 0: from the start
  std::string passedOver;  ///< why newer checkpoints are not taken: they are damaged
  Sentence place = "";     ///< names store and experiment in messages
};

/// The configuration of the experiment that `run` belongs to. `store` is the path of the store, for
/// messages. Error if what is stored is no configuration.
ExperimentConfig storedConfiguration(const std::string& store, const RunInfo& run);

/// What a run did before its experiment goes on. What is stored from then on will be replaced.
struct EarlierRecords {
  std::vector<StepRecord> steps;
  std::vector<EvaluationRecord> evaluations;
  /// Of the first applied step that has any, and of the newest two: what overflows are judged by.
  std::vector<StatisticsRecord> statistics;
  std::vector<EventRecord> events;  ///< with those of the whole experiment for its first run only
};
/// Faults that were planted, then steps with their statistics: what an OverflowExplainer recalls.
std::vector<Record> judgedBy(const EarlierRecords& earlier);
EarlierRecords recordsBefore(const StoreReader& reader, const Resumption& plan, const RunInfo& run);
/// The runs whose evaluation was due where the plan goes on, and broken off: it is made up for.
std::vector<int> evaluationsDue(const StoreReader& reader, const Resumption& plan);
/// What listeners are told of a run that is left out.
StateRecord stateOf(const RunInfo& run);

/// Finds where the experiment that `run` belongs to can go on. `store` is the path that `reader`
/// has open. Runs that failed while others went on are left out: they would fail again. Refused if
/// the experiment has come to its end; Error if the stored configuration is none.
Resumption planResumption(const StoreReader& reader, const std::string& store, const RunInfo& run);

/// Lets `writer` go on with the plan: StoreWriter::resume, with the runs that are left out.
std::vector<std::int64_t> resume(StoreWriter& writer, const Resumption& plan);

/// Puts the checkpoints of that step into an experiment built from the plan's configuration. To be
/// called after a StoreWriter was opened, which marks runs that a killed process left running.
/// Refused if another process trains the experiment, or a checkpoint is damaged.
void restoreCheckpoints(const StoreReader& reader, const Resumption& plan, Experiment& experiment);

}  // namespace scalescope
