#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/train/experiment_config.h"

namespace scalescope::cli {

/// What the subcommand `bench` was asked to time.
struct BenchOptions {
  std::vector<std::int64_t> batches{64, 256};
  std::vector<std::string> precisions{"fp32", "fp16-mixed"};
  int rounds = 15;  ///< all contenders take turns in every round; medians over rounds are reported
  int stepsPerRound = 4;
  bool telemetry = true;  ///< also with every record going to a store
};

/// Medians over the rounds of one batch size.
struct BenchResult {
  std::int64_t batch = 0;
  struct Step {
    std::string precision;
    double ms = 0.0;
    double storedMs = 0.0;       ///< with records stored; 0 if not measured
    double countedMs = 0.0;      ///< stored, with statistics of every tensor in every step
    double tenthMs = 0.0;        ///< stored, with them in every tenth step
    std::size_t memoryPeak = 0;  ///< bytes of tensors
  };
  std::vector<Step> steps;
  std::vector<std::pair<std::string, double>>
      primitives;  ///< name and milliseconds of one execution
  double primitiveSum = 0.0;
};

/// Times steps of the configuration's network on random images, and the oneDNN primitives of the
/// same shapes, in turns. `progress` gets the share done, 0 … 1.
BenchResult measure(const ExperimentConfig& config, std::int64_t batch, const BenchOptions& options,
                    const std::function<void(double)>& progress);

}  // namespace scalescope::cli
