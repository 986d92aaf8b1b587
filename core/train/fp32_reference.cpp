#include "core/train/fp32_reference.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"

namespace scalescope {
namespace {

bool isPlainFp32(const RunConfig& run) { return run.precision == "fp32" && run.layers.empty(); }

bool trainAlike(const ExperimentConfig& config, const RunConfig& a, const RunConfig& b) {
  return optimizerOf(config, a) == optimizerOf(config, b) && clipOf(config, a) == clipOf(config, b);
}

}  // namespace

int referenceRun(const ExperimentConfig& config, int run) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  for (std::size_t i = 0; i < config.runs.size(); ++i) {
    const RunConfig& each = config.runs[i];
    if (!isPlainFp32(each) || each.noiseFloor || !trainAlike(config, each, own)) continue;
    return static_cast<int>(i) == run ? -1 : static_cast<int>(i);
  }
  return -1;
}

int noiseFloorRun(const ExperimentConfig& config, int run) {
  for (int i = 0; i < static_cast<int>(config.runs.size()); ++i) {
    if (!config.runs[static_cast<std::size_t>(i)].noiseFloor) continue;
    const int reference = referenceRun(config, i);
    const bool measures = reference == run || reference == referenceRun(config, run);
    if (reference >= 0 && measures) return i;
  }
  return -1;
}

void requireNoiseFloors(const ExperimentConfig& config, const Sentence& source,
                        const std::string& pointer) {
  int first = -1;
  for (int i = 0; i < static_cast<int>(config.runs.size()); ++i) {
    const RunConfig& run = config.runs[static_cast<std::size_t>(i)];
    if (!run.noiseFloor) continue;
    const Sentence own{phrase("%1: %2"),
                       {source, pointer + "/runs/" + std::to_string(i) + "/noise_floor"}};
    if (run.precision != "fp32") {
      refuse(
          own,
          {phrase("the noise floor is an FP32 run: expected the precision \"fp32\", found \"%1\""),
           {run.precision}});
    }
    if (!run.layers.empty())
      refuse(own, phrase("the noise floor has no formats of its own in \"layers\""));
    if (first >= 0) {
      refuse(own, {phrase("an experiment has one noise floor at most; \"%1\" is it already"),
                   {config.runs[static_cast<std::size_t>(first)].name}});
    }
    if (referenceRun(config, i) < 0) {
      refuse(
          own,
          phrase("there is no other FP32 run with the same optimizer and clipping that it could be "
                 "compared with"));
    }
    first = i;
  }
}

/// A weight of 0 stays: its neighbours are the smallest subnormals, and no rounding error of a
/// value. Half of the weights grow and half shrink, by lot, so that no sum over them is moved as a
/// whole.
std::vector<HostTensor> movedByOneUlp(std::vector<HostTensor> weights) {
  for (HostTensor& tensor : weights) {
    const std::uint64_t key = streamKey(0, tensor.name);
    for (std::size_t i = 0; i < tensor.data.size(); ++i) {
      float& value = tensor.data[i];
      if (value == 0.0F) continue;
      value = std::nextafter(value, (randomBits(key, i) & 1U) != 0 ? INFINITY : -INFINITY);
    }
  }
  return weights;
}

}  // namespace scalescope
