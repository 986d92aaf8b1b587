#include "core/train/what_if.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace scalescope {
namespace {

double shareOf(std::uint64_t count, std::uint64_t all) {
  return all > 0 ? static_cast<double>(count) / static_cast<double>(all) : 0.0;
}

void add(CastLoss& sum, const CastLoss& part) {
  sum.elements += part.elements;
  sum.overflow += part.overflow;
  sum.underflow += part.underflow;
  sum.exact = sum.exact && part.exact;
}

/// By how many binades gradients move, and whether that is all they do.
struct Shift {
  int binades = 0;
  bool exact = true;
};

Shift shiftTo(double scale, double used) {
  if (scale == used) return {};
  if (!(used > 0.0) || !std::isfinite(used))
    refuse(phrase("loss scale"), phrase("of the step is no positive number"));
  if (!(scale > 0.0) || !std::isfinite(scale))
    refuse(phrase("loss scale"), phrase("expected a positive number"));
  const double binades = std::round(std::log2(scale) - std::log2(used));
  return {static_cast<int>(binades), std::ldexp(used, static_cast<int>(binades)) == scale};
}

/// Whether what is computed from these values is 2^shift times what was computed from them: the
/// casts rounded, and would round, each of them by the same share of its size.
bool keepsRelativeSize(const TensorStatistics& values, int shift, Format format) {
  if (values.infinities + values.nans > 0) return false;
  if (values.largest == 0.0F) return true;
  const FormatInfo& to = info(format);
  const auto normal = static_cast<double>(to.smallestNormal);
  const auto smallest = static_cast<double>(values.smallest);
  return smallest >= normal && std::ldexp(smallest, shift) >= normal &&
         values.overflowsAt(0, format) == 0 && values.overflowsAt(shift, format) == 0;
}

/// Activation gradients, which further gradients are computed from.
bool isPassedOn(const TensorInfo& tensor) {
  return movesWithScale(tensor) &&
         (tensor.name.ends_with(".output.grad") || tensor.name.ends_with(".input.grad"));
}

bool isWide(Format format) { return format == Format::fp32 || format == Format::tf32; }

bool knowsWideOnly(const TensorTable& tensors) {
  return std::all_of(tensors.begin(), tensors.end(),
                     [](const TensorInfo& each) { return isWide(each.format); });
}

/// Nothing was taken off: the weights stayed, and were not cast.
bool isSkipped(const CountedStep& step) {
  bool hasUpdates = false;
  for (std::size_t i = 0; i < step.tensors->size(); ++i) {
    if ((*step.tensors)[i].role != TensorRole::update) continue;
    if (step.statistics[i].elements > 0) return false;
    hasUpdates = true;
  }
  return hasUpdates;
}

CastLoss foretold(const TensorStatistics& values, int shift, Format format) {
  return {format, values.elements, values.overflowsAt(shift, format),
          values.underflowsAt(shift, format)};
}

/// The gradient whose infinities are values that overflowed; none if what came before was not
/// finite either.
std::optional<std::size_t> firstInfinite(const CountedStep& step) {
  for (std::size_t i = 0; step.afterCast && i < step.statistics.size(); ++i) {
    const TensorStatistics& values = step.statistics[i];
    if (values.infinities + values.nans == 0) continue;
    const TensorInfo& tensor = (*step.tensors)[i];
    if (tensor.role == TensorRole::weight || tensor.role == TensorRole::update) continue;
    const bool overflowed = movesWithScale(tensor) && !isWide(tensor.format) && values.nans == 0;
    return overflowed ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

/// Whether a loss that was not finite made the gradients so: they tell nothing of their size then.
bool comesFromForward(const CountedStep& step) {
  for (std::size_t i = 0; i < step.statistics.size(); ++i) {
    const bool bad = step.statistics[i].infinities + step.statistics[i].nans > 0;
    if (bad && (*step.tensors)[i].role == TensorRole::activation) return true;
  }
  return false;
}

CastLoss measured(const TensorStatistics& values, const CastCounts& cast, Format format) {
  return {format, values.elements, cast.overflow, cast.underflow};
}

}  // namespace

CountedStep countedStep(const StatisticsRecord& record, double scale, const std::string& place) {
  CountedStep step{record.tensors, {}, {}, scale};
  step.statistics.reserve(record.summaries.size());
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    step.statistics.push_back(statisticsOf((*record.tensors)[i], record.summaries[i], place));
    const TensorSummary& summary = record.summaries[i];
    step.casts.push_back(
        {summary.elements, summary.overflow, summary.underflow, summary.nonFiniteAfter()});
  }
  return step;
}

bool hidesUnderflow(const CountedStep& step, std::size_t tensor) {
  const TensorInfo& about = (*step.tensors)[tensor];
  const bool cast = about.role == TensorRole::gradient || about.role == TensorRole::activation;
  return step.afterCast && cast && !isWide(about.format) && step.statistics[tensor].zeros > 0;
}

double CastLoss::overflowShare() const { return shareOf(overflow, elements); }
double CastLoss::underflowShare() const { return shareOf(underflow, elements); }

bool canRescale(const CountedStep& step) { return std::isfinite(step.scale) && step.scale > 0.0; }

Format whatIfFormat(const TensorTable& tensors, const TensorInfo& tensor) {
  return knowsWideOnly(tensors) ? Format::fp16 : tensor.format;
}

WhatIf whatIf(const CountedStep& step, double scale) {
  const TensorTable& tensors = *step.tensors;
  const Shift shift = shiftTo(scale, step.scale);
  const bool rounded = !knowsWideOnly(tensors);
  const bool skipped = isSkipped(step);
  WhatIf answer;
  answer.scale = scale;
  const auto infinite = firstInfinite(step);
  bool passedOn = true;  // whether the gradients so far pass nothing on but the power of two
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const TensorStatistics& values = step.statistics[i];
    const bool moves = movesWithScale(tensors[i]);
    const bool cancels = isFp8(tensors[i].format) && step.fp8FollowsAmax;
    const int binades = moves && !cancels ? shift.binades : 0;
    const Format format = rounded ? tensors[i].format : Format::fp16;
    const bool staysAsMeasured =
        rounded ? !moves || cancels : tensors[i].role == TensorRole::update;
    CastLoss loss = staysAsMeasured ? measured(values, step.casts[i], format)
                                    : foretold(values, binades, format);
    if (infinite == i && scale >= step.scale) loss.overflow += values.infinities;
    if (moves && scale != step.scale) {
      const bool finite = values.infinities + values.nans == 0;
      loss.exact = shift.exact && passedOn && finite && !isFp8(format);
      if (isPassedOn(tensors[i])) passedOn = passedOn && keepsRelativeSize(values, binades, format);
    }
    loss.exact = loss.exact && rounded && !hidesUnderflow(step, i);
    answer.tensors.push_back(loss);
    if (moves) add(answer.gradients, loss);
    // Operands of FP8 and INT8 are cast in every step.
    const bool stayed = skipped && tensors[i].role == TensorRole::weight && !isScaled(format);
    if (!stayed) add(answer.all, loss);
  }
  return answer;
}

ScaleAdvice adviseScale(const CountedStep& step) {
  ScaleAdvice advice;
  std::uint64_t finite = 0;
  for (std::size_t i = 0; i < step.statistics.size(); ++i) {
    const TensorStatistics& values = step.statistics[i];
    if (!movesWithScale((*step.tensors)[i])) continue;
    advice.hidden |= values.infinities + values.nans > 0;
    finite += values.elements - values.infinities - values.nans;
    advice.zeroTensors += values.elements > 0 && values.zeros == values.elements;
  }
  advice.untold = advice.hidden && (finite == 0 || (step.afterCast && comesFromForward(step)));
  std::optional<std::uint64_t> least;
  for (int k = kLeastScale; k <= kMostScale; ++k) {
    advice.gradients.push_back(whatIf(step, std::ldexp(1.0, k)).gradients);
    const CastLoss& loss = advice.gradients.back();
    if (loss.overflow == 0) advice.largestSafe = k;
    const std::uint64_t lost = loss.overflow + loss.underflow;
    if (!least || lost < *least) {
      least = lost;
      advice.bestFrom = advice.bestTo = k;
    } else if (lost == *least && advice.bestTo == k - 1) {
      advice.bestTo = k;
    }
  }
  advice.bestLoss = least.value_or(0);
  return advice;
}

}  // namespace scalescope
