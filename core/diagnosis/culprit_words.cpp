#include "core/diagnosis/culprit_words.h"

#include <algorithm>
#include <cmath>

#include "core/diagnosis/text.h"

namespace scalescope {

Wording tensorText(const Culprit& culprit, const Phrases& say) {
  if (culprit.place.module.empty()) return culprit.tensor;
  return say(phrase("%1 (%2)"), {culprit.tensor, placeText(culprit.place, say)});
}

std::string formatText(Format format) { return std::string(info(format).label); }

std::string limitText(Format format) {
  return magnitudeText(static_cast<double>(info(format).largest));
}

Wording sizeText(const Culprit& culprit, double largest, const Phrases& say) {
  const std::string size = magnitudeText(largest);
  return culprit.largest.atLeast ? say(phrase("more than %1"), {size}) : size;
}

Wording growthText(const Culprit& culprit, double growth, const Phrases& say) {
  const std::string factor = factorText(growth);
  return culprit.largest.atLeast ? say(phrase("at least %1"), {factor}) : factor;
}

Wording beyondLimit(const std::string& clause, const Culprit& culprit, const Phrases& say) {
  return say(phrase("%1, beyond the %2 that %3 holds"),
             {clause, limitText(culprit.format), formatText(culprit.format)});
}

Wording withComparison(const std::string& clause, const Culprit& culprit, const Phrases& say) {
  const Magnitudes& largest = culprit.largest;
  const std::string before = magnitudeText(largest.before.value_or(0.0));
  const std::string step = std::to_string(largest.stepBefore);
  const std::string reference = magnitudeText(largest.reference.value_or(0.0));
  if (largest.before && largest.reference)
    return say(phrase("%1 (%2 in step %3, %4 in the FP32 run)."),
               {clause, before, step, reference});
  if (largest.before) return say(phrase("%1 (%2 in step %3)."), {clause, before, step});
  if (largest.reference) return say(phrase("%1 (%2 in the FP32 run)."), {clause, reference});
  return say(phrase("%1."), {clause});
}

Wording noScaleHelps(const Phrases& say) {
  return say(
      phrase("Lowering the loss scale cannot help: the forward pass does not depend on it."));
}

std::optional<int> bearablePower(const Culprit& culprit) {
  const double held = static_cast<double>(info(culprit.format).largest) / culprit.largest.now;
  return held >= 1.0 ? std::optional(std::ilogb(held)) : std::nullopt;
}

Wording firstToOverflow(const Culprit& culprit, const Phrases& say) {
  return say(culprit.nonFinite > 0 ? phrase("The first tensor to overflow was %1.")
                                   : phrase("The first tensor to be clipped was %1."),
             {tensorText(culprit, say)});
}

namespace {

/// Why an update was that large: a fault or a batch of its step, or the learning rate.
Wording largeUpdateText(const CulpritCase& overflow, std::int64_t step, const std::string& share,
                        const std::string& weight) {
  const Phrases& say = overflow.say;
  const OverflowEvidence& evidence = overflow.evidence;
  if (evidence.earlierFault && evidence.faultStep == step) {
    return say(phrase("The update of step %1, in which a fault was planted, reached %2 of the "
                      "largest weight that it left in %3."),
               {std::to_string(step), share, weight});
  }
  const auto inputOf = [](const StatisticsRecord& record) {
    const auto input = indexOf(record, "input");
    return input ? static_cast<double>(record.summaries[*input].largest) : 0.0;
  };
  const double then = inputOf(evidence.before->record);
  double usual = inputOf(evidence.at);
  if (evidence.start && evidence.start->record.step != step)
    usual = std::max(usual, inputOf(evidence.start->record));
  if (usual > 0.0 && then >= kJump * usual) {
    return say(
        phrase("The update of step %1 reached %2 of the largest weight that it left in %3: "
               "its batch held values up to %4, %5 times as large as others."),
        {std::to_string(step), share, weight, magnitudeText(then), factorText(then / usual)});
  }
  // What it may come of is told behind it.
  if (evidence.earlierFault && evidence.faultStep < step) {
    return say(phrase("The update of step %1 reached %2 of the largest weight that it left in %3."),
               {std::to_string(step), share, weight});
  }
  return say(phrase("The update of step %1 reached %2 of the largest weight that it left in %3: "
                    "the learning rate is too high."),
             {std::to_string(step), share, weight});
}

}  // namespace

Wording updateText(const CulpritCase& overflow) {
  constexpr double kLargeUpdate = 0.5;
  if (!overflow.evidence.before) return "";
  const StatisticsRecord& before = overflow.evidence.before->record;
  double most = 0.0;
  std::string worst;
  for (std::size_t i = 0; i < before.summaries.size(); ++i) {
    const TensorInfo& update = (*before.tensors)[i];
    if (update.role != TensorRole::update) continue;
    const std::string weight = update.name.substr(0, update.name.rfind('.'));
    const auto found = indexOf(before, weight);
    if (!found || !weight.ends_with(".weight") || before.summaries[*found].largest == 0.0F)
      continue;
    const double share = static_cast<double>(before.summaries[i].largest) /
                         static_cast<double>(before.summaries[*found].largest);
    if (share <= most) continue;
    most = share;
    worst = weight;
  }
  if (most < kLargeUpdate) return "";
  return largeUpdateText(overflow, before.step, shareText(most, overflow.say), worst);
}

}  // namespace scalescope
