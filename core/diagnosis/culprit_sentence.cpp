#include "core/diagnosis/culprit_words.h"
#include "core/diagnosis/text.h"

namespace scalescope {
namespace {

/// Which tensor a fault that was planted reached first, and how large it was.
Wording reachedFirst(const Culprit& culprit, const Phrases& say) {
  const std::string tensor = tensorText(culprit, say);
  const bool nonFinite = culprit.nonFinite > 0;
  if (culprit.largest.now > 0.0 && nonFinite && !culprit.overflowed) {
    return say(phrase("The first tensor to go non-finite was %1, whose finite values reached %2"),
               {tensor, sizeText(culprit, culprit.largest.now, say)});
  }
  if (culprit.largest.now > 0.0) {
    return say(nonFinite ? phrase("The first tensor to go non-finite was %1, which reached %2")
                         : phrase("The first tensor to be clipped was %1, which reached %2"),
               {tensor, sizeText(culprit, culprit.largest.now, say)});
  }
  return say(
      nonFinite
          ? phrase("The first tensor to go non-finite was %1, which has no finite value but 0 left")
          : phrase("The first tensor to be clipped was %1, which has no finite value but 0 left"),
      {tensor});
}

/// What FP8 and INT8 operands are multiplied by before their cast is in their magnitudes.
Wording ownScaleText(const CulpritCase& overflow, const Culprit& culprit) {
  if (!isScaled(culprit.format) || !overflow.scalesByHistory(culprit.format)) return "";
  return overflow.say(phrase("These magnitudes are times the tensor's own scale for %1."),
                      {formatText(culprit.format)});
}

Wording plantedSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  std::string faults;
  for (const PlantedFault& fault : overflow.evidence.injections) {
    if (culprit.role != TensorRole::weight && !canReach(overflow, culprit, fault)) continue;
    faults = listed(faults, fault.what(say), say);
  }
  std::string planted = say(phrase("Planted on purpose: %1."), {faults});
  if (culprit.tensor.empty()) return planted;
  if (culprit.role == TensorRole::weight) {
    return oneAfterTheOther({planted, say(phrase("Every forward pass through %1 meets it."),
                                          {layerText(culprit.place, say)})},
                            say);
  }
  return oneAfterTheOther({planted, withComparison(reachedFirst(culprit, say), culprit, say),
                           ownScaleText(overflow, culprit)},
                          say);
}

Wording badInputSentence(const Culprit& culprit, const Phrases& say) {
  return say(culprit.nonFinite == 1
                 ? phrase("The batch of step %1 holds %2 value that is NaN or infinite. That comes "
                          "from the data, whatever the precision.")
                 : phrase("The batch of step %1 holds %2 values that are NaN or infinite. That "
                          "comes from the data, whatever the precision."),
             {std::to_string(culprit.step), std::to_string(culprit.nonFinite)});
}

Wording spikeSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const auto input = indexOf(overflow.evidence.at, "input");
  const Magnitudes batch = magnitudesOf(overflow.evidence, *input);
  const std::string spike =
      say(phrase("Input spike: the batch of step %1 holds values up to %2, %3 times as large as in "
                 "step %4."),
          {std::to_string(culprit.step), magnitudeText(batch.now),
           factorText(batch.growth().value_or(1.0)), std::to_string(batch.stepBefore)});
  const bool forward = culprit.place.part == StepPart::forward;
  return oneAfterTheOther({spike, culprit.tensor == "input" ? "" : firstToOverflow(culprit, say),
                           forward ? noScaleHelps(say) : ""},
                          say);
}

/// How large an activation became, and compared with when.
Wording explodedText(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const std::string tensor = tensorText(culprit, say);
  const Magnitudes& largest = culprit.largest;
  if (largest.asWas <= 0.0)
    return say(phrase("Exploding activation: %1 has no finite value but 0 left"), {tensor});
  const std::string size = sizeText(culprit, largest.asWas, say);
  const bool sinceStart = largest.growth().value_or(0.0) < kJump;
  const auto growth = sinceStart ? largest.growthSinceStart() : largest.growth();
  if (!growth) return say(phrase("Exploding activation: %1 reached %2"), {tensor, size});
  const std::int64_t then = sinceStart ? overflow.evidence.start->record.step : largest.stepBefore;
  return say(phrase("Exploding activation: %1 reached %2, %3 times as large as in step %4"),
             {tensor, size, growthText(culprit, *growth, say), std::to_string(then)});
}

std::string explodingSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  std::string exploded = explodedText(overflow, culprit);
  if (culprit.overflowed) exploded = beyondLimit(exploded, culprit, say);
  const OverflowEvidence& evidence = overflow.evidence;
  const std::string loss =
      lossRanAway(evidence)
          ? say(phrase("The loss had come to %1 before this step, from %2 at the start."),
                {magnitudeText(evidence.lossBefore), magnitudeText(evidence.firstLoss)})
          : "";
  return oneAfterTheOther(
      {withComparison(exploded, culprit, say), noScaleHelps(say), loss, updateText(overflow)}, say);
}

Wording clippedWhy(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  if (overflow.scalesByHistory(culprit.format))
    return say(
        phrase("That is normal where values grow: their scale comes from the amax of the "
               "steps before, and follows."));
  const std::optional<int> power = bearablePower(culprit);
  const bool scaled = culprit.place.part == StepPart::backward && culprit.scale > 1.0;
  if (!scaled || !power)
    return say(phrase("Nothing scales them: choose scales from an amax history."));
  return say(
      phrase("That is the loss scale's doing: they are times %1, and would fit at 2^%2. What is "
             "clipped is finite, so that no step is skipped and a dynamic scale does not fall."),
      {scaleText(culprit.scale), std::to_string(*power)});
}

Wording clippedSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const std::string clipped =
      say(phrase("Clipped: values of %1 up to %2 became %3, the largest of %4."),
          {tensorText(culprit, say), magnitudeText(culprit.largest.asWas),
           limitText(culprit.format), formatText(culprit.format)});
  return oneAfterTheOther({clipped, ownScaleText(overflow, culprit), clippedWhy(overflow, culprit)},
                          say);
}

/// What to do about a format that is too narrow.
Wording widerFormat(const CulpritCase& overflow, const Culprit& culprit, bool backward) {
  const Phrases& say = overflow.say;
  if (isSingledOut(overflow.config, overflow.run, culprit.place.layer, backward))
    return say(
        phrase("Most other layers compute in a wider format: give this one BF16 or FP32, "
               "too."));
  if (culprit.tensor == "input")
    return say(phrase("Scale the data, or give the first layer BF16 or FP32."));
  return say(phrase("BF16 or FP32 would hold it in this layer."));
}

Wording narrowSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const bool backward = culprit.place.part == StepPart::backward;
  const double largest = backward ? culprit.largest.now : culprit.largest.asWas;
  const std::string narrow = say(backward ? phrase("Format too narrow: %1 reaches %2 unscaled")
                                          : phrase("Format too narrow: %1 reaches %2"),
                                 {tensorText(culprit, say), sizeText(culprit, largest, say)});
  return oneAfterTheOther(
      {withComparison(beyondLimit(narrow, culprit, say), culprit, say),
       widerFormat(overflow, culprit, backward), backward ? "" : noScaleHelps(say)},
      say);
}

Wording epsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Format format = storedFormat(overflow.config, overflow.run, culprit.place.layer);
  return overflow.say(
      format == Format::fp32
          ? phrase("Adam's eps of %1 is 0 in %2: where the second moment is 0 too, the update "
                   "divides by zero. %3 is not finite in step %4. Choose a larger eps.")
          : phrase(
                "Adam's eps of %1 is 0 in %2: where the second moment is 0 too, the update "
                "divides by zero. %3 is not finite in step %4. Choose a larger eps, or keep FP32 "
                "master weights."),
      {magnitudeText(overflow.optimizer().eps), formatText(format),
       tensorText(culprit, overflow.say), std::to_string(culprit.step)});
}

std::string momentSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const auto moment = momentBehind(overflow, culprit);
  return oneAfterTheOther({momentText(*moment, say), firstToOverflow(culprit, say)}, say);
}

Wording halfStatisticsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const Format format = statisticsFormat(overflow.config, overflow.run, culprit.place.layer);
  const std::string sums =
      say(phrase("Batch statistics in %1: %2 sums its mean and variance in it, and of finite "
                 "values makes NaN or infinity: a sum leaves the %3 that it holds."),
          {formatText(format), layerText(culprit.place, say), limitText(format)});
  return oneAfterTheOther({sums, noScaleHelps(say), say(phrase("Keep the statistics in FP32."))},
                          say);
}

/// Weights that were not finite before a step whose own weights are not known.
Wording brokenBefore(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  if (const auto bad = overflow.evidence.badUpdate) {
    return say(phrase("Step %1 was applied although its gradients were not finite, and its update "
                      "made weights so: %2 holds non-finite values (%3), too."),
               {std::to_string(*bad), tensorText(culprit, say), std::to_string(culprit.nonFinite)});
  }
  return say(phrase("The weights of %1 were not finite before this step: of finite values it "
                    "makes NaN or infinity, before any rounding."),
             {layerText(culprit.place, say)});
}

/// Steps without statistics came between weights that were finite and those that were not.
Wording brokenBetween(const BrokenWeights& broken, const Culprit& culprit, const Phrases& say) {
  const std::string step = std::to_string(culprit.step), tensor = tensorText(culprit, say),
                    count = std::to_string(culprit.nonFinite);
  if (broken.badUpdate && *broken.badUpdate < culprit.step) {
    return say(phrase("Step %1 was applied although its gradients were not finite, and its update "
                      "made weights so: after step %2, which was counted next, %3 holds non-finite "
                      "values (%4), and every forward pass from then on."),
               {std::to_string(*broken.badUpdate), step, tensor, count});
  }
  if (!broken.finite) {
    return say(phrase("After step %1 at the latest %2 holds non-finite values (%3), and every "
                      "forward pass from then on; no step before it was counted."),
               {step, tensor, count});
  }
  return say(phrase("Between steps %1 and %2 an update made %3 non-finite (values: %4), and every "
                    "forward pass from then on; the steps between were not counted."),
             {std::to_string(*broken.finite), step, tensor, count});
}

Wording weightsSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const bool seen =
      culprit.place.part == StepPart::weights || culprit.place.part == StepPart::update;
  if (!seen) return brokenBefore(overflow, culprit);
  const auto& broken = overflow.evidence.broken;
  if (broken && !broken->byItsUpdate) return brokenBetween(*broken, culprit, say);
  if (broken && broken->badUpdate == culprit.step) {
    return say(phrase("Step %1 was applied although its gradients were not finite, and its update "
                      "made values of %2 so, too (%3); every forward pass from then on is not "
                      "finite."),
               {std::to_string(culprit.step), tensorText(culprit, say),
                std::to_string(culprit.nonFinite)});
  }
  const std::string made = say(
      culprit.nonFinite == 1
          ? phrase("The update of step %1 made %2 value of %3 non-finite; every forward pass "
                   "from then on is.")
          : phrase("The update of step %1 made %2 values of %3 non-finite; every forward pass "
                   "from then on is."),
      {std::to_string(culprit.step), std::to_string(culprit.nonFinite), tensorText(culprit, say)});
  return oneAfterTheOther({made, updateText(overflow)}, say);
}

Wording weightOverflowSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  if (culprit.place.part == StepPart::forward) {
    return say(phrase("Weight overflow: of finite values %1 makes NaN or infinity before any "
                      "rounding, since a weight has outgrown its format: the last update "
                      "overflowed. The loss scale cannot help."),
               {layerText(culprit.place, say)});
  }
  const std::string outgrown = say(
      phrase("Weight overflow: after step %1, %2 reaches %3, beyond the %4 that %5 holds. The "
             "loss scale cannot help."),
      {std::to_string(culprit.step), tensorText(culprit, say), magnitudeText(culprit.largest.asWas),
       limitText(culprit.format), formatText(culprit.format)});
  return oneAfterTheOther({outgrown, updateText(overflow)}, say);
}

Wording unknownSentence(const Culprit& culprit, const Phrases& say) {
  if (culprit.tensor.empty())
    return say(
        phrase("A gradient is not finite, and no tensor that is watched went non-finite "
               "before it: the cause is unknown."));
  return say(
      culprit.nonFinite == 1
          ? phrase("%1 holds %2 non-finite value, and all that was counted before it was finite. "
                   "The statistics do not tell why.")
          : phrase("%1 holds %2 non-finite values, and all that was counted before it was finite. "
                   "The statistics do not tell why."),
      {tensorText(culprit, say), std::to_string(culprit.nonFinite)});
}

/// What is known to have been changed in the run before, which may still show.
Wording afterFault(const CulpritCase& overflow, const Culprit& culprit) {
  const std::optional<PlantedFault>& fault = overflow.evidence.earlierFault;
  if (!fault || !fault->changes() || culprit.expected || culprit.cause == Cause::injected)
    return "";
  return overflow.say(phrase("A fault had been planted in step %1 (%2): this may come of it."),
                      {std::to_string(overflow.evidence.faultStep), fault->what(overflow.say)});
}

Wording causeSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  switch (culprit.cause) {
    case Cause::injected:
      return plantedSentence(overflow, culprit);
    case Cause::nonFiniteInput:
      return badInputSentence(culprit, say);
    case Cause::inputSpike:
      return spikeSentence(overflow, culprit);
    case Cause::explodingActivation:
      return explodingSentence(overflow, culprit);
    case Cause::explodingGradient:
      return explodingGradientSentence(overflow, culprit);
    case Cause::scaleTooHigh:
      return scaleSentence(overflow, culprit);
    case Cause::nanFromLoss:
      return say(
          phrase("NaN from the loss: every logit is finite, and the gradient of the loss is "
                 "not. A label of this batch is no class of the network."));
    case Cause::collapsedScale:
      return say(phrase("Collapsed loss scale: at %1 unscaling multiplies by infinity, and every "
                        "gradient becomes NaN or infinite, although no tensor was. Only setting "
                        "the scale by hand helps."),
                 {scaleText(culprit.scale)});
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
    case Cause::lossNotFinite:
      return say(phrase("The loss of step %1 is not finite, and all that was counted before it is: "
                        "whatever it is computed with makes it so. No loss scale helps."),
                 {std::to_string(culprit.step)});
    default:
      return unknownSentence(culprit, say);
  }
}

}  // namespace

std::string sentenceOf(const CulpritCase& overflow, const Culprit& culprit) {
  return oneAfterTheOther({causeSentence(overflow, culprit), afterFault(overflow, culprit)},
                          overflow.say);
}

}  // namespace scalescope
