#pragma once

#include <QColor>
#include <QVector>
#include <array>
#include <optional>
#include <string>

#include "core/store/run_departure.h"

namespace scalescope {

/// The three plots, from the left.
enum class DivergenceQuantity { gradientCosine, weightDistance, lostUpdates };
inline constexpr std::size_t divergenceQuantityCount = 3;
inline constexpr std::array<DivergenceQuantity, divergenceQuantityCount> allDivergenceQuantities{
    DivergenceQuantity::gradientCosine, DivergenceQuantity::weightDistance,
    DivergenceQuantity::lostUpdates};

/// One quantity of one tensor over the steps that tell; NaN where it was not measured.
struct DivergenceCurve {
  QVector<double> steps, values;  ///< shares in per cent
  QColor colour{};
  int shape = 0;                  ///< of its marks, which tell it from others without its colour
  std::optional<double> parts{};  ///< the step in which it left the band first
};

/// What chance alone does to it.
struct DivergenceBand {
  QVector<double> steps, low, high;
};

using DivergenceCurves = std::array<DivergenceCurve, divergenceQuantityCount>;
using DivergenceBands = std::array<DivergenceBand, divergenceQuantityCount>;

/// Of a tensor by name, "" for the whole model. At most `most` points a curve: of neighbours that
/// give way to one another, the one that is furthest from FP32 stays.
DivergenceCurves curvesOf(const RunDivergence& run, const std::string& tensor, std::size_t most);
/// As wide as a departure has to be to be reported (core/train/noise_band.h); lost updates: what
/// the noise floor lost at most.
DivergenceBands bandsOf(const RunDivergence& run, const std::string& tensor, std::size_t most);

}  // namespace scalescope
