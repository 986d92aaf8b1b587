#include "core/diagnosis/culprit.h"

#include <algorithm>

#include "core/diagnosis/culprit_parts.h"
#include "core/diagnosis/weights_watch.h"

namespace scalescope {
namespace {

void nameTensor(Culprit& culprit, const CulpritCase& overflow, const TensorInfo& tensor) {
  culprit.tensor = tensor.name;
  culprit.role = tensor.role;
  culprit.format = tensor.format;
  culprit.place = placeOf(tensor, overflow.config.network);
}

void describeTensor(Culprit& culprit, const CulpritCase& overflow, const StatisticsRecord& record,
                    std::size_t index) {
  const TensorInfo& tensor = (*record.tensors)[index];
  const TensorSummary& summary = record.summaries[index];
  culprit.step = record.step;
  nameTensor(culprit, overflow, tensor);
  // FP8 clips what overflows, and has nothing that is not finite by then.
  const bool ofThisStep = record.step == overflow.evidence.at.step;
  culprit.overflowed =
      summary.nonFiniteBefore() == 0 || (ofThisStep && hasOverflowed(overflow.evidence, index));
  culprit.nonFinite = nonFiniteOf(tensor, summary);
}

/// The weight in which a value that is not finite was planted, if it is what the forward pass met
/// first. Statistics have weights as the step leaves them.
void nameBrokenWeight(Culprit& culprit, const CulpritCase& overflow) {
  for (const PlantedFault& fault : overflow.evidence.injections) {
    if (!fault.plantsNonFinite() || !canReach(overflow, culprit, fault)) continue;
    const std::string& name = fault.injection->tensor;
    for (const TensorInfo& tensor : *overflow.evidence.at.tensors) {
      if (tensor.name != name || tensor.role != TensorRole::weight) continue;
      nameTensor(culprit, overflow, tensor);
      culprit.overflowed = false;
      culprit.nonFinite = 1;
      culprit.largest = {};
      return;
    }
  }
}

bool onlyScaleWasPlanted(const CulpritCase& overflow, const Culprit& culprit) {
  const auto& faults = overflow.evidence.injections;
  return std::all_of(faults.begin(), faults.end(), [&](const PlantedFault& fault) {
    const bool scale = fault.injection && fault.injection->kind == Injection::Kind::scale;
    return scale || !canReach(overflow, culprit, fault);
  });
}

/// Weights that broke earlier are judged by the step that broke them.
OverflowEvidence asWeightsBroke(OverflowEvidence evidence) {
  if (!evidence.broken) return evidence;
  evidence.before = evidence.broken->first;
  evidence.weightsOfBefore = true;
  return evidence;
}

}  // namespace

bool isNotTheScale(const Culprit& culprit) {
  return culprit.cause != Cause::unknown && culprit.cause != Cause::scaleTooHigh &&
         culprit.cause != Cause::collapsedScale && !culprit.scaleWasPlanted;
}

Culprit firstCulprit(const ExperimentConfig& config, int run, const OverflowEvidence& given,
                     const Phrases& say) {
  const OverflowEvidence evidence = asWeightsBroke(given);
  const CulpritCase overflow{config, run, evidence, say};
  Culprit culprit;
  culprit.step = culprit.overflowStep = evidence.step.step;
  culprit.scale = evidence.step.scale;
  // What a forward pass starts from are the weights that the step before led to.
  const bool weightsKnown = evidence.before && evidence.weightsOfBefore;
  const auto weight = weightsKnown ? firstBadWeight(evidence.before->record) : std::nullopt;
  if (weight) {
    describeTensor(culprit, overflow, evidence.before->record, *weight);
    culprit.largest.asWas = culprit.largest.now =
        static_cast<double>(evidence.before->record.summaries[*weight].largest);
  } else if (const auto first = firstNonFinite(evidence.at)) {
    describeTensor(culprit, overflow, evidence.at, *first);
    culprit.largest = magnitudesOf(evidence, *first);
  } else if (const auto clipped = firstClipped(evidence.at); clipped && !evidence.step.foundInf) {
    describeTensor(culprit, overflow, evidence.at, *clipped);
    culprit.largest = magnitudesOf(evidence, *clipped);
  }
  culprit.cause = causeOf(overflow, culprit);
  if (culprit.cause == Cause::injected) {
    culprit.scaleWasPlanted = onlyScaleWasPlanted(overflow, culprit);
    nameBrokenWeight(culprit, overflow);
  }
  const ScalerConfig& scaler = overflow.runConfig().scaler;
  const bool dynamic = scaler.kind == ScalerKind::dynamic && !floorIsTooHigh(scaler, culprit) &&
                       !isFarAbove(evidence.step, evidence.firstLoss);
  const bool tooHigh = culprit.cause == Cause::scaleTooHigh || culprit.scaleWasPlanted;
  culprit.expected = (tooHigh && dynamic) ||
                     (culprit.cause == Cause::clipped && overflow.scalesByHistory(culprit.format));
  culprit.sentence = sentenceOf(overflow, culprit);
  return culprit;
}

}  // namespace scalescope
