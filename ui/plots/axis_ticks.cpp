#include "ui/plots/axis_ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace scalescope {
namespace {

/// Decades, each with some of its multiples: as many as fit.
std::vector<double> decades(double from, double to, int count) {
  const double span = to - from;
  // Few decades: multiples too; less than one: round numbers as on a plain axis.
  if (span < 0.7) {
    const double low = std::pow(10.0, from);
    const double high = std::pow(10.0, to);
    return multiplesOf(niceStep(high - low, count), low, high);
  }
  static constexpr std::array<double, 3> thirds{1.0, 2.0, 5.0};
  static constexpr std::array<double, 2> halves{1.0, 3.0};
  static constexpr std::array<double, 1> whole{1.0};
  std::span<const double> mantissas = whole;
  if (span * 3.0 <= count + 1) {
    mantissas = thirds;
  } else if (span * 2.0 <= count + 1) {
    mantissas = halves;
  }
  const int every = std::max(1, static_cast<int>(std::ceil(span / count)));
  std::vector<double> values;
  for (int exponent = static_cast<int>(std::floor(from)); exponent <= std::ceil(to); ++exponent) {
    if (exponent % every != 0) continue;
    for (const double mantissa : mantissas) {
      const double value = mantissa * std::pow(10.0, exponent);
      const double at = std::log10(value);
      if (at >= from && at <= to) values.push_back(value);
    }
  }
  return values;
}

std::vector<double> powersOfTwo(double from, double to, int count) {
  int every = 1;
  while ((to - from) / every > count) every *= 2;
  std::vector<double> values;
  for (const double exponent : multiplesOf(every, from, to)) values.push_back(std::exp2(exponent));
  return values;
}

std::vector<double> countsFromZero(double from, double to, int count) {
  const double high = fromAxis(ValueScale::log1p, to);
  if (high < 10.0) {
    const double low = fromAxis(ValueScale::log1p, from);
    return multiplesOf(std::max(1.0, niceStep(high - low, count)), low, high);
  }
  std::vector<double> values;
  if (from <= 0.0) values.push_back(0.0);
  // Room for one more: the largest decade tells how far the axis reaches.
  if (from <= 0.0 && count <= 2) {
    values.push_back(std::pow(10.0, std::floor(std::log10(high))));
    return values;
  }
  // Below 1 the axis is bent: the decades are counted from there.
  for (const double value :
       decades(std::max(from, -0.01), std::log10(high), std::max(count - 1, 1))) {
    values.push_back(value);
  }
  return values;
}

std::vector<double> aboutSoMany(ValueScale scale, double from, double to, int count) {
  switch (scale) {
    case ValueScale::linear:
      return multiplesOf(niceStep(to - from, count), from, to);
    case ValueScale::log10:
      return decades(from, to, count);
    case ValueScale::log2:
      return powersOfTwo(from, to, count);
    case ValueScale::log1p:
      return countsFromZero(from, to, count);
  }
  return {};
}

}  // namespace

double niceStep(double span, int count) {
  const double least = span / std::max(count, 1);
  const double decade = std::pow(10.0, std::floor(std::log10(least)));
  for (const double mantissa : {1.0, 2.0, 5.0}) {
    if (mantissa * decade >= least * (1.0 - 1e-9)) return mantissa * decade;
  }
  return 10.0 * decade;
}

double niceSeconds(double span, int count) {
  const double least = span / std::max(count, 1);
  if (least <= 1.0) return niceStep(span, count);
  for (const double unit : {1.0, 60.0}) {
    for (const double part : {1.0, 2.0, 5.0, 10.0, 15.0, 30.0}) {
      if (unit * part >= least) return unit * part;
    }
  }
  for (const double hours : {1.0, 2.0, 3.0, 6.0, 12.0}) {
    if (3600.0 * hours >= least) return 3600.0 * hours;
  }
  constexpr double kDay = 86400.0;
  return kDay * std::max(1.0, niceStep(span / kDay, count));
}

std::vector<double> multiplesOf(double step, double from, double to) {
  std::vector<double> values;
  const double slack = 1e-9 * step;
  const double first = std::ceil((from - slack) / step);
  const double last = std::floor((to + slack) / step);
  // A guard: a caller that gets the step wrong must not fill the memory.
  if (!(last - first < 1000.0)) return values;
  for (double i = first; i <= last; i += 1.0) values.push_back(i * step);
  return values;
}

std::vector<double> roundValues(ValueScale scale, double from, double to, int count) {
  std::vector<double> values = aboutSoMany(scale, from, to, count);
  // One alone does not tell how far the axis reaches.
  for (int more = 1; more <= 4 && values.size() < 2; ++more)
    values = aboutSoMany(scale, from, to, count + more);
  return values;
}

}  // namespace scalescope
