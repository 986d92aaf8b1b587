#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <array>
#include <optional>

#include "core/train/what_if.h"

namespace scalescope {

/// What the heat table shows of each tensor.
enum class Measure { underflow, overflow, zeros, subnormals, amax, lostUpdates };
inline constexpr std::array<Measure, 6> allMeasures{Measure::underflow, Measure::overflow,
                                                    Measure::zeros,     Measure::subnormals,
                                                    Measure::amax,      Measure::lostUpdates};

QString measureLabel(Measure measure);
QString measureTip(Measure measure);

/// A measure of one tensor: how it is written, and how far up the colours it is.
struct Reading {
  QString text;
  double heat = 0.0;  ///< 0 … 1; 0: as the ground
};

/// Of a tensor that has values. `foretold` is what its cast would lose at another scale; without
/// it, it is what was counted. `hidden`: its underflow is (hidesUnderflow()), and read as "?".
/// Nothing where the measure is none of this tensor's.
std::optional<Reading> readingOf(Measure measure, const TensorInfo& tensor,
                                 const TensorSummary& summary, const CastLoss* foretold = nullptr,
                                 bool hidden = false);

/// The colour of a measure at a heat, on a table's ground.
QColor heatColour(Measure measure, double heat, const QColor& ground, bool dark);
/// What a few places of the colours stand for, from left to right.
struct LegendMark {
  double heat = 0.0;
  QString text;
};
QList<LegendMark> legendOf(Measure measure);

/// A share in few characters: "0", "<0.01%", "0.35%", "46%".
QString shortShareText(std::uint64_t count, std::uint64_t all);
/// All figures of a tensor, as a tooltip.
QString figuresOf(const TensorInfo& tensor, const TensorSummary& summary, const CastLoss* foretold,
                  bool hidden);
/// "Weight gradient" of "weight.grad", and so on.
QString tensorLabel(const QString& part);

}  // namespace scalescope
