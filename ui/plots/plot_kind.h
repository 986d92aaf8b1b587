#pragma once

#include <QCoreApplication>
#include <QString>
#include <array>
#include <cstddef>

#include "ui/plots/value_scale.h"

namespace scalescope {

/// The six plots, in the order of their columns: left from the top, then right.
enum class PlotKind { loss, lossScale, gradNorm, overflow, underflowShare, stepTime };
inline constexpr std::size_t plotKindCount = 6;
inline constexpr std::array<PlotKind, plotKindCount> allPlotKinds{
    PlotKind::loss,     PlotKind::lossScale,      PlotKind::gradNorm,
    PlotKind::overflow, PlotKind::underflowShare, PlotKind::stepTime};
inline constexpr std::size_t indexOf(PlotKind kind) { return static_cast<std::size_t>(kind); }

/// What the plots are drawn over.
enum class XAxis {
  step,
  wallTime,  ///< seconds that the run has trained
  samples,
  clock  ///< the time of day: seconds since 1970-01-01 UTC
};
inline constexpr std::size_t xAxisCount = 4;
inline constexpr std::array<XAxis, xAxisCount> allXAxes{XAxis::step, XAxis::wallTime,
                                                        XAxis::samples, XAxis::clock};

/// `steps`: a value holds until the next. `impulses`: a vertical line from 0 for each value.
enum class CurveStyle { line, steps, impulses };

/// What tells one kind of plot from another.
struct PlotTraits {
  const char* fileName;  ///< of the saved picture, without its ending
  ValueScale plain;      ///< the scale where the logarithmic axis is off
  ValueScale log;        ///< and where it is on
  bool logByDefault;
  CurveStyle style;
  bool smoothed;     ///< whether smoothing applies
  bool fromZero;     ///< a plain axis starts at 0
  double spikeRoom;  ///< a plain axis ends at this multiple of what 90% of the values stay below; a
                     ///< higher value leaves the picture, and is marked. 0: shows all
};

const PlotTraits& traits(PlotKind kind);

QString plotTitle(PlotKind kind);
QString xAxisLabel(XAxis axis);
/// A value as the crosshair reads it out.
QString readOut(PlotKind kind, double value);
/// Seconds, as in 0:07, 12:40 or 3:05:00; below a second with its fraction.
QString durationText(double seconds);
/// The same, below a minute with its fraction.
QString secondsText(double seconds);
/// Seconds since 1970 as local time: "14:05:07"; where places are `apart` by minutes "14:05", by
/// hours with the day, by days as a date; by less than a second with milliseconds.
QString clockText(double seconds, double apart);
/// "14:05:07", or with its date "2026-11-27 14:05:07".
QString momentText(double seconds, bool withDate);
QString countText(double count);

}  // namespace scalescope
