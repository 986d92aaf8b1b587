#include <cmath>

#include "core/diagnosis/culprit_parts.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

constexpr const char* kNoScaleHelps =
    " Lowering the loss scale cannot help: the forward pass does not depend on it.";

std::string labelOf(Format format) { return std::string(info(format).label); }

/// "layers.2.weight.grad (linear, backward)".
std::string tensorText(const Culprit& culprit) {
  std::string text = culprit.tensor;
  if (!culprit.place.module.empty()) text += " (" + placeText(culprit.place) + ")";
  return text;
}

std::string limitText(Format format) {
  return "the " + magnitudeText(static_cast<double>(info(format).largest)) + " that " +
         labelOf(format) + " holds";
}

/// What else is known of the tensor: how large it was in the step before and is under FP32.
std::string comparisonText(const Culprit& culprit) {
  std::string text;
  const Magnitudes& largest = culprit.largest;
  if (largest.before) {
    text += magnitudeText(*largest.before) + " in " + stepText(largest.stepBefore);
  }
  if (largest.reference) {
    text += (text.empty() ? "" : ", ") + magnitudeText(*largest.reference) + " in the FP32 run";
  }
  return text.empty() ? "" : " (" + text + ")";
}

/// A learning rate that is too high shows in updates as large as what they change.
std::string updateText(const CulpritCase& overflow) {
  constexpr double kLargeUpdate = 0.5;
  if (!overflow.evidence.before) return "";
  const StatisticsRecord& before = overflow.evidence.before->record;
  double most = 0.0;
  std::string worst;
  for (std::size_t i = 0; i < before.summaries.size(); ++i) {
    const TensorInfo& update = (*before.tensors)[i];
    if (update.role != TensorRole::update) continue;
    const std::string weight = update.name.substr(0, update.name.rfind('.'));
    const auto found = indexOf(before, weight);
    if (!found || !weight.ends_with(".weight") || before.summaries[*found].largest == 0.0F)
      continue;
    const double share = static_cast<double>(before.summaries[i].largest) /
                         static_cast<double>(before.summaries[*found].largest);
    if (share <= most) continue;
    most = share;
    worst = weight;
  }
  if (most < kLargeUpdate) return "";
  return " The update of " + stepText(before.step) + " reached " + shareText(most) +
         " of the largest weight in " + worst + ": the learning rate is too high.";
}

/// One of a tensor's magnitudes; "more than 65504" where what was larger is infinite.
std::string sizeText(const Culprit& culprit, double largest) {
  return (culprit.largest.atLeast ? "more than " : "") + magnitudeText(largest);
}

/// "reached 7e4"; where nothing finite is left, that.
std::string reachedText(const Culprit& culprit, double largest) {
  return largest > 0.0 ? "reached " + sizeText(culprit, largest) : "has no finite value left";
}

std::string afterInput(const Culprit& culprit) {
  if (culprit.tensor == "input") return "";
  return " The first tensor to overflow was " + tensorText(culprit) + ".";
}

std::string plantedSentence(const CulpritCase& overflow, const Culprit& culprit) {
  std::string faults;
  for (const PlantedFault& fault : overflow.evidence.injections) {
    if (culprit.role != TensorRole::weight && !canReach(overflow, culprit, fault)) continue;
    faults += (faults.empty() ? "" : "; ") + fault.what();
  }
  std::string text = "Planted on purpose: " + faults + ".";
  if (culprit.tensor.empty()) return text;
  if (culprit.role == TensorRole::weight) {
    return text + " Every forward pass through " + layerText(culprit.place) + " meets it.";
  }
  return text + " The first tensor to " + (culprit.nonFinite > 0 ? "go non-finite" : "be clipped") +
         " was " + tensorText(culprit) + ", which " + reachedText(culprit, culprit.largest.now) +
         comparisonText(culprit) + ".";
}

std::string spikeSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const auto input = indexOf(overflow.evidence.at, "input");
  const Magnitudes batch = magnitudesOf(overflow.evidence, *input);
  return "Input spike: the batch of " + stepText(culprit.step) + " holds values up to " +
         magnitudeText(batch.now) + ", " + timesText(batch.growth().value_or(1.0)) +
         " as large as in " + stepText(batch.stepBefore) + "." + afterInput(culprit) +
         (culprit.place.part == StepPart::forward ? kNoScaleHelps : "");
}

std::string explodingSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const bool sinceStart = culprit.largest.growth().value_or(0.0) < kJump;
  const auto growth = sinceStart ? culprit.largest.growthSinceStart() : culprit.largest.growth();
  std::string text = "Exploding activation: " + tensorText(culprit) + " " +
                     reachedText(culprit, culprit.largest.asWas);
  if (growth) {
    const std::int64_t then =
        sinceStart ? overflow.evidence.start->record.step : culprit.largest.stepBefore;
    text += ", " + timesText(*growth) + " as large as in " + stepText(then);
  }
  if (culprit.overflowed) text += ", beyond " + limitText(culprit.format);
  return text + comparisonText(culprit) + "." + kNoScaleHelps + updateText(overflow);
}

std::string explodingGradientSentence(const CulpritCase& overflow, const Culprit& culprit) {
  if (!culprit.overflowed) {
    return "Exploding gradient: the FP32 sums of " + tensorText(culprit) +
           " leave FP32, so large are the values and gradients that go into them." +
           updateText(overflow);
  }
  std::string text = "Exploding gradient: " + tensorText(culprit) + " reached " +
                     sizeText(culprit, culprit.largest.now) + " before the loss scale of " +
                     scaleText(culprit.scale) + comparisonText(culprit) + ".";
  const double held = static_cast<double>(info(culprit.format).largest) / culprit.largest.now;
  if (culprit.largest.atLeast) return text + updateText(overflow);
  text += held >= 1.0
              ? " A loss scale of 2^" + std::to_string(std::ilogb(held)) + " would still hold it."
              : " No loss scale of 1 or more holds it.";
  return text + updateText(overflow);
}

/// Why the scale stood where it was too high.
std::string whyThisHigh(const CulpritCase& overflow, const Culprit& culprit) {
  const ScalerConfig& scaler = overflow.runConfig().scaler;
  if (scaler.kind == ScalerKind::fixed) return " It is static: every such step is lost.";
  if (scaler.kind == ScalerKind::scripted) return " A script set it.";
  switch (overflow.evidence.skip) {
    case SkipKind::startUp:
      return " That is normal: the scale starts high and comes down until gradients fit.";
    case SkipKind::grown:
      return " That is normal: the scale had grown to try, and falls back; one skip in a growth "
             "interval of " +
             std::to_string(scaler.interval) + " steps.";
    case SkipKind::settled:
      break;
  }
  const auto growth = culprit.largest.growth();
  return " It had held before: this batch's gradients are " +
         (growth ? timesText(*growth) + " as large as in " + stepText(culprit.largest.stepBefore)
                 : std::string("larger")) +
         ". Now and then that is normal.";
}

std::string scaleSentence(const CulpritCase& overflow, const Culprit& culprit) {
  std::string text = "Loss scale too high: times " + scaleText(culprit.scale) + ", " +
                     tensorText(culprit) + " is beyond " + limitText(culprit.format) +
                     (culprit.largest.atLeast ? "; unscaled that is an ordinary "
                                              : "; unscaled its largest value is an ordinary ") +
                     magnitudeText(culprit.largest.now) +
                     (culprit.largest.atLeast ? " or more" : "") + comparisonText(culprit) + ".";
  return text + whyThisHigh(overflow, culprit);
}

std::string clippedSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const std::string limit = magnitudeText(static_cast<double>(info(culprit.format).largest));
  const bool follows = overflow.scalesByHistory(culprit.format);
  return "Clipped: values of " + tensorText(culprit) + " up to " +
         magnitudeText(culprit.largest.asWas) + " became " + limit + ", the largest of " +
         labelOf(culprit.format) + "." +
         (follows ? " That is normal where values grow: their scale comes from the amax of the "
                    "steps before, and follows."
                  : " Nothing scales them: choose scales from an amax history.");
}

std::string narrowSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const bool backward = culprit.place.part == StepPart::backward;
  std::string text = "Format too narrow: " + tensorText(culprit) + " reaches " +
                     sizeText(culprit, backward ? culprit.largest.now : culprit.largest.asWas) +
                     (backward ? " unscaled" : "") + ", beyond " + limitText(culprit.format) +
                     comparisonText(culprit) + ".";
  if (isSingledOut(overflow.config, overflow.run, culprit.place.layer, backward)) {
    text += " Most other layers compute in a wider format: give this one " +
            std::string("BF16 or FP32, too.");
  } else if (culprit.tensor == "input") {
    text += " Scale the data, or give the first layer BF16 or FP32.";
  } else {
    text += " BF16 or FP32 would hold it in this layer.";
  }
  return text + (backward ? "" : kNoScaleHelps);
}

std::string epsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Format format = storedFormat(overflow.config, overflow.run, culprit.place.layer);
  return "Adam's eps of " + magnitudeText(overflow.optimizer().eps) + " is 0 in " +
         labelOf(format) + ": where the second moment is 0 too, the update divides by zero. " +
         tensorText(culprit) + " is not finite in " + stepText(culprit.step) +
         ". Choose a larger eps, or keep FP32 master weights.";
}

std::string momentSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const auto moment = momentBehind(overflow, culprit);
  return "Second moment underflow: " + momentText(*moment) + " The first tensor to overflow was " +
         tensorText(culprit) + ".";
}

std::string halfStatisticsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Format format = statisticsFormat(overflow.config, overflow.run, culprit.place.layer);
  return "Batch statistics in " + labelOf(format) + ": " + layerText(culprit.place) +
         " sums its mean and variance in it, and of finite values makes NaN or infinity: a sum "
         "leaves the " +
         magnitudeText(static_cast<double>(info(format).largest)) + " that it holds." +
         kNoScaleHelps + " Keep the statistics in FP32.";
}

std::string weightsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const bool seen =
      culprit.place.part == StepPart::weights || culprit.place.part == StepPart::update;
  if (seen) {
    return "The update of " + stepText(culprit.step) + " made " +
           countText(culprit.nonFinite, "value") + " of " + tensorText(culprit) +
           " non-finite; every forward pass from then on is." + updateText(overflow);
  }
  return "The weights of " + layerText(culprit.place) +
         " were not finite before this step: of finite values it makes NaN or infinity, before "
         "any rounding.";
}

std::string weightOverflowSentence(const CulpritCase& overflow, const Culprit& culprit) {
  if (culprit.place.part == StepPart::forward) {
    return "Weight overflow: of finite values " + layerText(culprit.place) +
           " makes NaN or infinity before any rounding, since a weight has outgrown its format: "
           "the last update overflowed. The loss scale cannot help.";
  }
  return "Weight overflow: after " + stepText(culprit.step) + ", " + tensorText(culprit) +
         " reaches " + magnitudeText(culprit.largest.asWas) + ", beyond " +
         limitText(culprit.format) + ". The loss scale cannot help." + updateText(overflow);
}

std::string unknownSentence(const Culprit& culprit) {
  if (culprit.tensor.empty())
    return "A gradient is not finite, and no tensor that is watched went non-finite before it: "
           "the cause is unknown.";
  return tensorText(culprit) + " holds " + countText(culprit.nonFinite, "non-finite value") +
         ", and all that came before it was finite. The statistics do not tell why.";
}

/// What is known to have been changed in the run before, which may still show.
std::string afterFault(const CulpritCase& overflow, const Culprit& culprit) {
  const std::optional<PlantedFault>& fault = overflow.evidence.earlierFault;
  if (!fault || !fault->enlarges() || culprit.expected || culprit.cause == Cause::injected)
    return "";
  return " A fault had been planted in " + stepText(overflow.evidence.faultStep) + " (" +
         fault->what() + "): this may come of it.";
}

std::string causeSentence(const CulpritCase& overflow, const Culprit& culprit) {
  switch (culprit.cause) {
    case Cause::injected:
      return plantedSentence(overflow, culprit);
    case Cause::nonFiniteInput:
      return "The batch of " + stepText(culprit.step) + " holds " +
             countText(culprit.nonFinite, "value") +
             (culprit.nonFinite == 1 ? " that is" : " that are") +
             " NaN or infinite. That comes from the data, whatever the precision.";
    case Cause::inputSpike:
      return spikeSentence(overflow, culprit);
    case Cause::explodingActivation:
      return explodingSentence(overflow, culprit);
    case Cause::explodingGradient:
      return explodingGradientSentence(overflow, culprit);
    case Cause::scaleTooHigh:
      return scaleSentence(overflow, culprit);
    case Cause::nanFromLoss:
      return "NaN from the loss: every logit is finite, and the gradient of the loss is not. A "
             "label of this batch is no class of the network.";
    case Cause::collapsedScale:
      return "Collapsed loss scale: at " + scaleText(culprit.scale) +
             " unscaling multiplies by infinity, and every gradient becomes NaN or infinite, "
             "although no tensor was. Only setting the scale by hand helps.";
    case Cause::formatTooNarrow:
      return narrowSentence(overflow, culprit);
    case Cause::clipped:
      return clippedSentence(overflow, culprit);
    case Cause::weightOverflow:
      return weightOverflowSentence(overflow, culprit);
    case Cause::nonFiniteWeights:
      return weightsSentence(overflow, culprit);
    case Cause::halfStatistics:
      return halfStatisticsSentence(overflow, culprit);
    case Cause::epsUnderflow:
      return epsSentence(overflow, culprit);
    case Cause::momentUnderflow:
      return momentSentence(overflow, culprit);
    default:
      return unknownSentence(culprit);
  }
}

}  // namespace

std::string sentenceOf(const CulpritCase& overflow, const Culprit& culprit) {
  return causeSentence(overflow, culprit) + afterFault(overflow, culprit);
}

}  // namespace scalescope
