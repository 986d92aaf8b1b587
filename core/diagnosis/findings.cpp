#include "core/diagnosis/findings.h"

#include <algorithm>
#include <cmath>

#include "core/diagnosis/finding_parts.h"
#include "core/diagnosis/second_moment.h"
#include "core/diagnosis/text.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// Half of the updates of a run: it learns from the other half alone.
constexpr double kMostUpdates = 0.5;

/// A tensor of which this much of the sum is lost is another one, and of this much, none.
constexpr double kMuch = 0.01, kMost = 0.25;

/// What the cast of one step lost of a tensor's sum.
void addShares(TensorLoss& loss, const TensorStatistics& statistics, double valueShare,
               std::int64_t step) {
  // Half of the smallest subnormal is the largest value that becomes zero.
  const int kept = std::ilogb(info(loss.info.format).smallestSubnormal) - 1;
  double sum = 0.0, lost = 0.0;
  for (int bin = 0; bin < kExponentBins; ++bin) {
    const std::uint32_t count = statistics.exponents[static_cast<std::size_t>(bin)];
    if (count == 0) continue;
    const double part = static_cast<double>(count) * std::ldexp(1.5, bin + kLeastExponent);
    sum += part;
    if (bin + kLeastExponent < kept) lost += part;
  }
  if (!(sum > 0.0)) return;
  const double share = lost / sum;
  loss.sumShares += share;
  loss.valueShares += valueShare;
  ++loss.counted;
  if (share >= kMuch) loss.losing.push_back(step);
  if (loss.info.role == TensorRole::update || share <= 0.0 || share < loss.worstShare) return;
  loss.worstShare = share;
  loss.worstStep = step;
}

void findClipOrder(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                   std::span<const ScaledStatistics> statistics, const Phrases& say) {
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  const ScalerConfig& scaler = own.scaler;
  const std::optional<ClipConfig>& clip = clipOf(config, own);
  const bool before = clip && clip->when == ClipWhen::beforeUnscale;
  if (!before || scaler.kind == ScalerKind::none) return;
  const double scale = statistics.empty() ? LossScaler(scaler).scale() : statistics.back().scale;
  if (scale == 1.0) return;
  Finding finding;
  finding.severity = Severity::error;
  finding.cause = Cause::clipBeforeUnscale;
  finding.sentence =
      say(scaler.kind == ScalerKind::fixed
              ? phrase("Clipping before unscaling: the threshold of %1 meets gradients that are %2 "
                       "times as large, so it is really %3. Clip after unscaling.")
              : phrase("Clipping before unscaling: the threshold of %1 meets gradients that are %2 "
                       "times as large, so it is really %3, and moves whenever the scale does. "
                       "Clip after unscaling."),
          {magnitudeText(clip->max), scaleText(scale), magnitudeText(clip->max / scale)});
  findings.push_back(finding);
}

/// The update that shows it, if there are statistics; else the first that would.
void findVanishingEps(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                      std::span<const ScaledStatistics> statistics, const Phrases& say) {
  const OptimizerConfig& optimizer =
      optimizerOf(config, config.runs[static_cast<std::size_t>(run)]);
  int first = -1;
  for (std::size_t i = 0; i < config.network.layers.size() && first < 0; ++i) {
    const LayerRole role = roleOf(config.network.layers[i].type);
    const Format stored = storedFormat(config, run, static_cast<int>(i));
    if (role != LayerRole::passThrough && epsVanishes(optimizer, stored))
      first = static_cast<int>(i);
  }
  if (first < 0) return;
  TensorInfo update{"layers." + std::to_string(first) + ".weight.update", TensorRole::update,
                    storedFormat(config, run, first)};
  Finding finding;
  finding.cause = Cause::epsUnderflow;
  for (const ScaledStatistics& each : statistics) {
    for (std::size_t i = 0; i < each.record.summaries.size() && finding.step < 0; ++i) {
      const TensorInfo& tensor = (*each.record.tensors)[i];
      const bool bad = each.record.summaries[i].nonFiniteBefore() > 0;
      if (tensor.role != TensorRole::update || !bad) continue;
      update = tensor;
      finding.severity = Severity::error;
      finding.step = each.record.step;
    }
  }
  finding.tensor = update.name;
  finding.place = placeOf(update, config.network);
  finding.sentence = say(
      phrase("Adam's eps of %1 is 0 in %2, in which %3 is computed: where the second moment is 0 "
             "too, it divides by zero."),
      {magnitudeText(optimizer.eps), std::string(info(update.format).label), update.name});
  findings.push_back(finding);
}

/// The step in which it is worst.
void findVanishedMoment(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                        std::span<const ScaledStatistics> statistics, const Phrases& say) {
  std::optional<VanishedMoment> worst;
  for (const ScaledStatistics& each : statistics) {
    auto moment = vanishedMoment(config, run, each);
    if (moment && (!worst || moment->largest > worst->largest)) worst = std::move(moment);
  }
  if (!worst) return;
  Finding finding;
  finding.severity = Severity::error;
  finding.cause = Cause::momentUnderflow;
  finding.tensor = worst->update;
  finding.place = placeOf({worst->update, TensorRole::update, worst->format}, config.network);
  finding.step = worst->step;
  finding.share = worst->share;
  finding.sentence = momentText(*worst, say);
  findings.push_back(finding);
}

void findLostUpdates(std::vector<Finding>& findings, const ExperimentConfig& config,
                     std::span<const ScaledStatistics> statistics, const Phrases& say) {
  auto updates = lossesOf(statistics, config.network, TensorRole::update);
  // Of FP32 weights an update is lost only when it is too small to matter.
  std::erase_if(updates, [](const TensorLoss& each) { return each.info.format == Format::fp32; });
  TensorLoss all;
  for (TensorLoss& each : updates) {
    all.lost += each.lost;
    all.nonZero += each.nonZero;
  }
  if (all.shareOfAll() < kMostUpdates) return;
  const auto worst = std::max_element(updates.begin(), updates.end(),
                                      [](const auto& a, const auto& b) { return a.lost < b.lost; });
  Finding finding;
  finding.severity = all.shareOfAll() > 0.9 ? Severity::error : Severity::warning;
  finding.cause = Cause::lostUpdates;
  finding.tensor = worst->info.name;
  finding.place = worst->place;
  finding.step = worst->worstStep;
  finding.share = worst->shareOfAll();
  finding.sentence =
      say(phrase("Lost updates: %1 of all updates leave their weight as it was, more in %2 "
                 "(%3, %4 of its own) than in any other tensor, because the weights are stored in "
                 "%5 and the updates are below half of its spacing. Keep FP32 master weights."),
          {shareText(all.shareOfAll(), say), worst->info.name, placeText(worst->place, say),
           shareText(worst->shareOfAll(), say), std::string(info(worst->info.format).label)});
  findings.push_back(finding);
}

/// Where the variance of a batch overflows in half, its inverse is 0, and nothing is infinite.
void findDeadNormalisation(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                           std::span<const ScaledStatistics> statistics, const Phrases& say) {
  for (const ScaledStatistics& each : statistics) {
    for (std::size_t i = 0; i < each.record.summaries.size(); ++i) {
      const TensorInfo& tensor = (*each.record.tensors)[i];
      const TensorSummary& summary = each.record.summaries[i];
      const TensorPlace place = placeOf(tensor, config.network);
      const bool zero = summary.elements > 0 && summary.zeros == summary.elements;
      if (tensor.role != TensorRole::activation || !zero || place.layer < 0) continue;
      const Format format = statisticsFormat(config, run, place.layer);
      if (format == Format::fp32) continue;
      Finding finding;
      finding.severity = Severity::error;
      finding.cause = Cause::halfStatistics;
      finding.tensor = tensor.name;
      finding.place = place;
      finding.step = each.record.step;
      finding.share = 1.0;
      finding.sentence =
          say(phrase("Batch statistics in %1: every value of %2 (%3) is zero in step %4. A sum of "
                     "squares beyond the %5 that %1 holds makes the variance infinite, and what is "
                     "divided by its root 0. Keep the statistics in FP32."),
              {std::string(info(format).label), tensor.name, placeText(place, say),
               std::to_string(each.record.step),
               magnitudeText(static_cast<double>(info(format).largest))});
      findings.push_back(finding);
      return;
    }
  }
}

/// Activations or weights of which the format keeps nothing.
void findVanishingValues(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                         std::span<const ScaledStatistics> statistics, TensorRole role,
                         const Phrases& say) {
  const auto losses = lossesOf(statistics, config.network, role);
  const TensorLoss* worst = worstOf(losses);
  if (!worst) return;
  Finding finding = findingOf(*worst);
  finding.cause = Cause::formatTooNarrow;
  const std::string vanishing =
      vanishingText(*worst,
                    phrase("Format too narrow: %1 of what is not zero in %2 (%3), %4 of its sum, "
                           "becomes zero in %5."),
                    say);
  const bool singled = isSingledOut(config, run, worst->place.layer, false);
  // Weights in INT8 are scaled by their own amax.
  const bool ownAmax = worst->info.format == Format::int8 && role == TensorRole::weight;
  const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
  const bool byHistory = !ownAmax && isScaledByHistory(own, worst->info.format);
  const std::string history = byHistory ? historyText(say) : "";
  finding.sentence = oneAfterTheOther(
      {vanishing, history, say(phrase("No loss scale changes that in the forward pass.")),
       singled ? say(phrase("Most other layers compute in a wider format.")) : "",
       losingText(*worst, statistics.size(), say)},
      say);
  findings.push_back(finding);
}

}  // namespace

std::vector<TensorLoss> lossesOf(std::span<const ScaledStatistics> statistics,
                                 const NetworkConfig& network, TensorRole role) {
  std::vector<TensorLoss> losses;
  for (const ScaledStatistics& each : statistics) {
    for (std::size_t i = 0; i < each.record.summaries.size(); ++i) {
      const TensorInfo& tensor = (*each.record.tensors)[i];
      const TensorSummary& summary = each.record.summaries[i];
      if (tensor.role != role || summary.elements == 0) continue;
      auto found = std::find_if(losses.begin(), losses.end(),
                                [&](const TensorLoss& loss) { return loss.info == tensor; });
      if (found == losses.end()) {
        losses.push_back({tensor, placeOf(tensor, network)});
        found = std::prev(losses.end());
      }
      const bool update = role == TensorRole::update;
      const std::uint64_t lost = update ? summary.lostUpdates : summary.underflow;
      found->lost += lost;
      const std::uint64_t nonZero = summary.elements - summary.zeros;
      found->nonZero += nonZero;
      if (lost > 0 && update) found->worstStep = each.record.step;
      addShares(*found, statisticsOf(tensor, summary, "statistics"), shareOf(lost, nonZero),
                each.record.step);
    }
  }
  return losses;
}

const TensorLoss* worstOf(const std::vector<TensorLoss>& losses) {
  const auto worst = std::max_element(
      losses.begin(), losses.end(),
      [](const auto& a, const auto& b) { return a.shareOfSum() < b.shareOfSum(); });
  return worst != losses.end() && worst->shareOfSum() >= kMuch ? &*worst : nullptr;
}

std::string losingText(const TensorLoss& loss, std::size_t steps, const Phrases& say) {
  const std::size_t losing = loss.losing.size();
  if (losing == steps) return "";
  return say(losing == 1
                 ? phrase("That is of %1 of the %2 steps that were looked at, step %3.")
                 : phrase("That is of %1 of the %2 steps that were looked at, the newest of "
                          "them step %3."),
             {std::to_string(losing), std::to_string(steps), std::to_string(loss.losing.back())});
}

Finding findingOf(const TensorLoss& loss) {
  Finding finding;
  finding.severity = loss.shareOfSum() >= kMost ? Severity::error : Severity::warning;
  finding.tensor = loss.info.name;
  finding.place = loss.place;
  finding.step = loss.worstStep;
  finding.share = loss.shareOfValues();
  return finding;
}

std::string historyText(const Phrases& say) {
  return say(
      phrase("Its scale follows the largest values of the %1 steps before: after a spike it is "
             "that coarse for as long."),
      {std::to_string(kAmaxHistory)});
}

std::string vanishingText(const TensorLoss& loss, const char* sentence, const Phrases& say) {
  return say(sentence,
             {shareText(loss.shareOfValues(), say), loss.info.name, placeText(loss.place, say),
              shareText(loss.shareOfSum(), say), std::string(info(loss.info.format).label)});
}

std::vector<Finding> findingsOf(const ExperimentConfig& config, int run,
                                std::span<const ScaledStatistics> statistics, const Phrases& say) {
  std::vector<Finding> findings;
  findClipOrder(findings, config, run, statistics, say);
  findVanishingEps(findings, config, run, statistics, say);
  findVanishedMoment(findings, config, run, statistics, say);
  findDeadNormalisation(findings, config, run, statistics, say);
  findVanishingGradients(findings, config, run, statistics, say);
  findLostUpdates(findings, config, statistics, say);
  for (const TensorRole role : {TensorRole::activation, TensorRole::weight})
    findVanishingValues(findings, config, run, statistics, role, say);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

std::string_view toString(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

}  // namespace scalescope
