#include "core/diagnosis/weights_watch.h"

#include <cmath>

namespace scalescope {

std::optional<std::size_t> firstBadWeight(const StatisticsRecord& record) {
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const TensorInfo& tensor = (*record.tensors)[i];
    const bool ofWeights = tensor.role == TensorRole::update || tensor.role == TensorRole::weight;
    if (ofWeights && nonFiniteOf(tensor, record.summaries[i]) > 0) return i;
  }
  return std::nullopt;
}

bool holdsWeights(const StatisticsRecord& record) {
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const bool weight = (*record.tensors)[i].role == TensorRole::weight;
    if (weight && record.summaries[i].elements > 0) return true;
  }
  return false;
}

void WeightsWatch::apply(const StepRecord& step, const ScaledStatistics* counted) {
  const bool told = counted && holdsWeights(counted->record);
  if (told && !firstBadWeight(counted->record)) {
    *this = {};
    finiteStep_ = step.step;
    return;
  }
  if (!badUpdate_ && step.foundInf) badUpdate_ = step.step;
  // A step whose forward pass was finite, or that the first bad gradients updated, met weights that
  // were finite yet.
  const bool forwardHeld = (step.absent & absentLoss) == 0 && std::isfinite(step.loss);
  const bool byThis = finite_ || forwardHeld || badUpdate_ == step.step;
  if (told && !broken_) broken_ = {*counted, byThis, finiteStep_, badUpdate_};
  finite_ = false;
}

}  // namespace scalescope
