#pragma once

#include <vector>

#include "ui/plots/value_scale.h"

namespace scalescope {

/// The smallest of 1, 2, 5 × 10ⁿ that cuts `span` into at most `count` parts.
double niceStep(double span, int count);
/// The same for seconds: 1, 2, 5, 10, 15, 30 seconds or minutes, then hours.
double niceSeconds(double span, int count);
/// Multiples of `step` in from … to.
std::vector<double> multiplesOf(double step, double from, double to);

/// About `count` round values for an axis that shows the positions from … to, two at least where
/// there are any so near; ascending, in values.
std::vector<double> roundValues(ValueScale scale, double from, double to, int count);

}  // namespace scalescope
