#include <algorithm>
#include <cmath>

#include "core/diagnosis/culprit_parts.h"
#include "core/diagnosis/culprit_words.h"

namespace scalescope {
namespace {

/// Sums of FP32 that come this near to its end may have left it.
constexpr double kNearEndOfFp32 = 1e30;

bool jumped(const std::optional<double>& growth, double limit = kJump) {
  return growth && *growth >= limit;
}

/// How many times as large as before a tensor must be to have jumped.
double limitOf(const CulpritCase& overflow, const Magnitudes& largest) {
  const auto over = largest.overReference();
  const bool asUnderFp32 = over && *over < kJump;
  const auto& applied = overflow.evidence.applied;
  const bool nextTo =
      overflow.evidence.weightsOfBefore || (applied && largest.stepBefore == *applied);
  return asUnderFp32 && !nextTo ? kJumpOverSteps : kJump;
}

bool inputSpiked(const CulpritCase& overflow) {
  const std::optional<double> growth = inputGrowth(overflow);
  return jumped(growth);
}

/// Where the input's magnitudes are not times a scale of its own, which changes.
bool plainInputSpiked(const CulpritCase& overflow) {
  const auto input = indexOf(overflow.evidence.at, "input");
  return input && !isScaled((*overflow.evidence.at.tensors)[*input].format) &&
         inputSpiked(overflow);
}

Cause causeAtInput(const CulpritCase& overflow, const Culprit& culprit) {
  if (!culprit.overflowed) return Cause::nonFiniteInput;
  return inputSpiked(overflow) ? Cause::inputSpike : Cause::formatTooNarrow;
}

/// Whether the weights of a layer were counted in this step, and are finite after their cast.
bool weightsAreFinite(const CulpritCase& overflow, const std::string& module) {
  const StatisticsRecord& at = overflow.evidence.at;
  const std::string prefix = module + ".";
  bool counted = false;
  for (std::size_t i = 0; i < at.summaries.size(); ++i) {
    const TensorInfo& tensor = (*at.tensors)[i];
    const bool own = tensor.role == TensorRole::weight && tensor.name.starts_with(prefix);
    if (!own || at.summaries[i].elements == 0) continue;
    if (nonFiniteOf(tensor, at.summaries[i]) > 0) return false;
    counted = true;
  }
  return counted;
}

/// Whether products of what comes in and the weights may leave FP32 in a layer's sums.
bool productsMayLeaveFp32(const CulpritCase& overflow, const Culprit& culprit) {
  const StatisticsRecord& at = overflow.evidence.at;
  const std::string weights = culprit.place.module + ".weight";
  double in = 0.0;  // of the newest activation before
  for (std::size_t i = 0; i < at.summaries.size(); ++i) {
    const TensorInfo& tensor = (*at.tensors)[i];
    if (tensor.name == culprit.tensor) break;
    if (tensor.role == TensorRole::activation && at.summaries[i].elements > 0) {
      in = static_cast<double>(at.summaries[i].largest);
    }
  }
  const StatisticsRecord& known = overflow.evidence.before ? overflow.evidence.before->record : at;
  const auto own = indexOf(known, weights);
  const double largest = own ? static_cast<double>(known.summaries[*own].largest) : 0.0;
  return in * std::max(largest, 1.0) >= kNearEndOfFp32;
}

/// An activation that came out non-finite from finite ones, before any rounding.
Cause causeOfNonFiniteSums(const CulpritCase& overflow, const Culprit& culprit) {
  if (inputSpiked(overflow)) return Cause::inputSpike;
  if (culprit.largest.now >= kNearEndOfFp32) return Cause::explodingActivation;
  const int layer = culprit.place.layer;
  if (layer >= 0 && statisticsFormat(overflow.config, overflow.run, layer) != Format::fp32)
    return Cause::halfStatistics;
  if (layer >= 0 && productsMayLeaveFp32(overflow, culprit)) return Cause::explodingActivation;
  const bool weightsKnown = overflow.evidence.before && overflow.evidence.weightsOfBefore;
  if (weightsKnown || weightsAreFinite(overflow, culprit.place.module)) return Cause::unknown;
  if (overflow.evidence.badUpdate) return Cause::nonFiniteWeights;
  if (layer < 0) return Cause::unknown;
  if (overflow.evidence.appliedOverflow) return Cause::weightOverflow;
  const Format stored = storedFormat(overflow.config, overflow.run, layer);
  return epsVanishes(overflow.optimizer(), stored) ? Cause::epsUnderflow : Cause::nonFiniteWeights;
}

Cause causeInForward(const CulpritCase& overflow, const Culprit& culprit) {
  if (culprit.tensor == "input") return causeAtInput(overflow, culprit);
  if (!culprit.overflowed) return causeOfNonFiniteSums(overflow, culprit);
  if (inputSpiked(overflow)) return Cause::inputSpike;
  const double limit = limitOf(overflow, culprit.largest);
  if (jumped(culprit.largest.growth(), limit) || jumped(culprit.largest.overReference()))
    return Cause::explodingActivation;
  if (isSingledOut(overflow.config, overflow.run, culprit.place.layer, false))
    return Cause::formatTooNarrow;
  return jumped(culprit.largest.growthSinceStart()) || lossRanAway(overflow.evidence)
             ? Cause::explodingActivation
             : Cause::formatTooNarrow;
}

/// Whether a gradient would have fitted at the loss scale that the last growth began from.
bool isOfGrowth(const CulpritCase& overflow, const Magnitudes& largest, Format format) {
  const double before = overflow.evidence.step.scale / overflow.runConfig().scaler.growth;
  return overflow.evidence.skip == SkipKind::grown &&
         largest.now * before <= static_cast<double>(info(format).largest);
}

/// Whether a gradient, unscaled, is no larger than others of its tensor are. One batch has
/// gradients that are many times those of the next: a factor that would be a jump elsewhere is one
/// here only where the FP32 run's are not as large, or updates as large as the weights show that
/// training runs away.
bool isOrdinary(const CulpritCase& overflow, const Magnitudes& largest, Format format) {
  if (!largest.before && !largest.start) {
    return !largest.reference || largest.now <= kJump * *largest.reference;
  }
  const double usual = std::max(largest.before.value_or(0.0), largest.start.value_or(0.0));
  const OverflowEvidence& evidence = overflow.evidence;
  const bool runsAway = jumped(largest.overReference()) || !updateText(overflow).empty();
  const bool away = runsAway || isFarAbove(evidence.step, evidence.firstLoss);
  if (!away && (largest.reference || isOfGrowth(overflow, largest, format))) return true;
  const double limit = runsAway ? limitOf(overflow, largest) : kJumpOverSteps;
  return largest.now <= limit * usual;
}

/// A gradient that came out non-finite from finite ones, before any rounding: its FP32 sums left
/// FP32, by the loss scale's doing or without it.
Cause causeOfNonFiniteGradients(const CulpritCase& overflow, const Culprit& culprit) {
  const StatisticsRecord& at = overflow.evidence.at;
  const StatisticsRecord& known = overflow.evidence.before ? overflow.evidence.before->record : at;
  double gradient = static_cast<double>(culprit.largest.asWas), other = 1.0;
  for (std::size_t i = 0; i < at.summaries.size(); ++i) {
    const TensorInfo& tensor = (*at.tensors)[i];
    if (tensor.name == culprit.tensor) break;
    const auto largest = static_cast<double>(at.summaries[i].largest);
    if (tensor.role == TensorRole::gradient) gradient = std::max(gradient, largest);
    if (tensor.role == TensorRole::activation) other = std::max(other, largest);
  }
  for (std::size_t i = 0; i < known.summaries.size(); ++i) {
    const bool weight = (*known.tensors)[i].role == TensorRole::weight;
    if (weight) other = std::max(other, static_cast<double>(known.summaries[i].largest));
  }
  if (gradient * other < kNearEndOfFp32) return Cause::unknown;
  const bool alsoUnscaled = gradient * other / culprit.scale >= kNearEndOfFp32;
  return alsoUnscaled ? Cause::explodingGradient : Cause::scaleTooHigh;
}

Cause causeInBackward(const CulpritCase& overflow, const Culprit& culprit) {
  const double scale = culprit.scale;
  if (!std::isfinite(scale)) return Cause::scaleTooHigh;
  if (!culprit.overflowed) {
    if (culprit.place.layerType == "loss") return Cause::nanFromLoss;
    return causeOfNonFiniteGradients(overflow, culprit);
  }
  if (inputSpiked(overflow)) return Cause::inputSpike;
  if (!isOrdinary(overflow, culprit.largest, culprit.format)) return Cause::explodingGradient;
  const bool fitsUnscaled =
      culprit.largest.now <= static_cast<double>(info(culprit.format).largest);
  return fitsUnscaled && scale > 1.0 ? Cause::scaleTooHigh : Cause::formatTooNarrow;
}

Cause causeInUpdate(const CulpritCase& overflow, const Culprit& culprit) {
  return epsVanishes(overflow.optimizer(), culprit.format) ? Cause::epsUnderflow
                                                           : Cause::nonFiniteWeights;
}

Cause causeWithoutTensor(const CulpritCase& overflow, const Culprit& culprit) {
  if (lossIsNotFinite(overflow.evidence.step)) return Cause::lossNotFinite;
  return isCollapsed(static_cast<float>(culprit.scale)) ? Cause::collapsedScale : Cause::unknown;
}

Cause causeOfValues(const CulpritCase& overflow, const Culprit& culprit) {
  const auto& faults = overflow.evidence.injections;
  const bool planted = std::any_of(faults.begin(), faults.end(), [&](const PlantedFault& each) {
    return canReach(overflow, culprit, each);
  });
  if (planted && culprit.step == overflow.evidence.step.step) return Cause::injected;
  if (culprit.tensor.empty()) return causeWithoutTensor(overflow, culprit);
  if (culprit.nonFinite == 0)
    return plainInputSpiked(overflow) ? Cause::inputSpike : Cause::clipped;
  switch (culprit.place.part) {
    case StepPart::forward:
      return causeInForward(overflow, culprit);
    case StepPart::backward:
      // Another program's loss may be what made them so; where it is known, what it came from was
      // finite.
      if (overflow.evidence.countedAfterCast && lossIsNotFinite(overflow.evidence.step))
        return Cause::lossNotFinite;
      return causeInBackward(overflow, culprit);
    case StepPart::update:
      return causeInUpdate(overflow, culprit);
    case StepPart::weights:
      break;
  }
  return culprit.overflowed ? Cause::weightOverflow : causeInUpdate(overflow, culprit);
}

/// Whether a value that was set is no larger than others of its tensor are.
bool isAmongOthers(const OverflowEvidence& evidence, const PlantedFault& fault) {
  if (!fault.injection || fault.injection->kind != Injection::Kind::set) return false;
  // As it was planted, and whatever its cast made of it, it is not larger than itself.
  constexpr double kRounding = 1.01;
  const double value = std::abs(fault.injection->value) * kRounding;
  if (!std::isfinite(value)) return false;
  const std::string& tensor = fault.injection->tensor;
  const auto at = indexOf(evidence.at, tensor);
  const bool weight = at && (*evidence.at.tensors)[*at].role == TensorRole::weight;
  if (at && !weight) {
    const std::optional<double> usual = magnitudesOf(evidence, *at).before;
    return value < static_cast<double>(evidence.at.summaries[*at].largest) ||
           (usual && value <= kJump * *usual);
  }
  // Of weights, statistics have those that a step leads to.
  const auto before = evidence.before ? indexOf(evidence.before->record, tensor) : std::nullopt;
  if (!before) return false;
  return value <= static_cast<double>(evidence.before->record.summaries[*before].largest);
}

/// What a learning rate too high does, Adam does at any if its second moment is lost.
bool comesOfUpdates(Cause cause) {
  return cause == Cause::explodingActivation || cause == Cause::explodingGradient ||
         cause == Cause::weightOverflow || cause == Cause::nonFiniteWeights;
}

}  // namespace

Cause causeOf(const CulpritCase& overflow, const Culprit& culprit) {
  const Cause cause = causeOfValues(overflow, culprit);
  const bool lost = comesOfUpdates(cause) && momentBehind(overflow, culprit).has_value();
  return lost ? Cause::momentUnderflow : cause;
}

std::optional<VanishedMoment> momentBehind(const CulpritCase& overflow, const Culprit& culprit) {
  const OverflowEvidence& evidence = overflow.evidence;
  const bool ofThisUpdate =
      culprit.step == evidence.step.step &&
      (culprit.place.part == StepPart::update || culprit.place.part == StepPart::weights);
  if (ofThisUpdate) {
    return vanishedMoment(overflow.config, overflow.run, {evidence.at, evidence.step.scale});
  }
  if (!evidence.before) return std::nullopt;
  return vanishedMoment(overflow.config, overflow.run, *evidence.before);
}

bool canReach(const CulpritCase& overflow, const Culprit& culprit, const PlantedFault& fault) {
  if (isAmongOthers(overflow.evidence, fault)) return false;
  // These are cast in the forward pass, as the step before left them.
  const bool castWeight = culprit.role == TensorRole::weight && isScaled(culprit.format);
  if (castWeight && fault.injection && fault.injection->tensor != culprit.tensor) return false;
  return fault.canReach(culprit.tensor, culprit.place, *overflow.evidence.at.tensors);
}

bool floorIsTooHigh(const ScalerConfig& scaler, const Culprit& culprit) {
  if (!scaler.floor || scaler.kind != ScalerKind::dynamic) return false;
  const bool gradient = culprit.place.part == StepPart::backward;
  return gradient &&
         culprit.largest.now * *scaler.floor > static_cast<double>(info(culprit.format).largest);
}

std::optional<double> inputGrowth(const CulpritCase& overflow) {
  const auto input = indexOf(overflow.evidence.at, "input");
  return input ? magnitudesOf(overflow.evidence, *input).growth() : std::nullopt;
}

bool epsVanishes(const OptimizerConfig& optimizer, Format format) {
  return optimizer.type != OptimizerType::sgd &&
         roundTo(format, static_cast<float>(optimizer.eps)) == 0.0F;
}

Format statisticsFormat(const ExperimentConfig& config, int run, int layer) {
  const auto place = static_cast<std::size_t>(layer);
  if (config.network.layers.at(place).type != LayerType::batchnorm) return Format::fp32;
  return formatsOf(config, run).layers[place].statistics;
}

Format storedFormat(const ExperimentConfig& config, int run, int layer) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  if (policyNamed(own.precision).masterWeights || layer < 0) return Format::fp32;
  return formatsOf(config, run).layers[static_cast<std::size_t>(layer)].weight;
}

}  // namespace scalescope
