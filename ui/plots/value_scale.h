#pragma once

#include <cmath>
#include <limits>

namespace scalescope {

/// How values become positions on a vertical axis. `log1p` is log10(1 + v): counts, zero included.
enum class ValueScale { linear, log10, log2, log1p };

/// NaN where a value has no place on that axis.
inline double toAxis(ValueScale scale, double value) {
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  if (!std::isfinite(value)) return nowhere;
  switch (scale) {
    case ValueScale::linear:
      return value;
    case ValueScale::log10:
      return value > 0.0 ? std::log10(value) : nowhere;
    case ValueScale::log2:
      return value > 0.0 ? std::log2(value) : nowhere;
    case ValueScale::log1p:
      return value >= 0.0 ? std::log1p(value) / std::log(10.0) : nowhere;
  }
  return nowhere;
}

/// The value at a position: the inverse of toAxis().
inline double fromAxis(ValueScale scale, double position) {
  switch (scale) {
    case ValueScale::linear:
      return position;
    case ValueScale::log10:
      return std::pow(10.0, position);
    case ValueScale::log2:
      return std::exp2(position);
    case ValueScale::log1p:
      return std::pow(10.0, position) - 1.0;
  }
  return position;
}

}  // namespace scalescope
