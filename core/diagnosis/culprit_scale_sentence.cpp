#include <cmath>

#include "core/diagnosis/culprit_words.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// The loss scale that a gradient would bear.
Wording bearableScale(const Culprit& culprit, const Phrases& say) {
  if (culprit.largest.atLeast) return "";
  const std::optional<int> power = bearablePower(culprit);
  if (!power) return say(phrase("No loss scale of 1 or more holds this tensor."));
  return say(phrase("A loss scale of 2^%1 would still hold this tensor."),
             {std::to_string(*power)});
}

/// Why a scale was too high that had held before.
Wording whyNoLonger(const Culprit& culprit, const Phrases& say) {
  const auto growth = culprit.largest.growth();
  if (!growth || *growth <= 1.0)
    return say(phrase(
        "As high a scale had held before: this batch's gradients are larger. Now and then that is "
        "normal."));
  const char* grown = phrase(
      "As high a scale had held before: this batch's gradients are %1 times as large as in step "
      "%2. Now and then that is normal.");
  if (*growth > kJumpOverSteps) {
    grown = phrase(
        "As high a scale had held before: this batch's gradients are %1 times as large as in step "
        "%2. A batch that the network gets wrong does that, and so does a learning rate that is "
        "too "
        "high: the loss tells.");
  }
  return say(grown,
             {growthText(culprit, *growth, say), std::to_string(culprit.largest.stepBefore)});
}

Wording whyItGrew(const CulpritCase& overflow, const Phrases& say) {
  const ScalerConfig& scaler = overflow.runConfig().scaler;
  if (overflow.evidence.held > 0) {
    return say(overflow.evidence.held == 1
                   ? phrase("That is normal: the scale had grown to try, and held for %1 step.")
                   : phrase("That is normal: the scale had grown to try, and held for %1 steps."),
               {std::to_string(overflow.evidence.held)});
  }
  if (const int skips = skipsPerGrowth(scaler); skips > 1) {
    return say(phrase("That is normal: the scale had grown to try, and comes back down in up to %1 "
                      "skips."),
               {std::to_string(skips)});
  }
  return say(phrase("That is normal: the scale had grown to try, and falls back; one skip in a "
                    "growth interval, which is %1."),
             {std::to_string(scaler.interval)});
}

/// Why the scale stood where it was too high.
Wording whyThisHigh(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const ScalerConfig& scaler = overflow.runConfig().scaler;
  const StepRecord& step = overflow.evidence.step;
  if (step.applied && !step.foundInf)
    return say(
        phrase("No parameter's gradient took that over: the step was applied, and the loss "
               "scale stays."));
  if (isFarAbove(step, overflow.evidence.firstLoss)) {
    return say(phrase("The loss of this step is %1, %2 at the start: look at the data and the "
                      "learning rate, not at the scale."),
               {magnitudeText(step.loss), magnitudeText(overflow.evidence.firstLoss)});
  }
  if (scaler.kind == ScalerKind::fixed)
    return say(phrase("It is static: every such step is lost."));
  if (scaler.kind == ScalerKind::scripted) return say(phrase("A script set it."));
  if (floorIsTooHigh(scaler, culprit)) {
    return say(phrase("Its floor of %1 is too high for that: it cannot come down as far."),
               {scaleText(*scaler.floor)});
  }
  switch (overflow.evidence.skip) {
    case SkipKind::startUp:
      return say(
          phrase("That is normal: no step had held at so high a scale yet, and it comes down until "
                 "gradients fit."));
    case SkipKind::grown:
      return whyItGrew(overflow, say);
    case SkipKind::unknown:
      return say(
          phrase("Whether it had held before is not told: no earlier step of this run is known to "
                 "have been applied."));
    case SkipKind::settled:
      break;
  }
  return whyNoLonger(culprit, say);
}

}  // namespace

Wording explodingGradientSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const std::string tensor = tensorText(culprit, say);
  if (!culprit.overflowed) {
    const std::string sums =
        say(phrase("Exploding gradient: the FP32 sums of %1 leave FP32, so large are the values "
                   "and gradients that go into them."),
            {tensor});
    return oneAfterTheOther({sums, updateText(overflow)}, say);
  }
  const std::string reached =
      say(phrase("Exploding gradient: %1 reached %2 before the loss scale of %3"),
          {tensor, sizeText(culprit, culprit.largest.now, say), scaleText(culprit.scale)});
  return oneAfterTheOther(
      {withComparison(reached, culprit, say), bearableScale(culprit, say), updateText(overflow)},
      say);
}

Wording scaleSentence(const CulpritCase& overflow, const Culprit& culprit) {
  const Phrases& say = overflow.say;
  const std::string tooHigh =
      say(culprit.largest.atLeast
              ? phrase("Loss scale too high: times %1, %2 is beyond the %3 that %4 holds; unscaled "
                       "that is %5 or more")
              : phrase("Loss scale too high: times %1, %2 is beyond the %3 that %4 holds; unscaled "
                       "its largest value is %5"),
          {scaleText(culprit.scale), tensorText(culprit, say), limitText(culprit.format),
           formatText(culprit.format), magnitudeText(culprit.largest.now)});
  return oneAfterTheOther({withComparison(tooHigh, culprit, say), whyThisHigh(overflow, culprit)},
                          say);
}

}  // namespace scalescope
