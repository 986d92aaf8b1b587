#pragma once

#include <QString>

#include "core/lessons/judge.h"

namespace scalescope {

/// A measured value as its measure is written: "2.303", "41.2 %", "2^13", "17".
QString measuredText(Measure measure, double value);
/// "Measured 2.303, promised above 1.8"; what is promised alone while there is no judgement.
QString judgementText(const LessonOutcome& outcome, const Judgement* judgement);

}  // namespace scalescope
