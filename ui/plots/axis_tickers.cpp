#include "ui/plots/axis_tickers.h"

#include <QDateTime>
#include <cmath>

#include "ui/plots/axis_ticks.h"
#include "ui/plots/number_text.h"

namespace scalescope {
namespace {

/// Enough significant digits that no two neighbours read the same.
int digitsFor(const std::vector<double>& values) {
  int digits = 4;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double larger = std::max(std::abs(values[i]), std::abs(values[i - 1]));
    const double apart = std::abs(values[i] - values[i - 1]);
    if (!(apart > 0.0)) continue;
    const double places = std::floor(std::log10(larger)) - std::floor(std::log10(apart) + 1e-9);
    digits = std::max(digits, std::min(static_cast<int>(places) + 1, 15));
  }
  return digits;
}

double offsetFromUtc(double seconds) {
  return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(seconds)).offsetFromUtc();
}

}  // namespace

void XTicker::generate(const QCPRange& range, const QLocale& /*locale*/, QChar /*formatChar*/,
                       int /*precision*/, QVector<double>& ticks, QVector<double>* subTicks,
                       QVector<QString>* tickLabels) {
  const bool clock = axis_ == XAxis::clock;
  const bool time = axis_ == XAxis::wallTime || clock;
  double step = time ? niceSeconds(range.size(), mTickCount)
                     : std::max(1.0, niceStep(range.size(), mTickCount));
  if (clock) step = std::max(step, 0.001);
  // Hours and days are round where the person is.
  const double offset = clock ? offsetFromUtc(range.lower) : 0.0;
  auto values = multiplesOf(step, range.lower + offset, range.upper + offset);
  for (double& value : values) value -= offset;
  ticks = QVector<double>(values.begin(), values.end());
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels == nullptr) return;
  tickLabels->clear();
  for (const double tick : ticks) {
    if (clock) {
      tickLabels->append(clockText(tick, step));
    } else if (!time) {
      tickLabels->append(shortCountText(tick));
    } else if (step < 1.0) {
      tickLabels->append(numberText(tick, 4) + QStringLiteral(" s"));
    } else {
      tickLabels->append(durationText(std::round(tick)));
    }
  }
}

void ValueTicker::generate(const QCPRange& range, const QLocale& /*locale*/, QChar /*formatChar*/,
                           int /*precision*/, QVector<double>& ticks, QVector<double>* subTicks,
                           QVector<QString>* tickLabels) {
  // Percent steps are round in percent, which is round in shares too.
  ticks.clear();
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels != nullptr) tickLabels->clear();
  const std::vector<double> values = roundValues(scale_, range.lower, range.upper, mTickCount);
  const int digits = digitsFor(values);
  // Where a scale crowds its small values, the label of one would touch the next.
  const double room = range.size() / (2.0 * mTickCount);
  double labelled = -HUGE_VAL;
  for (const double value : values) {
    ticks.append(toAxis(scale_, value));
    const bool fits = ticks.back() - labelled >= room;
    if (fits) labelled = ticks.back();
    if (tickLabels != nullptr) tickLabels->append(fits ? label(value, digits) : QString());
  }
}

QString ValueTicker::label(double value, int digits) const {
  switch (kind_) {
    case PlotKind::lossScale:
      return powerText(2, static_cast<int>(std::lround(std::log2(value))));
    case PlotKind::overflow:
      return shortCountText(value);
    case PlotKind::underflowShare:
      return percentText(value, digits);
    case PlotKind::loss:
    case PlotKind::gradNorm:
    case PlotKind::stepTime:
      return numberText(value, digits);
  }
  return {};
}

}  // namespace scalescope
