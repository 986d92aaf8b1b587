#pragma once

#include <QColor>
#include <array>

#include "core/numerics/format.h"
#include "ui/plots/plot_theme.h"

class QCPAxis;

namespace scalescope {

/// Exponents that are shown of every tensor, so that nothing jumps from one step to the next; more
/// only where values lie beyond.
inline constexpr int leastShownExponent = -44;
inline constexpr int mostShownExponent = 24;

/// Where a format's ranges end, as exponents of what is rounded to it: below `zeroBelow` becomes
/// zero, from `normalFrom` on is normal, from `infiniteFrom` on overflows.
struct FormatRanges {
  int zeroBelow = 0, normalFrom = 0, infiniteFrom = 0;
};
FormatRanges rangesOf(Format format);

/// Colours of the ranges zero, subnormal, normal and overflow, on a plot's ground.
std::array<QColor, 4> rangeColours(const PlotTheme& theme);

/// Ticks at powers of two.
void setUpExponentAxis(QCPAxis* axis, const PlotTheme& theme);
void themeAxis(QCPAxis* axis, const PlotTheme& theme);

}  // namespace scalescope
