#include "core/diagnosis/evidence.h"

#include <algorithm>
#include <cmath>

namespace scalescope {
namespace {

std::optional<double> ratio(double now, const std::optional<double>& then) {
  if (!then || *then <= 0.0 || now <= 0.0) return std::nullopt;
  return now / *then;
}

/// A tensor whose format was changed on the way stands in a stored run once for each.
std::optional<double> largestOf(const std::optional<ScaledStatistics>& statistics,
                                const TensorInfo& tensor) {
  if (!statistics) return std::nullopt;
  const TensorTable& tensors = *statistics->record.tensors;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const TensorSummary& summary = statistics->record.summaries[i];
    if (tensors[i].name != tensor.name || summary.largest == 0.0F) continue;
    const bool scaled = tensor.role == TensorRole::gradient && statistics->scale > 0.0;
    return static_cast<double>(summary.largest) / (scaled ? statistics->scale : 1.0);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> Magnitudes::growth() const { return ratio(now, before); }
std::optional<double> Magnitudes::growthSinceStart() const { return ratio(now, start); }
std::optional<double> Magnitudes::overReference() const { return ratio(now, reference); }

Magnitudes magnitudesOf(const OverflowEvidence& evidence, std::size_t tensor) {
  const TensorInfo& info = (*evidence.at.tensors)[tensor];
  Magnitudes magnitudes;
  magnitudes.asWas = static_cast<double>(evidence.at.summaries[tensor].largest);
  magnitudes.now =
      largestOf(ScaledStatistics{evidence.at, evidence.step.scale}, info).value_or(0.0);
  if (evidence.countedAfterCast && hasOverflowed(evidence, tensor)) {
    magnitudes.atLeast = true;
    const bool scaled = info.role == TensorRole::gradient && evidence.step.scale > 0.0;
    magnitudes.asWas = std::max(magnitudes.asWas,  // which a sum of several gradients may be
                                static_cast<double>(scalescope::info(info.format).largest));
    magnitudes.now = magnitudes.asWas / (scaled ? evidence.step.scale : 1.0);
  }
  const std::vector<double>& kept = evidence.at.largestBefore;
  if (evidence.applied && !kept.empty() && kept[tensor] > 0.0) {
    magnitudes.before = kept[tensor];
    magnitudes.stepBefore = *evidence.applied;
  } else if (evidence.before) {
    magnitudes.before = largestOf(evidence.before, info);
    magnitudes.stepBefore = evidence.before->record.step;
  }
  // What a fault of that step made of its values says nothing of this one's.
  const bool faulty = evidence.earlierFault && evidence.earlierFault->passes();
  if (faulty && magnitudes.stepBefore == evidence.faultStep) magnitudes.before.reset();
  magnitudes.start = largestOf(evidence.start, info);
  // Before its first update a run stands where it began; the FP32 run, if none is lost, has left.
  const bool alike = evidence.applied || evidence.before || evidence.firstOfRun;
  if (alike) magnitudes.reference = largestOf(evidence.reference, info);
  return magnitudes;
}

bool namesLossGradient(const TensorTable& tensors) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [](const TensorInfo& each) { return each.name == "loss.input.grad"; });
}

bool lossIsNotFinite(const StepRecord& step) {
  return (step.absent & absentLoss) == 0 && !std::isfinite(step.loss);
}

double toldLoss(const StepRecord& step) {
  const bool told = (step.absent & absentLoss) == 0 && std::isfinite(step.loss);
  return told && step.loss > 0.0 ? step.loss : 0.0;
}

bool lossRanAway(const OverflowEvidence& evidence) {
  return evidence.firstLoss > 0.0 && evidence.lossBefore > kLossFarAbove * evidence.firstLoss;
}

bool isFarAbove(const StepRecord& step, double firstLoss) {
  return lossIsNotFinite(step) || (firstLoss > 0.0 && toldLoss(step) > kLossFarAbove * firstLoss);
}

std::optional<std::size_t> indexOf(const StatisticsRecord& record, const std::string& tensor) {
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    if ((*record.tensors)[i].name == tensor && record.summaries[i].elements > 0) return i;
  }
  return std::nullopt;
}

bool hasOverflowed(const OverflowEvidence& evidence, std::size_t tensor) {
  const TensorSummary& summary = evidence.at.summaries[tensor];
  if (summary.nonFiniteBefore() == 0) return summary.overflow > 0;
  const Format format = (*evidence.at.tensors)[tensor].format;
  return evidence.countedAfterCast && format != Format::fp32 && summary.infinities > 0;
}

std::uint64_t nonFiniteOf(const TensorInfo& tensor, const TensorSummary& summary) {
  return isScaled(tensor.format) ? summary.nans : summary.nonFiniteAfter();
}

std::optional<std::size_t> firstNonFinite(const StatisticsRecord& record) {
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    if (nonFiniteOf((*record.tensors)[i], record.summaries[i]) > 0) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> firstClipped(const StatisticsRecord& record) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const TensorInfo& tensor = (*record.tensors)[i];
    if (!isScaled(tensor.format) || record.summaries[i].overflow == 0) continue;
    if (!first) first = i;
    // Their layer casts them in its forward pass.
    const TensorInfo& other = (*record.tensors)[*first];
    const bool earlier =
        tensor.role == TensorRole::weight && other.role != TensorRole::weight &&
        (other.role != TensorRole::activation || layerOf(tensor.name) <= layerOf(other.name));
    if (earlier) first = i;
  }
  return first;
}

}  // namespace scalescope
