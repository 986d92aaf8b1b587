#include "core/diagnosis/second_moment.h"

#include <algorithm>
#include <cmath>

#include "core/diagnosis/culprit_parts.h"
#include "core/diagnosis/text.h"

namespace scalescope {
namespace {

/// Rounding in half may take an update a little beyond the bound.
constexpr double kBeyond = 2.0;
constexpr double kLeastShare = 0.01;

/// Of the values that are not zero in a scaled gradient, those whose second moment is zero; of a
/// bin, all or none.
double vanishingShare(const TensorInfo& tensor, const TensorSummary& summary, double scale,
                      double beta2, Format format) {
  const TensorStatistics gradient = statisticsOf(tensor, summary, "statistics");
  const double zeroUpTo = static_cast<double>(info(format).smallestSubnormal) / 2.0;
  std::uint64_t vanishing = 0, all = 0;
  for (int bin = 0; bin < kExponentBins; ++bin) {
    const std::uint32_t count = gradient.exponents[static_cast<std::size_t>(bin)];
    const double above = std::ldexp(1.0, bin + kLeastExponent + 1) / scale;
    all += count;
    if ((1.0 - beta2) * above * above <= zeroUpTo) vanishing += count;
  }
  return all > 0 ? static_cast<double>(vanishing) / static_cast<double>(all) : 0.0;
}

}  // namespace

double adamBound(const OptimizerConfig& optimizer) {
  return optimizer.lr * std::max(1.0, (1.0 - optimizer.beta1) / std::sqrt(1.0 - optimizer.beta2));
}

std::optional<VanishedMoment> vanishedMoment(const ExperimentConfig& config, int run,
                                             const ScaledStatistics& statistics) {
  const OptimizerConfig& optimizer =
      optimizerOf(config, config.runs[static_cast<std::size_t>(run)]);
  if (optimizer.type == OptimizerType::sgd || !(statistics.scale > 0.0)) return std::nullopt;
  std::optional<VanishedMoment> worst;
  const StatisticsRecord& record = statistics.record;
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const TensorInfo& update = (*record.tensors)[i];
    const auto largest = static_cast<double>(record.summaries[i].largest);
    const int layer = layerOf(update.name);
    if (update.role != TensorRole::update || layer < 0) continue;
    const Format stored = storedFormat(config, run, layer);
    const double bound = adamBound(optimizer);
    if (stored == Format::fp32 || largest <= kBeyond * bound) continue;
    const std::string weight = update.name.substr(0, update.name.rfind('.'));
    const auto gradient = indexOf(record, weight + ".grad");
    if (!gradient || (worst && worst->largest >= largest)) continue;
    const double share = vanishingShare((*record.tensors)[*gradient], record.summaries[*gradient],
                                        statistics.scale, optimizer.beta2, stored);
    if (share < kLeastShare) continue;
    worst = VanishedMoment{weight, update.name, record.step, stored, largest, bound, share};
  }
  return worst;
}

Wording momentText(const VanishedMoment& moment, const Phrases& say) {
  return say(phrase("Second moment underflow: The update of %1 in step %2 reached %3, where Adam's "
                    "is %4 at most: for %5 of its gradients the second moment is 0 in %6, and it "
                    "divides by eps alone. Keep FP32 master weights, or choose a much larger eps."),
             {moment.weight, std::to_string(moment.step), magnitudeText(moment.largest),
              magnitudeText(moment.bound), shareText(moment.share, say),
              std::string(info(moment.format).label)});
}

}  // namespace scalescope
