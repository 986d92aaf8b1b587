#include "core/diagnosis/skip_verdict.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/diagnosis/scale_history.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// A streak this long down to a scale below 1 is no search for a scale.
constexpr std::int64_t kCollapse = 5;
/// A loss this many times its lowest has risen.
constexpr double kRisen = 4.0;
/// Larger gradients now and then: some at all, and some in a growth interval.
constexpr std::int64_t kAllowed = 3;
constexpr std::int64_t kAllowedPerInterval = 2;

/// What one pass over the steps gathers beyond the verdict's own numbers.
struct Tally {
  std::int64_t grew = 0;             ///< times that the scale did
  std::int64_t streak = 0;           ///< skips in a row, up to here
  double lowestOfStreak = 0.0;       ///< scale of the last step of the longest streak
  double lowestLoss = INFINITY;      ///< of applied steps
  std::optional<double> lossBefore;  ///< of the step before the first skip that is not expected
};

void addSkip(SkipVerdict& verdict, Tally& tally, const StepRecord& step, SkipKind kind) {
  ++verdict.skipped;
  verdict.startUp += kind == SkipKind::startUp;
  verdict.grown += kind == SkipKind::grown;
  verdict.settled += kind == SkipKind::settled;
  if (++tally.streak > verdict.longest) {
    verdict.longest = tally.streak;
    verdict.longestFrom = step.step - tally.streak + 1;
    tally.lowestOfStreak = step.scale;
  }
  const bool doubtful = kind == SkipKind::settled || step.scale < 1.0;
  if (doubtful && !tally.lossBefore) tally.lossBefore = step.loss;
}

Tally gather(SkipVerdict& verdict, std::span<const StepRecord> steps) {
  Tally tally;
  ScaleHistory history;
  verdict.steps = static_cast<std::int64_t>(steps.size());
  if (steps.empty()) return tally;
  verdict.firstScale = verdict.lowestScale = verdict.lastScale = steps.front().scale;
  for (const StepRecord& step : steps) {
    const SkipKind kind = history.add(step);
    tally.grew += step.scale > verdict.lastScale;
    verdict.lowestScale = std::min(verdict.lowestScale, step.scale);
    verdict.lastScale = step.scale;
    if (!step.applied) {
      addSkip(verdict, tally, step, kind);
      continue;
    }
    tally.streak = 0;
    if (std::isfinite(step.loss)) tally.lowestLoss = std::min(tally.lowestLoss, step.loss);
  }
  verdict.lossRose = tally.lossBefore && !(*tally.lossBefore < kRisen * tally.lowestLoss);
  return tally;
}

bool collapsed(const SkipVerdict& verdict, const Tally& tally, const ScalerConfig& scaler) {
  if (isCollapsed(static_cast<float>(verdict.lowestScale))) return true;
  const bool atFloor = scaler.floor && tally.lowestOfStreak <= *scaler.floor;
  return verdict.longest >= kCollapse && (tally.lowestOfStreak < 1.0 || atFloor);
}

SkipPattern patternOf(const SkipVerdict& verdict, const Tally& tally, const ScalerConfig& scaler) {
  if (verdict.skipped == 0) return SkipPattern::none;
  if (scaler.kind == ScalerKind::none) return SkipPattern::notTheScale;
  if (scaler.kind != ScalerKind::dynamic) return SkipPattern::fixedScale;
  if (collapsed(verdict, tally, scaler)) return SkipPattern::collapse;
  const std::int64_t intervals = verdict.steps / std::max(scaler.interval, 1);
  const bool tooOften = verdict.settled > kAllowed + kAllowedPerInterval * intervals;
  // A scaler with hysteresis spends as many skips on each step down.
  if (tooOften || verdict.grown > tally.grew * scaler.hysteresis) return SkipPattern::tooMany;
  if (verdict.settled > 0) return SkipPattern::occasional;
  return verdict.grown > 0 ? SkipPattern::growth : SkipPattern::startUp;
}

std::string kindsText(const SkipVerdict& verdict) {
  std::string text;
  const auto add = [&](std::int64_t count, const std::string& what) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + what;
  };
  add(verdict.startUp, " while the scale came down to what held");
  add(verdict.grown, " after it had grown");
  add(verdict.settled, " at a scale that had held");
  return text;
}

/// A cause that is known, and is not the scale.
bool isElsewhere(Cause cause) {
  return cause != Cause::unknown && cause != Cause::scaleTooHigh && cause != Cause::collapsedScale;
}

std::string sentenceOf(const SkipVerdict& verdict, const ScalerConfig& scaler,
                       const Culprit* unexpected) {
  std::string rate = std::to_string(verdict.skipped) + " of " +
                     countText(static_cast<std::uint64_t>(verdict.steps), "step") + " skipped";
  std::string why;
  if (unexpected && isElsewhere(unexpected->cause)) {
    why = " What is not the scale's doing begins with " + std::string(labelOf(unexpected->cause)) +
          " in step " + std::to_string(unexpected->overflowStep) + ".";
  } else if (verdict.lossRose) {
    why =
        " The loss had risen or was not finite: look at the data, the learning rate and the "
        "first culprit, not at the scale.";
  }
  switch (verdict.pattern) {
    case SkipPattern::none:
      return "No step was skipped.";
    case SkipPattern::startUp:
      return rate + ", as expected: the loss scale " +
             (verdict.startUp < verdict.steps
                  ? "came down from " + scaleText(verdict.firstScale) + " until gradients fitted."
                  : "is still coming down from " + scaleText(verdict.firstScale) + ".");
    case SkipPattern::growth:
      return rate + ", as expected: " + kindsText(verdict) +
             ". A dynamic loss scale tries a higher one every " +
             countText(static_cast<std::uint64_t>(scaler.interval), "step") +
             ", and pays at most one skip for it.";
    case SkipPattern::occasional:
      return rate + ", as expected: " + kindsText(verdict) + ".";
    case SkipPattern::otherCause:
      return rate + ", not all of them the loss scale's doing: " +
             std::string(labelOf(unexpected->cause)) + " in step " +
             std::to_string(unexpected->overflowStep) + ".";
    case SkipPattern::tooMany:
      return rate + ", more than expected: " + kindsText(verdict) + "." + why;
    case SkipPattern::collapse:
      return rate + ", not expected: from step " + std::to_string(verdict.longestFrom) + " on " +
             std::to_string(verdict.longest) + " in a row took the loss scale down to " +
             scaleText(verdict.lowestScale) +
             (isCollapsed(static_cast<float>(verdict.lowestScale))
                  ? ", where unscaling multiplies by infinity."
              : verdict.lowestScale >= 1.0 ? ", its floor, which is too high for the gradients."
                                           : ". What overflows does not depend on the scale.") +
             why;
    case SkipPattern::fixedScale:
      return rate +
             ", not expected: the scale does not give way, so every step that overflows "
             "at it is lost." +
             why;
    case SkipPattern::notTheScale:
      return rate + ", not expected: there is no loss scale that could be too high." + why;
  }
  return rate;
}

}  // namespace

SkipVerdict skipVerdict(std::span<const StepRecord> steps, const ScalerConfig& scaler,
                        const Culprit* unexpected) {
  SkipVerdict verdict;
  const Tally tally = gather(verdict, steps);
  verdict.pattern = patternOf(verdict, tally, scaler);
  // The enumeration is ordered by how much there is to worry about.
  const bool few = verdict.skipped > 0 && verdict.pattern <= SkipPattern::occasional;
  if (few && unexpected) verdict.pattern = SkipPattern::otherCause;
  verdict.expected = verdict.pattern <= SkipPattern::occasional;
  verdict.sentence = sentenceOf(verdict, scaler, unexpected);
  return verdict;
}

std::string_view toString(SkipPattern pattern) {
  switch (pattern) {
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
