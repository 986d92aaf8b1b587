#include "ui/divergence/divergence_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/train/noise_band.h"

namespace scalescope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double valueOf(const TensorDivergence& value, DivergenceQuantity quantity) {
  switch (quantity) {
    case DivergenceQuantity::gradientCosine:
      return value.gradientCosine.value_or(kNone);
    case DivergenceQuantity::weightDistance:
      return value.weightDistance.value_or(kNone);
    case DivergenceQuantity::lostUpdates:
      break;
  }
  return value.lostUpdates ? 100.0 * *value.lostUpdates : kNone;
}

const TensorDivergence* find(const DivergenceRecord& record, const std::string& tensor) {
  const auto found = std::find(record.tensors->begin(), record.tensors->end(), tensor);
  if (found == record.tensors->end()) return nullptr;
  return &record.values[static_cast<std::size_t>(found - record.tensors->begin())];
}

bool isFurther(double a, double b, DivergenceQuantity quantity) {
  if (std::isnan(b)) return true;
  return quantity == DivergenceQuantity::gradientCosine ? a < b : a > b;
}

DivergenceCurve curveOf(const std::vector<DivergenceRecord>& records, const std::string& tensor,
                        DivergenceQuantity quantity, std::size_t most) {
  DivergenceCurve curve;
  const std::size_t stride = (records.size() + most - 1) / std::max<std::size_t>(most, 1);
  std::size_t taken = 0;
  for (const DivergenceRecord& record : records) {
    const TensorDivergence* found = find(record, tensor);
    if (!found) continue;
    const double value = valueOf(*found, quantity);
    if (taken++ % std::max<std::size_t>(stride, 1) == 0) {
      curve.steps.push_back(static_cast<double>(record.step));
      curve.values.push_back(value);
    } else if (isFurther(value, curve.values.back(), quantity)) {
      curve.steps.back() = static_cast<double>(record.step);
      curve.values.back() = value;
    }
  }
  return curve;
}

std::optional<double> firstDeparture(const DepartureReport& report, const std::string& tensor) {
  for (const Departure& each : report.weights) {
    if (each.tensor == tensor) return static_cast<double>(each.first);
  }
  return std::nullopt;
}

/// Of a cosine near 1, which goes with the square of the distance of directions.
double angleOf(double cosine) { return std::sqrt(2.0 * std::max(1.0 - cosine, 0.0)); }

/// What is no further from the FP32 run than this may be so by chance.
std::pair<double, double> limitsOf(const NoiseBand& noise, DivergenceQuantity quantity) {
  switch (quantity) {
    case DivergenceQuantity::gradientCosine: {
      const double angle = noise.chance(1.0);
      return {1.0 - 0.5 * angle * angle, 1.0};
    }
    case DivergenceQuantity::weightDistance:
      return {0.0, noise.chance(1.0)};
    case DivergenceQuantity::lostUpdates:
      break;
  }
  return {0.0, noise.widest()};
}

}  // namespace

DivergenceCurves curvesOf(const RunDivergence& run, const std::string& tensor, std::size_t most) {
  DivergenceCurves curves;
  for (const DivergenceQuantity quantity : allDivergenceQuantities)
    curves[static_cast<std::size_t>(quantity)] = curveOf(run.own, tensor, quantity, most);
  curves[static_cast<std::size_t>(DivergenceQuantity::weightDistance)].parts =
      firstDeparture(run.departure, tensor);
  return curves;
}

DivergenceBands bandsOf(const RunDivergence& run, const std::string& tensor, std::size_t most) {
  DivergenceBands bands;
  for (const DivergenceQuantity quantity : allDivergenceQuantities) {
    const DivergenceCurve curve = curveOf(run.noise, tensor, quantity, most);
    DivergenceBand& band = bands[static_cast<std::size_t>(quantity)];
    NoiseBand noise;
    for (qsizetype i = 0; i < curve.steps.size(); ++i) {
      const double value = curve.values[i];
      if (!std::isnan(value))
        noise.add(quantity == DivergenceQuantity::gradientCosine ? angleOf(value) : value);
      const auto [low, high] = limitsOf(noise, quantity);
      band.steps.push_back(curve.steps[i]);
      band.low.push_back(low);
      band.high.push_back(high);
    }
  }
  return bands;
}

}  // namespace scalescope
