#pragma once

#include <QColor>
#include <QString>

#include "core/train/records.h"

class QPalette;

namespace scalescope {

bool isDark(const QPalette& palette);

/// Relative luminance, 0 to 1, and contrast ratio, 1 to 21 (WCAG 2.1).
double luminance(const QColor& colour);
double contrast(const QColor& a, const QColor& b);

/// The colour of a run, the same wherever it is shown. A precision keeps its colour; `repeat` is
/// how many runs of the same precision come before this one, and shifts the shade. Neighbouring
/// precisions differ in lightness too.
QColor runColour(const QString& precision, int repeat, bool dark);
/// Of groups of runs: colours that colour-blind people can tell apart (after Okabe and Ito, 2008);
/// after eight they come again.
QColor groupColour(int number, bool dark);

/// Of the run that shows what chance does to FP32: quiet, next to the colour of FP32.
QColor noiseFloorColour(bool dark);

/// Of a frame around a part of the window that something points at.
QColor highlightColour(bool dark);

QColor eventColour(EventKind kind, bool dark);
QString eventLabel(EventKind kind);
QString stateLabel(RunState state);

}  // namespace scalescope
