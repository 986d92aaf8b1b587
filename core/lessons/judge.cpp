#include "core/lessons/judge.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

std::span<const StepRecord> stepsIn(const Quantity& quantity,
                                    const std::vector<StepRecord>& steps) {
  const auto at = [&steps](std::int64_t step) {
    return std::lower_bound(steps.begin(), steps.end(), step,
                            [](const StepRecord& each, std::int64_t s) { return each.step < s; });
  };
  return {at(quantity.from), at(quantity.to)};
}

template <typename Value>
double sumOf(std::span<const StepRecord> steps, Value value) {
  double sum = 0.0;
  for (const StepRecord& step : steps) sum += static_cast<double>(value(step));
  return sum;
}

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

double meanGradientNorm(std::span<const StepRecord> steps) {
  double sum = 0.0;
  double count = 0.0;
  for (const StepRecord& step : steps) {
    if (!std::isfinite(step.gradNorm)) continue;
    sum += step.gradNorm;
    count += 1.0;
  }
  return share(sum, count);
}

double lostUpdateShare(std::span<const StepRecord> steps, const ExperimentConfig& config) {
  double weights = 0.0;
  for (const LayerShape& layer : inferShapes(config.network)) {
    weights += static_cast<double>(layer.parameterCount);
  }
  const double applied = sumOf(steps, [](const StepRecord& step) { return step.applied; });
  return share(sumOf(steps, [](const StepRecord& step) { return step.lostUpdates; }),
               weights * applied);
}

const EvaluationRecord* lastEvaluation(const Quantity& quantity,
                                       const std::vector<EvaluationRecord>& evaluations) {
  const EvaluationRecord* last = nullptr;
  for (const EvaluationRecord& each : evaluations) {
    if (each.step <= quantity.to) last = &each;
  }
  return last;
}

double measureSteps(Measure measure, std::span<const StepRecord> steps,
                    const ExperimentConfig& config) {
  const auto byScale = [](const StepRecord& a, const StepRecord& b) { return a.scale < b.scale; };
  switch (measure) {
    case Measure::loss:
      return sumOf(steps, [](const StepRecord& step) { return step.loss; }) /
             static_cast<double>(steps.size());
    case Measure::skippedSteps:
      return sumOf(steps, [](const StepRecord& step) { return !step.applied; });
    case Measure::overflows:
      return sumOf(steps, [](const StepRecord& step) { return step.overflow; });
    case Measure::underflowShare:
      return share(sumOf(steps, [](const StepRecord& step) { return step.underflow; }),
                   sumOf(steps, [](const StepRecord& step) { return step.castElements; }));
    case Measure::lostUpdateShare:
      return lostUpdateShare(steps, config);
    case Measure::gradientNorm:
      return meanGradientNorm(steps);
    case Measure::scale:
      return steps.back().scale;
    case Measure::lowestScale:
      return std::min_element(steps.begin(), steps.end(), byScale)->scale;
    case Measure::highestScale:
      return std::max_element(steps.begin(), steps.end(), byScale)->scale;
    case Measure::evalLoss:
    case Measure::accuracy:
    case Measure::collapses:
      break;
  }
  return 0.0;
}

bool compare(double measured, Comparison is, double bound) {
  switch (is) {
    case Comparison::above:
      return measured > bound;
    case Comparison::below:
      return measured < bound;
    case Comparison::equal:
      return measured == bound;
    case Comparison::finite:
      return std::isfinite(measured);
    case Comparison::notFinite:
      return !std::isfinite(measured);
  }
  return false;
}

}  // namespace

void LessonRecords::take(const Record& record) {
  if (const auto* step = std::get_if<StepRecord>(&record)) take(*step);
  if (const auto* evaluation = std::get_if<EvaluationRecord>(&record)) take(*evaluation);
  if (const auto* event = std::get_if<EventRecord>(&record)) take(*event);
}

void LessonRecords::take(const EventRecord& record) {
  if (record.kind == EventKind::collapse) of(record.run).collapses.push_back(record.step);
}

std::optional<double> measure(const Quantity& quantity, const ExperimentConfig& config,
                              const LessonRecords& records) {
  const LessonRecords::OfRun& run = records[quantity.run];
  const auto steps = stepsIn(quantity, run.steps);
  if (steps.empty()) return std::nullopt;
  if (quantity.measure == Measure::evalLoss || quantity.measure == Measure::accuracy) {
    const EvaluationRecord* evaluation = lastEvaluation(quantity, run.evaluations);
    if (!evaluation) return std::nullopt;
    return quantity.measure == Measure::accuracy ? evaluation->accuracy : evaluation->loss;
  }
  if (quantity.measure == Measure::collapses) {
    const auto within = [&](std::int64_t s) { return s >= quantity.from && s < quantity.to; };
    return static_cast<double>(std::count_if(run.collapses.begin(), run.collapses.end(), within));
  }
  return measureSteps(quantity.measure, steps, config);
}

Judgement judge(const LessonOutcome& outcome, const ExperimentConfig& config,
                const LessonRecords& records) {
  Judgement judgement;
  judgement.measured = measure(outcome.quantity, config, records);
  if (outcome.than) {
    const auto other = measure(*outcome.than, config, records);
    if (other) judgement.bound = outcome.times * *other + outcome.plus;
  } else if (outcome.is != Comparison::finite && outcome.is != Comparison::notFinite) {
    judgement.bound = outcome.value;
  }
  if (!judgement.measured || (outcome.than && !judgement.bound)) return judgement;
  judgement.holds = compare(*judgement.measured, outcome.is, judgement.bound.value_or(0.0));
  return judgement;
}

std::vector<Judgement> judge(const Lesson& lesson, const LessonRecords& records) {
  std::vector<Judgement> judgements;
  for (const LessonOutcome& outcome : lesson.outcomes) {
    judgements.push_back(judge(outcome, lesson.configuration, records));
  }
  return judgements;
}

}  // namespace scalescope
