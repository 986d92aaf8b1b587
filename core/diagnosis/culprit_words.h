#pragma once

#include <optional>
#include <string>

#include "core/diagnosis/culprit_parts.h"

// What the sentences on culprits have in common.
namespace scalescope {

/// "layers.2.weight.grad (linear, backward)".
std::string tensorText(const Culprit& culprit, const Phrases& say);
std::string formatText(Format format);  ///< "FP16"
std::string limitText(Format format);   ///< "65504", its largest
/// "12", or "at least 12" where the size is no more than a bound.
std::string growthText(const Culprit& culprit, double growth, const Phrases& say);
/// One of a tensor's magnitudes; "more than 65504" where what was larger is infinite.
std::string sizeText(const Culprit& culprit, double largest, const Phrases& say);

/// A clause on the culprit's tensor that goes on so: "…, beyond the 65504 that FP16 holds".
std::string beyondLimit(const std::string& clause, const Culprit& culprit, const Phrases& say);
/// A clause as a sentence, with what else is known of the tensor: how large it was in the step
/// before and is under FP32.
std::string withComparison(const std::string& clause, const Culprit& culprit, const Phrases& say);

/// That no loss scale changes the forward pass.
std::string noScaleHelps(const Phrases& say);
/// The largest k at which a loss scale of 2^k still holds its gradient; none: not even 1 does.
std::optional<int> bearablePower(const Culprit& culprit);
std::string firstToOverflow(const Culprit& culprit, const Phrases& say);
/// A learning rate that is too high shows in updates as large as what they change; empty: none is.
std::string updateText(const CulpritCase& overflow);

/// Of gradients, and of what the loss scale does.
std::string explodingGradientSentence(const CulpritCase& overflow, const Culprit& culprit);
std::string scaleSentence(const CulpritCase& overflow, const Culprit& culprit);

}  // namespace scalescope
