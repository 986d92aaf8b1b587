#include "core/train/divergence.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "core/train/trainer.h"
#include "core/train/update_counts.h"

namespace scalescope {
namespace {

/// Sums over pairs of elements: the products, and the squares of either and of the difference.
/// Squares of floats cannot overflow here: a sum that is not finite had an element that is not.
struct PairSums {
  double products = 0.0, own = 0.0, reference = 0.0, differences = 0.0;

  PairSums& operator+=(const PairSums& other) {
    products += other.products;
    own += other.own;
    reference += other.reference;
    differences += other.differences;
    return *this;
  }
};

/// Independent sums, which a compiler may keep in the lanes of vectors; the order is fixed.
constexpr std::size_t kLanes = 8;
using Lanes = std::array<double, kLanes>;

double sumOf(const Lanes& lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
         ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

PairSums sumsOf(std::span<const float> own, std::span<const float> reference) {
  Lanes products{}, squares{}, referenceSquares{}, differences{};
  const auto add = [&](std::size_t lane, std::size_t at) {
    const auto a = static_cast<double>(own[at]);
    const auto b = static_cast<double>(reference[at]);
    products[lane] += a * b;
    squares[lane] += a * a;
    referenceSquares[lane] += b * b;
    differences[lane] += (a - b) * (a - b);
  };
  const std::size_t whole = own.size() / kLanes * kLanes;
  for (std::size_t first = 0; first < whole; first += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, first + lane);
  }
  for (std::size_t at = whole; at < own.size(); ++at) add(at - whole, at);
  return {sumOf(products), sumOf(squares), sumOf(referenceSquares), sumOf(differences)};
}

/// Of gradients that are `own` and `reference` times what they are unscaled.
void addUnscaled(PairSums& all, const PairSums& sums, double own, double reference) {
  all.products += sums.products / own / reference;
  all.own += sums.own / own / own;
  all.reference += sums.reference / reference / reference;
}

std::optional<double> cosineOf(const PairSums& sums) {
  const double norms = std::sqrt(sums.own) * std::sqrt(sums.reference);
  if (!std::isfinite(norms) || norms <= 0.0) return std::nullopt;
  return sums.products / norms;
}

std::optional<double> distanceOf(const PairSums& sums) {
  if (!std::isfinite(sums.reference) || sums.reference <= 0.0) return std::nullopt;
  if (!std::isfinite(sums.own)) return std::numeric_limits<double>::infinity();
  return std::sqrt(sums.differences) / std::sqrt(sums.reference);
}

/// What the gradients of a step are still multiplied with.
double scaleLeft(const Trainer& trainer, const Parameter& parameter) {
  // FP32 gradients are unscaled in place.
  if (parameter.gradient->format() == Format::fp32) return 1.0;
  return static_cast<double>(trainer.lastDecision().lossScale);
}

UpdateCounts updatesOf(const Parameter& parameter) {
  const CastSite* const site = parameter.updateSite;
  if (!site || !site->statistics) return {};
  return {site->statistics->lostUpdates, site->statistics->elements - site->statistics->zeros};
}

}  // namespace

void DivergenceMeter::read(Trainer& trainer, const Parameter& parameter, Values& values) {
  const auto elements = static_cast<std::size_t>(elementCount(parameter.value->shape()));
  values.gradient.resize(elements);
  values.weight.resize(elements);
  trainer.backend().read(*parameter.gradient, values.gradient);
  trainer.backend().read(*parameter.value, values.weight);
  values.scale = scaleLeft(trainer, parameter);
}

void DivergenceMeter::readReference(Trainer& reference) {
  const auto parameters = reference.network().parameters();
  reference_.resize(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i)
    read(reference, *parameters[i], reference_[i]);
  if (names_) return;
  auto names = std::make_shared<ParameterNames>(1);
  for (const Parameter* parameter : parameters) names->push_back(parameter->name);
  names_ = std::move(names);
}

DivergenceRecord DivergenceMeter::compare(Trainer& run) {
  const StatisticsRecord counted = run.statistics();
  DivergenceRecord record{counted.run, counted.step, names_, {TensorDivergence{}}};
  PairSums allGradients, allWeights;
  UpdateCounts allUpdates;
  const auto parameters = run.network().parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Values& reference = reference_[i];
    read(run, *parameters[i], own_);
    const PairSums gradients = sumsOf(own_.gradient, reference.gradient);
    const PairSums weights = sumsOf(own_.weight, reference.weight);
    const UpdateCounts updates = updatesOf(*parameters[i]);
    record.values.push_back({cosineOf(gradients), distanceOf(weights), updates.share()});
    addUnscaled(allGradients, gradients, own_.scale, reference.scale);
    allWeights += weights;
    allUpdates += updates;
  }
  record.values.front() = {cosineOf(allGradients), distanceOf(allWeights), allUpdates.share()};
  return record;
}

}  // namespace scalescope
