#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/backend/operation.h"
#include "core/data/dataset_config.h"
#include "core/nn/initialise.h"
#include "core/nn/network_config.h"
#include "core/optim/optimizer_config.h"
#include "core/optim/schedule.h"
#include "core/precision/clip.h"
#include "core/precision/fp8_scaling.h"
#include "core/precision/loss_scaler.h"
#include "core/train/injection.h"

namespace scalescope {

/// One run of an experiment: a precision setting.
struct RunConfig {
  std::string name;
  std::string precision = "fp32";  ///< a policy's name
  ScalerConfig scaler;             ///< the policy's default when the configuration names none
  std::map<int, FormatOverride>
      layers;  ///< this run's own edits, by layer index: {"layers": {"0": {…}}}
  std::optional<OptimizerConfig> optimizer;  ///< instead of the experiment's
  std::optional<ClipConfig> clip;            ///< instead of the experiment's
  Fp8Scaling fp8Scaling = Fp8Scaling::amax;  ///< of what computes in FP8
  /// It is another FP32 run, but for the last place of its initial weights: it shows how far chance
  /// alone takes a run.
  bool noiseFloor = false;
  bool operator==(const RunConfig&) const = default;
};

inline constexpr std::int64_t kMostSteps = std::int64_t{1} << 40;  ///< of an experiment

/// A whole configuration, version 1: the same for window, command line and store.
struct ExperimentConfig {
  std::string name = "untitled";
  std::uint64_t seed = 1;
  DatasetConfig dataset;
  NetworkConfig network;
  LossKind loss = LossKind::crossEntropy;
  InitConfig init;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  std::optional<ClipConfig> clip;
  std::int64_t batchSize = 64;
  std::int64_t steps = 1000;
  std::int64_t evalEvery = 200;  ///< 0: never
  /// Steps between statistics of all tensors; 1: every step, 0: only steps that overflow.
  std::int64_t statisticsEvery = 10;
  std::vector<Injection> injections;  ///< "inject": faults planted on purpose
  std::string backend = "auto";       ///< "auto", "cpu", "cuda"
  std::vector<RunConfig> runs;
  bool operator==(const ExperimentConfig&) const = default;
};

/// A run's own edits as a list by layer index; layers without one have an empty edit.
std::vector<FormatOverride> layerOverrides(const RunConfig& run, const NetworkConfig& network);

/// What a run trains with: its own, or else the experiment's.
const OptimizerConfig& optimizerOf(const ExperimentConfig& config, const RunConfig& run);
const std::optional<ClipConfig>& clipOf(const ExperimentConfig& config, const RunConfig& run);

/// How many values the network ends in: the classes that it can tell apart. Errors as
/// requireShapes.
int outputCount(const ExperimentConfig& config, const Sentence& source);

/// Strict: unknown keys, wrong types, duplicate run names, impossible shapes and fewer than one run
/// are refused with source and JSON pointer. Files it names are not opened here.
/// `pointer` is where the configuration stands in its file, for messages.
ExperimentConfig parseExperiment(const Json& json, const Sentence& source,
                                 const std::string& pointer = "");
/// Relative paths in the file start from its folder, and come back absolute.
ExperimentConfig readExperiment(const std::string& path);
/// Every key written out; parse(toJson(c)) == c.
OrderedJson toJson(const ExperimentConfig& config);
/// Checks what only both together tell: sample shape against network input, classes against logits.
void requireFit(const ExperimentConfig& config, const Shape& sample, int classes,
                const Sentence& source);
/// Refused if the parameters alone (initial values, and per run weights and gradients of two bytes
/// at least) are more than `available` bytes.
void requireMemory(const ExperimentConfig& config, std::size_t available, const Sentence& source);

}  // namespace scalescope
