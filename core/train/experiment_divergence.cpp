// How an experiment compares its runs with the FP32 one.
#include "core/train/experiment.h"
#include "core/train/fp32_reference.h"

namespace scalescope {

/// The live run that another's held step is compared with; −1: none. The noise floor is chance
/// itself, and is compared with nothing.
int Experiment::comparedWith(int run) const {
  const auto& configs = config_.runs;
  if (configs[static_cast<std::size_t>(run)].noiseFloor) return -1;
  int reference = referenceRun(config_, run);
  // One that trains in another way is better than none.
  for (int other = 0; other < runs() && reference < 0; ++other) {
    const RunConfig& each = configs[static_cast<std::size_t>(other)];
    const bool isFp32 = each.precision == "fp32" && !each.noiseFloor;
    if (isFp32 && other != run && live(other)) reference = other;
  }
  return reference >= 0 && live(reference) ? reference : -1;
}

/// Whether another live run, which may overflow, is compared with this one.
bool Experiment::isReference(int run) const {
  for (int other = 0; other < runs(); ++other) {
    const bool chance = config_.runs[static_cast<std::size_t>(other)].noiseFloor;
    if (!chance && live(other) && referenceRun(config_, other) == run) return true;
  }
  return false;
}

const StepRecord* Experiment::referenceStep(int run) const {
  const int reference = comparedWith(run);
  return reference < 0 ? nullptr : &records_[static_cast<std::size_t>(reference)];
}

/// How far apart chance alone may have taken the losses of the held step.
double Experiment::lossChance(int run) const {
  const StepRecord* reference = referenceStep(run);
  const int noiseFloor = noiseFloorRun(config_, run);
  if (!reference || noiseFloor < 0) return 0.0;
  NoiseBand noise = lossNoise_;
  noise.add(noiseDistance(noiseFloor));
  return noise.chance(reference->loss);
}

/// In the step under way; 0 where the two cannot be compared.
double Experiment::noiseDistance(int noiseFloor) const {
  const int reference = referenceRun(config_, noiseFloor);
  if (reference < 0 || !live(noiseFloor) || !live(reference)) return 0.0;
  return lossDistance(records_[static_cast<std::size_t>(noiseFloor)].loss,
                      records_[static_cast<std::size_t>(reference)].loss);
}

void Experiment::followNoise() {
  for (int run = 0; run < runs(); ++run) {
    if (config_.runs[static_cast<std::size_t>(run)].noiseFloor) addNoise(noiseDistance(run));
  }
}

/// The step that is over, in a run: its statistics were kept.
bool Experiment::isComparable(int run) const {
  const Trainer& trainer = *trainers_[static_cast<std::size_t>(run)];
  return live(run) && trainer.hasStatistics() && trainer.stepsDone() == step_ + 1;
}

void Experiment::reportDivergence() {
  int read = -1;  // an experiment has one FP32 run, most often
  for (int run = 0; run < runs(); ++run) {
    const int reference = referenceRun(config_, run);
    if (reference < 0 || !isComparable(run) || !isComparable(reference)) continue;
    attempt(run, [&] {
      if (read != reference) divergence_.readReference(trainer(reference));
      read = reference;
      listener_(divergence_.compare(trainer(run)));
    });
  }
}

}  // namespace scalescope
