#include "core/diagnosis/skip_verdict.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/diagnosis/loss_trend.h"
#include "core/diagnosis/scale_history.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// A streak this long down to a scale below 1 is no search for a scale.
constexpr std::int64_t kCollapse = 5;
/// A scale comes down by a power of two in so many skips, or does so slowly.
constexpr double kSkipsPerPower = 4.0;
/// Larger gradients now and then: some at all, and some in a growth interval.
constexpr std::int64_t kAllowed = 3;
constexpr std::int64_t kAllowedPerInterval = 2;

/// What one pass over the steps gathers beyond the verdict's own numbers.
struct Tally {
  std::int64_t grew = 0;        ///< times that the scale did
  double fell = 0.0;            ///< powers of two that it came down by, in all
  std::int64_t streak = 0;      ///< skips in a row, up to here
  double firstLoss = INFINITY;  ///< of the run, if it was finite and not 0
  bool recovered = false;       ///< a step was applied after the longest streak
  LossTrend losses;
  std::int64_t doubtful = 0;  ///< skips that need another reason
  std::int64_t rose = 0;      ///< of them, at a loss that had risen
};

void addSkip(SkipVerdict& verdict, Tally& tally, const StepRecord& step, SkipKind kind) {
  ++verdict.skipped;
  if (isFarAbove(step, tally.firstLoss) && !verdict.badLoss) {
    verdict.badLoss = step.step;
    verdict.badLossValue = step.loss;
  }
  verdict.startUp += kind == SkipKind::startUp || kind == SkipKind::unknown;
  verdict.grown += kind == SkipKind::grown;
  verdict.settled += kind == SkipKind::settled;
  if (++tally.streak > verdict.longest) {
    verdict.longest = tally.streak;
    verdict.longestFrom = step.step - tally.streak + 1;
    verdict.streakScale = verdict.lastScale;
    verdict.streakLoss = !lossIsNotFinite(step);
    tally.recovered = false;
  }
  const bool doubtful = kind == SkipKind::settled || step.scale < 1.0;
  tally.doubtful += doubtful;
  tally.rose += doubtful && (tally.losses.rose() || isFarAbove(step, tally.firstLoss));
}

Tally gather(SkipVerdict& verdict, std::span<const StepRecord> steps, const ScalerConfig& scaler) {
  Tally tally;
  ScaleHistory history(scaler);
  verdict.steps = static_cast<std::int64_t>(steps.size());
  if (steps.empty()) return tally;
  const auto told = std::find_if(steps.begin(), steps.end(),
                                 [](const StepRecord& each) { return !std::isnan(each.scale); });
  verdict.firstScale = verdict.lowestScale = verdict.lastScale =
      told != steps.end() ? told->scale : std::numeric_limits<double>::quiet_NaN();
  tally.firstLoss = toldLoss(steps.front());
  for (const StepRecord& step : steps) {
    const SkipKind kind = history.add(step);
    tally.losses.add(step);
    const double scale = std::isnan(step.scale) ? verdict.lastScale : step.scale;
    tally.grew += scale > verdict.lastScale;
    if (scale > 0.0 && scale < verdict.lastScale)
      tally.fell += std::log2(verdict.lastScale / scale);
    verdict.lowestScale = std::min(verdict.lowestScale, scale);
    verdict.lastScale = scale;
    if (!step.applied) {
      addSkip(verdict, tally, step, kind);
      continue;
    }
    tally.streak = 0;
    tally.recovered = true;
  }
  constexpr double kFirst = 2.0;  // that begin it, and whose fall comes after the last step
  verdict.slow = static_cast<double>(verdict.startUp) >
                 kSkipsPerPower * scaler.hysteresis * (tally.fell + kFirst);
  verdict.lossRose = tally.rose > 0 && 2 * tally.rose >= tally.doubtful;
  return tally;
}

bool collapsed(const SkipVerdict& verdict, const Tally& tally, const ScalerConfig& scaler) {
  if (isCollapsed(static_cast<float>(verdict.lowestScale))) return true;
  const bool atFloor = scaler.floor && verdict.streakScale <= *scaler.floor;
  // Where a lower scale helped in the end, it was a search for one.
  const bool lost = verdict.streakScale < 1.0 && !tally.recovered;
  return verdict.longest >= kCollapse && (lost || atFloor);
}

SkipPattern patternOf(const SkipVerdict& verdict, const Tally& tally, const ScalerConfig& scaler) {
  if (verdict.skipped == 0) return SkipPattern::none;
  if (std::isnan(verdict.lastScale)) return SkipPattern::notTold;
  if (scaler.kind == ScalerKind::none) return SkipPattern::notTheScale;
  if (scaler.kind != ScalerKind::dynamic) return SkipPattern::fixedScale;
  if (collapsed(verdict, tally, scaler)) return SkipPattern::collapse;
  const std::int64_t intervals = verdict.steps / std::max(scaler.interval, 1);
  const bool tooOften = verdict.settled > kAllowed + kAllowedPerInterval * intervals;
  // A scaler with hysteresis spends as many skips on each step down.
  if (verdict.slow || tooOften || verdict.grown > tally.grew * skipsPerGrowth(scaler))
    return SkipPattern::tooMany;
  if (verdict.settled > 0) return SkipPattern::occasional;
  return verdict.grown > 0 ? SkipPattern::growth : SkipPattern::startUp;
}

/// "13 of 1000 steps skipped"
Wording rateText(const SkipVerdict& verdict, const Phrases& say) {
  return say(
      verdict.steps == 1 ? phrase("%1 of %2 step skipped") : phrase("%1 of %2 steps skipped"),
      {std::to_string(verdict.skipped), std::to_string(verdict.steps)});
}

/// When the steps were skipped, as a list.
Wording kindsText(const SkipVerdict& verdict, const Phrases& say) {
  std::string text;
  const auto add = [&](std::int64_t count, const char* kind) {
    if (count == 0) return;
    const std::string item = say(kind, {std::to_string(count)});
    text = text.empty() ? item : say(phrase("%1, %2"), {text, item});
  };
  add(verdict.startUp, phrase("%1 while the scale came down to what held"));
  add(verdict.grown, phrase("%1 after it had grown"));
  add(verdict.settled, phrase("%1 at a scale no higher than one that had held"));
  return text;
}

/// What else there is to say of skips that are not expected.
Wording whyText(const SkipVerdict& verdict, const Culprit* unexpected, const Phrases& say) {
  if (unexpected && isNotTheScale(*unexpected)) {
    return say(phrase("What is not the scale's doing begins with %1 in step %2."),
               {labelOf(unexpected->cause, say), std::to_string(unexpected->overflowStep)});
  }
  if (!verdict.lossRose) return "";
  return say(
      phrase("The loss had risen or was not finite: look at the data, the learning rate and "
             "the first culprit, not at the scale."));
}

Wording expectedText(const SkipVerdict& verdict, const ScalerConfig& scaler, const Phrases& say) {
  const std::string rate = rateText(verdict, say);
  if (verdict.pattern == SkipPattern::startUp) {
    return say(verdict.startUp < verdict.steps
                   ? phrase("%1, as expected: the loss scale came down from %2 until gradients "
                            "fitted.")
                   : phrase("%1, as expected: the loss scale is still coming down from %2."),
               {rate, scaleText(verdict.firstScale)});
  }
  const std::string kinds = kindsText(verdict, say);
  if (verdict.pattern == SkipPattern::occasional)
    return say(phrase("%1, as expected: %2."), {rate, kinds});
  const std::string interval = std::to_string(scaler.interval);
  const int skips = skipsPerGrowth(scaler);
  if (skips > 1) {
    return say(phrase("%1, as expected: %2. A dynamic loss scale tries a higher one now and then, "
                      "and pays up to %3 skips for it."),
               {rate, kinds, std::to_string(skips)});
  }
  return say(scaler.interval == 1
                 ? phrase("%1, as expected: %2. A dynamic loss scale tries a higher one every %3 "
                          "step, and pays at most one skip for it.")
                 : phrase("%1, as expected: %2. A dynamic loss scale tries a higher one every %3 "
                          "steps, and pays at most one skip for it."),
             {rate, kinds, interval});
}

Wording collapseText(const SkipVerdict& verdict, const Culprit* unexpected, const Phrases& say) {
  const char* sentence = phrase(
      "%1, not expected: from step %2 on %3 in a row, the last of them at a loss scale of %4. What "
      "overflows does not depend on the scale.");
  const bool atFloor = verdict.streakScale >= 1.0;
  const bool elsewhere = !verdict.streakLoss || (unexpected && isNotTheScale(*unexpected));
  if (atFloor && !elsewhere) {
    sentence = phrase(
        "%1, not expected: from step %2 on %3 in a row, and the loss scale does not fall below %4, "
        "its floor, which is too high for their gradients.");
  }
  if (isCollapsed(static_cast<float>(verdict.lowestScale))) {
    sentence = phrase(
        "%1, not expected: from step %2 on %3 in a row; the loss scale came down to %4, where "
        "unscaling multiplies by infinity.");
  }
  return say(
      sentence,
      {rateText(verdict, say), std::to_string(verdict.longestFrom), std::to_string(verdict.longest),
       scaleText(isCollapsed(static_cast<float>(verdict.lowestScale)) ? verdict.lowestScale
                                                                      : verdict.streakScale)});
}

/// Of skips that are more than a scale's search explains.
Wording unexpectedText(const SkipVerdict& verdict, const Culprit* unexpected, const Phrases& say) {
  const std::string rate = rateText(verdict, say);
  switch (verdict.pattern) {
    case SkipPattern::tooMany:
      return say(verdict.slow
                     ? phrase("%1, more than expected: %2. The scale comes down too slowly.")
                     : phrase("%1, more than expected: %2."),
                 {rate, kindsText(verdict, say)});
    case SkipPattern::collapse:
      return collapseText(verdict, unexpected, say);
    case SkipPattern::fixedScale:
      return say(phrase("%1, not expected: the scale does not give way, so every step that "
                        "overflows at it is lost."),
                 {rate});
    default:
      return say(phrase("%1, not expected: there is no loss scale that could be too high."),
                 {rate});
  }
}

Wording sentenceOf(const SkipVerdict& verdict, const ScalerConfig& scaler,
                   const Culprit* unexpected, const Phrases& say) {
  switch (verdict.pattern) {
    case SkipPattern::none:
      return say(phrase("No step was skipped."));
    case SkipPattern::notTold:
      return say(phrase("%1. Under which loss scale is not told, and so not whether that is to be "
                        "expected."),
                 {rateText(verdict, say)});
    case SkipPattern::startUp:
    case SkipPattern::growth:
    case SkipPattern::occasional:
      return expectedText(verdict, scaler, say);
    case SkipPattern::otherCause:
      if (!unexpected) {
        return say(phrase("%1, not all of them the loss scale's doing: the loss, which does not "
                          "depend on it, was %2 in step %3."),
                   {rateText(verdict, say), magnitudeText(verdict.badLossValue),
                    std::to_string(*verdict.badLoss)});
      }
      return say(phrase("%1, not all of them the loss scale's doing: %2 in step %3."),
                 {rateText(verdict, say), labelOf(unexpected->cause, say),
                  std::to_string(unexpected->overflowStep)});
    default:
      return oneAfterTheOther(
          {unexpectedText(verdict, unexpected, say), whyText(verdict, unexpected, say)}, say);
  }
}

bool wasSkipped(std::span<const StepRecord> steps, std::int64_t step) {
  return std::any_of(steps.begin(), steps.end(),
                     [step](const StepRecord& each) { return each.step == step && !each.applied; });
}

}  // namespace

SkipVerdict skipVerdict(std::span<const StepRecord> steps, const ScalerConfig& scaler,
                        const Culprit* unexpected, const Phrases& say, const Culprit* skipped) {
  SkipVerdict verdict;
  const Tally tally = gather(verdict, steps, scaler);
  verdict.pattern = patternOf(verdict, tally, scaler);
  // The enumeration is ordered by how much there is to worry about.
  const bool few = verdict.skipped > 0 && verdict.pattern <= SkipPattern::occasional;
  if (!skipped && unexpected && isNotTheScale(*unexpected) &&
      wasSkipped(steps, unexpected->overflowStep))
    skipped = unexpected;
  const bool blamed = skipped != nullptr;
  if (few && (blamed || verdict.badLoss)) verdict.pattern = SkipPattern::otherCause;
  verdict.expected = verdict.pattern <= SkipPattern::occasional;
  const bool other = verdict.pattern == SkipPattern::otherCause;
  verdict.sentence = sentenceOf(verdict, scaler, other ? skipped : unexpected, say);
  return verdict;
}

SkipVerdict skipsNotTold(std::int64_t steps, const Phrases& say) {
  SkipVerdict verdict;
  verdict.pattern = SkipPattern::notTold;
  verdict.steps = steps;
  verdict.sentence = say(steps == 0 ? phrase("No step was trained.")
                                    : phrase("It is not told which steps were skipped."));
  return verdict;
}

std::string_view toString(SkipPattern pattern) {
  switch (pattern) {
    case SkipPattern::notTold:
      return "not-told";
    case SkipPattern::none:
      return "none";
    case SkipPattern::startUp:
      return "start-up";
    case SkipPattern::growth:
      return "growth";
    case SkipPattern::occasional:
      return "occasional";
    case SkipPattern::otherCause:
      return "other-cause";
    case SkipPattern::tooMany:
      return "too-many";
    case SkipPattern::collapse:
      return "collapse";
    case SkipPattern::fixedScale:
      return "fixed-scale";
    case SkipPattern::notTheScale:
      break;
  }
  return "not-the-scale";
}

}  // namespace scalescope
