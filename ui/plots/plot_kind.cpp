#include "ui/plots/plot_kind.h"

#include <QDateTime>
#include <QLocale>

#include "ui/plots/number_text.h"
#include "ui/plots/plot_text.h"

namespace scalescope {
namespace {

constexpr std::array<PlotTraits, plotKindCount> table{{
    {"loss", ValueScale::linear, ValueScale::log10, false, CurveStyle::line, true, false, 8.0},
    {"loss-scale", ValueScale::log2, ValueScale::log2, true, CurveStyle::steps, false, false, 0.0},
    {"gradient-norm", ValueScale::linear, ValueScale::log10, true, CurveStyle::line, true, true,
     0.0},
    {"overflows", ValueScale::linear, ValueScale::log1p, true, CurveStyle::impulses, false, true,
     0.0},
    {"underflow-share", ValueScale::linear, ValueScale::log10, false, CurveStyle::line, true, true,
     0.0},
    {"step-time", ValueScale::linear, ValueScale::log10, false, CurveStyle::line, true, true, 2.0},
}};

}  // namespace

const PlotTraits& traits(PlotKind kind) { return table[indexOf(kind)]; }

QString plotTitle(PlotKind kind) {
  switch (kind) {
    case PlotKind::loss:
      return PlotText::tr("Loss");
    case PlotKind::lossScale:
      return PlotText::tr("Loss scale");
    case PlotKind::gradNorm:
      return PlotText::tr("Gradient norm");
    case PlotKind::overflow:
      return PlotText::tr("Overflows per step");
    case PlotKind::underflowShare:
      return PlotText::tr("Underflow share");
    case PlotKind::stepTime:
      return PlotText::tr("Step time (ms)");
  }
  return {};
}

QString xAxisLabel(XAxis axis) {
  switch (axis) {
    case XAxis::step:
      return PlotText::tr("Step");
    case XAxis::wallTime:
      return PlotText::tr("Relative time (min:s)");
    case XAxis::samples:
      return PlotText::tr("Samples");
    case XAxis::clock:
      return PlotText::tr("Wall time");
  }
  return {};
}

QString readOut(PlotKind kind, double value) {
  if (!std::isfinite(value)) return nonFiniteText(value);
  switch (kind) {
    case PlotKind::lossScale:
      return powerOfTwoText(value);
    case PlotKind::overflow:
      return value == std::floor(value) ? countText(value) : numberText(value, 3);
    case PlotKind::underflowShare:
      return percentText(value, 3);
    case PlotKind::stepTime:
      return numberText(value, 3);
    case PlotKind::loss:
    case PlotKind::gradNorm:
      return numberText(value, 4);
  }
  return {};
}

QString durationText(double seconds) {
  if (seconds < 1.0) return numberText(seconds, 3) + QStringLiteral(" s");
  const auto whole = static_cast<qint64>(seconds);
  const auto twoDigits = [](qint64 number) {
    return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0'));
  };
  if (whole < 3600) return QStringLiteral("%1:%2").arg(whole / 60).arg(twoDigits(whole % 60));
  return QStringLiteral("%1:%2:%3")
      .arg(whole / 3600)
      .arg(twoDigits(whole / 60 % 60), twoDigits(whole % 60));
}

QString secondsText(double seconds) {
  constexpr double kMinute = 60.0;
  return seconds < kMinute ? numberText(seconds, 4) + QStringLiteral(" s") : durationText(seconds);
}

QString clockText(double seconds, double apart) {
  if (apart < 1.0) {
    const auto moment = QDateTime::fromMSecsSinceEpoch(std::llround(1000.0 * seconds));
    return moment.toString(QStringLiteral("HH:mm:ss.zzz"));
  }
  const auto time = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::round(seconds)));
  constexpr double kDay = 86400.0;
  if (apart < 60.0) return time.toString(QStringLiteral("HH:mm:ss"));
  if (apart >= kDay) return time.toString(QStringLiteral("yyyy-MM-dd"));
  return time.toString(apart < 3600.0 ? QStringLiteral("HH:mm") : QStringLiteral("MM-dd HH:mm"));
}

QString momentText(double seconds, bool withDate) {
  if (!withDate) return clockText(seconds, 1.0);
  const auto time = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::round(seconds)));
  return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString countText(double count) { return QLocale().toString(static_cast<qint64>(count)); }

}  // namespace scalescope
