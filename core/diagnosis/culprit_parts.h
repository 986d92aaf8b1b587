#pragma once

#include "core/diagnosis/culprit.h"
#include "core/diagnosis/second_moment.h"

// What firstCulprit() is made of.
namespace scalescope {

/// Whether operands of a format are scaled by an amax history, which is a step behind.
inline bool isScaledByHistory(const RunConfig& run, Format format) {
  return format == Format::int8 || (isFp8(format) && run.fp8Scaling == Fp8Scaling::amax);
}

/// What firstCulprit() was asked, handed to its parts; refers to what its caller owns.
struct CulpritCase {
  const ExperimentConfig& config;
  int run;
  const OverflowEvidence& evidence;
  const Phrases& say;  ///< in whose language the sentence is

  const RunConfig& runConfig() const { return config.runs[static_cast<std::size_t>(run)]; }
  bool scalesByHistory(Format format) const { return isScaledByHistory(runConfig(), format); }
  const OptimizerConfig& optimizer() const { return optimizerOf(config, runConfig()); }
};

/// Cause of a culprit whose other fields are known.
Cause causeOf(const CulpritCase& overflow, const Culprit& culprit);
std::string sentenceOf(const CulpritCase& overflow, const Culprit& culprit);

/// Whether a fault that was planted in the step can be why this tensor went non-finite.
bool canReach(const CulpritCase& overflow, const Culprit& culprit, const PlantedFault& fault);
/// Adam's lost second moment, if the update that the culprit comes of shows one.
std::optional<VanishedMoment> momentBehind(const CulpritCase& overflow, const Culprit& culprit);
/// Whether a dynamic scale cannot come down to where this gradient fits.
bool floorIsTooHigh(const ScalerConfig& scaler, const Culprit& culprit);
/// How much larger than in the step before the batch is.
std::optional<double> inputGrowth(const CulpritCase& overflow);
/// Whether Adam's eps rounds to zero in this format, which the update computes in.
bool epsVanishes(const OptimizerConfig& optimizer, Format format);
/// The format in which a batch normalisation sums its batch statistics; FP32 of other layers.
Format statisticsFormat(const ExperimentConfig& config, int run, int layer);
/// The format in which the optimizer keeps the weights of a layer.
Format storedFormat(const ExperimentConfig& config, int run, int layer);

}  // namespace scalescope
