#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/diagnosis/finding_parts.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"
#include "core/train/what_if.h"

namespace scalescope {
namespace {

/// A scale that is a little too low costs little.
constexpr int kLeastRaise = 3;

/// Steps that a remedy is judged by.
using Looked = std::vector<const ScaledStatistics*>;

/// A scale that is one for all steps must suit all of them; one that changes, those that lose.
Looked lookedAt(std::span<const ScaledStatistics> statistics, const ScalerConfig& scaler,
                const std::vector<std::int64_t>& losing) {
  const bool constant = scaler.kind == ScalerKind::none || scaler.kind == ScalerKind::fixed;
  Looked looked;
  for (const ScaledStatistics& each : statistics) {
    const bool loses = std::find(losing.begin(), losing.end(), each.record.step) != losing.end();
    if (constant || loses) looked.push_back(&each);
  }
  return looked;
}

/// By how many powers of two the loss scale could be higher without any gradient overflowing.
int headroom(const Looked& looked, const RunConfig& run) {
  double most = looked.empty() ? 0.0 : kMostScale - std::floor(std::log2(looked.back()->scale));
  for (const ScaledStatistics* each : looked) {
    for (std::size_t i = 0; i < each->record.summaries.size(); ++i) {
      const TensorInfo& tensor = (*each->record.tensors)[i];
      const float largest = each->record.summaries[i].largest;
      const bool ownScale = isScaledByHistory(run, tensor.format);
      if (tensor.role != TensorRole::gradient || ownScale || largest == 0.0F) continue;
      most = std::min(most, std::floor(std::log2(static_cast<double>(info(tensor.format).largest)) -
                                       std::log2(static_cast<double>(largest))));
    }
  }
  return static_cast<int>(most);
}

bool isAllZero(const TensorSummary& summary) {
  return summary.elements > 0 && summary.zeros == summary.elements;
}

/// In the step of those looked at that has most of them, the gradients that are all zero before
/// their cast: how large they would be at a higher scale is not known.
int zeroGradients(const Looked& looked) {
  int most = 0;
  for (const ScaledStatistics* each : looked) {
    int zero = 0;
    for (std::size_t i = 0; i < each->record.summaries.size(); ++i) {
      zero += (*each->record.tensors)[i].role == TensorRole::gradient &&
              isAllZero(each->record.summaries[i]);
    }
    most = std::max(most, zero);
  }
  return most;
}

/// How much of what is not zero a tensor would lose at a scale 2^raise times as high, as the mean
/// of the steps.
double shareAt(const Looked& looked, const TensorInfo& tensor, int raise) {
  double shares = 0.0;
  int steps = 0;
  for (const ScaledStatistics* each : looked) {
    const auto index = indexOf(each->record, tensor.name);
    if (!index) continue;
    const TensorSummary& summary = each->record.summaries[*index];
    const std::uint64_t nonZero = summary.elements - summary.zeros;
    if (nonZero == 0) continue;
    const auto lost =
        statisticsOf(tensor, summary, "statistics").underflowsAt(raise, tensor.format);
    shares += shareOf(lost, nonZero);
    ++steps;
  }
  return steps > 0 ? shares / steps : 0.0;
}

/// A dynamic scale that its cap holds, in every step that is looked at.
bool heldByCap(const ScalerConfig& scaler, const Looked& looked) {
  return scaler.kind == ScalerKind::dynamic && scaler.cap &&
         std::all_of(looked.begin(), looked.end(), [&](const ScaledStatistics* each) {
           return each->scale * scaler.growth > *scaler.cap;
         });
}

Cause causeOfVanishing(const ScalerConfig& scaler, const Looked& looked) {
  if (scaler.kind == ScalerKind::none) return Cause::noLossScale;
  return heldByCap(scaler, looked) ? Cause::scaleCapTooLow : Cause::scaleTooLow;
}

Wording remedyText(const Finding& finding, const ScalerConfig& scaler, double scale,
                   double shareThen, const Phrases& say) {
  const std::string raise = std::to_string(*finding.raise);
  const std::string then = shareText(shareThen, say);
  switch (finding.cause) {
    case Cause::noLossScale:
      return say(phrase("There is no loss scale; one of 2^%1 would overflow nothing in the steps "
                        "that were looked at. At that scale %2 would."),
                 {raise, then});
    case Cause::scaleCapTooLow:
      return say(phrase("The loss scale of %1 is held by its cap of %2; it could be 2^%3 times as "
                        "high. At that scale %4 would."),
                 {scaleText(scale), scaleText(*scaler.cap), raise, then});
    default:
      return say(
          phrase("The loss scale of %1 could be 2^%2 times as high in the steps that were looked "
                 "at. At that scale %3 would."),
          {scaleText(scale), raise, then});
  }
}

/// Of all gradients, some of them in FP16, nothing but zeros was counted, before any rounding that
/// would tell of them.
bool allZero(const StatisticsRecord& record) {
  bool half = false;
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const TensorInfo& tensor = (*record.tensors)[i];
    const TensorSummary& summary = record.summaries[i];
    if (tensor.role != TensorRole::gradient || summary.elements == 0) continue;
    if (!isAllZero(summary)) return false;
    half |= tensor.format == Format::fp16;
  }
  return half;
}

/// Who counts after the rounding sees of gradients that vanish only that nothing is left.
void findZeroGradients(std::vector<Finding>& findings, const ScalerConfig& scaler,
                       const ScaledStatistics& newest, const Phrases& say) {
  if (!allZero(newest.record)) return;
  Finding finding;
  finding.severity = Severity::error;
  finding.cause = scaler.kind == ScalerKind::none ? Cause::noLossScale : Cause::scaleTooLow;
  finding.step = newest.record.step;
  finding.share = 1.0;
  finding.sentence =
      say(phrase("Vanishing gradients: every gradient of step %1 is zero, at a loss scale of %2. "
                 "Unless the loss is 0, too, that is what FP16 left of them: raise the scale."),
          {std::to_string(newest.record.step), scaleText(newest.scale)});
  findings.push_back(finding);
}

/// Of another program's gradients in FP16, most of what is not zero is below the smallest normal
/// number: what was smaller yet is among the zeros.
void findHiddenUnderflow(std::vector<Finding>& findings, const RunConfig& run,
                         std::span<const ScaledStatistics> statistics, const Phrases& say) {
  const ScalerConfig& scaler = run.scaler;
  constexpr double kMostSubnormal = 0.5;
  double worst = kMostSubnormal, zeros = 0.0;
  std::vector<std::int64_t> losing;
  Finding finding;
  for (const ScaledStatistics& each : statistics) {
    for (std::size_t i = 0; i < each.record.summaries.size(); ++i) {
      const TensorInfo& tensor = (*each.record.tensors)[i];
      const TensorSummary& summary = each.record.summaries[i];
      const std::uint64_t nonZero = summary.elements - summary.zeros;
      if (tensor.role != TensorRole::gradient || tensor.format != Format::fp16 || nonZero == 0)
        continue;
      const double share = static_cast<double>(summary.subnormals) / static_cast<double>(nonZero);
      if (share < kMostSubnormal) continue;
      losing.push_back(each.record.step);
      if (share < worst) continue;
      worst = share;
      zeros = static_cast<double>(summary.zeros) / static_cast<double>(summary.elements);
      finding.tensor = tensor.name;
      finding.place = placeOf(tensor, {});
      finding.step = each.record.step;
    }
  }
  const Looked looked = lookedAt(statistics, scaler, losing);
  const int raise = headroom(looked, run);
  if (finding.step < 0 || raise < kLeastRaise) return;
  finding.cause = causeOfVanishing(scaler, looked);
  finding.raise = raise;
  const std::string subnormal = say(
      phrase("Vanishing gradients: %1 of what is not zero in %2 is subnormal in FP16 and has "
             "lost digits, in step %3. Smaller values are among the zeros, %4 of all."),
      {shareText(worst, say), finding.tensor, std::to_string(finding.step), shareText(zeros, say)});
  const std::string higher =
      scaler.kind == ScalerKind::none
          ? say(phrase(
                    "There is no loss scale; one of 2^%1 would overflow nothing in the steps that "
                    "were looked at."),
                {std::to_string(raise)})
          : say(phrase("The loss scale of %1 could be 2^%2 times as high in the steps that were "
                       "looked "
                       "at."),
                {scaleText(looked.back()->scale), std::to_string(raise)});
  finding.sentence = oneAfterTheOther({subnormal, higher}, say);
  findings.push_back(finding);
}

/// The steps at the loss scale of one of them.
std::vector<ScaledStatistics> atScaleOf(std::span<const ScaledStatistics> statistics,
                                        std::int64_t step) {
  double scale = 1.0;
  for (const ScaledStatistics& each : statistics)
    if (each.record.step == step) scale = each.scale;
  std::vector<ScaledStatistics> steps;
  std::copy_if(statistics.begin(), statistics.end(), std::back_inserter(steps),
               [scale](const ScaledStatistics& each) { return each.scale == scale; });
  return steps;
}

void findVanishing(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                   std::span<const ScaledStatistics> statistics, const TensorLoss& loss,
                   const Phrases& say) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  const ScalerConfig& scaler = own.scaler;
  Finding finding = findingOf(loss);
  const std::string vanishing =
      vanishingText(loss,
                    phrase("Vanishing gradients: %1 of what is not zero in %2 (%3), %4 of its sum, "
                           "becomes zero in %5."),
                    say);
  std::string remedy;
  const Looked looked = lookedAt(statistics, scaler, loss.losing);
  if (isScaledByHistory(own, loss.info.format)) {
    finding.cause = Cause::formatTooNarrow;
    finding.sentence = oneAfterTheOther(
        {vanishing, historyText(say),
         say(phrase("The loss scale does not change that: each operand has a scale of its own."))},
        say);
    findings.push_back(finding);
    return;
  }
  const int raise = headroom(looked, own);
  const double shareThen = raise > 0 ? shareAt(looked, loss.info, raise) : finding.share;
  if (raise >= kLeastRaise && shareThen <= finding.share / 2.0) {
    finding.cause = causeOfVanishing(scaler, looked);
    finding.raise = raise;
    remedy = remedyText(finding, scaler, looked.back()->scale, shareThen, say);
    if (const int zero = zeroGradients(looked); zero > 0) {
      const std::string bound =
          say(zero == 1 ? phrase("That is a bound: %1 gradient is all zero before its cast, as "
                                 "behind one that vanished, and may bear less.")
                        : phrase("That is a bound: %1 gradients are all zero before their cast, as "
                                 "behind one that vanished, and may bear less."),
              {std::to_string(zero)});
      remedy = oneAfterTheOther({remedy, bound}, say);
    }
  } else {
    finding.cause = Cause::formatTooNarrow;
    remedy =
        say(phrase("No loss scale holds both these and the largest: the format is too narrow "
                   "here."));
  }
  finding.sentence = oneAfterTheOther({vanishing, remedy}, say);
  findings.push_back(finding);
}

}  // namespace

void findVanishingGradients(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                            std::span<const ScaledStatistics> statistics, const Phrases& say) {
  const auto losses = lossesOf(statistics, config.network, TensorRole::gradient);
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  const TensorLoss* worst = worstOf(losses);
  if (!worst) {
    // ScaleScope counts before the cast: its zeros are zeros.
    if (statistics.empty() || namesLossGradient(*statistics.back().record.tensors)) return;
    findZeroGradients(findings, own.scaler, statistics.back(), say);
    findHiddenUnderflow(findings, own, statistics, say);
    return;
  }
  // One sentence is of one scale: the newest of those that lose.
  const std::vector<ScaledStatistics> ofOneScale = atScaleOf(statistics, worst->losing.back());
  const auto same = lossesOf(ofOneScale, config.network, TensorRole::gradient);
  const auto there = std::find_if(same.begin(), same.end(),
                                  [&](const TensorLoss& each) { return each.info == worst->info; });
  findVanishing(findings, config, run, ofOneScale, *there, say);
  Finding& finding = findings.back();
  if (worst->losing.back() != statistics.back().record.step) finding.severity = Severity::warning;
  finding.sentence =
      oneAfterTheOther({finding.sentence, losingText(*worst, statistics.size(), say)}, say);
}

}  // namespace scalescope
