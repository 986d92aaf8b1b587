#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// Where a fork began: after so many steps of another run.
struct Parent {
  std::int64_t run = 0;  ///< its id; 0: it was removed
  std::int64_t step = 0;
  bool operator==(const Parent&) const = default;
};

/// A run as a list of a store shows it.
struct RunInfo {
  std::int64_t id = 0;  ///< of the run, unique in its store
  std::int64_t experimentId = 0;
  int index = 0;              ///< of the run in its experiment's configuration
  std::string experiment;     ///< name of the experiment
  std::string name;           ///< name of the run
  std::string precision;      ///< policy
  std::string scaler;         ///< "dynamic (pytorch)", "static 1024", "none"
  std::string configuration;  ///< the whole experiment's configuration as JSON text; empty: another
                              ///< program's
  std::string details;        ///< what another program says of its run, a JSON object; may be empty
  std::string program;        ///< that trained, or recorded, the experiment
  std::string experimentUid;  ///< the same in every copy of the experiment
  std::uint64_t seed = 0;
  std::string backend, device, library;
  int threads = 0;
  RunState state = RunState::ready;
  std::string stateMessage;
  std::string created;     ///< ISO 8601, UTC
  std::int64_t steps = 0;  ///< stored step rows
  std::int64_t plannedSteps = 0;
  std::int64_t skipped = 0;   ///< steps whose update was skipped
  bool hasFinalLoss = false;  ///< there is at least one step row
  double finalLoss = 0.0;     ///< of the last step; may be NaN
  bool hasAccuracy = false;
  double accuracy = 0.0;  ///< of the last evaluation
  double wallTime = 0.0;  ///< seconds, of the last step row; one for all runs of an experiment
  std::optional<double> stepMs;  ///< median time of its own steps; only from measureStepTime()
  std::size_t memoryPeak = 0;
  std::optional<Parent> parent;  ///< none: it began at the start
  std::vector<std::string> tags;
  std::string note;
  bool fromLog =
      false;  ///< imported: steps may be missing, and those that were planned are unknown
  std::optional<double>
      began;             ///< of a log: Unix time from which its wall_time counts, if it tells
  bool hasGaps = false;  ///< it does not tell of every step
  std::vector<std::string> notMeasured;  ///< columns of `steps` that its log does not tell of
  bool operator==(const RunInfo&) const = default;
};

}  // namespace scalescope
