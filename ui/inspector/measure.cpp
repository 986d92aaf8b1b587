#include "ui/inspector/measure.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/plots/plot_theme.h"
#include "ui/style/colours.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

constexpr double leastHeat = 0.1;     ///< of what is not nothing
constexpr double shareDecades = 5.0;  ///< from 0.001% to 100%

double heatOfShare(std::uint64_t count, std::uint64_t all) {
  if (count == 0 || all == 0) return 0.0;
  const double share = static_cast<double>(count) / static_cast<double>(all);
  return std::clamp(1.0 + std::log10(share) / shareDecades, leastHeat, 1.0);
}

// The exponents of amax that the colours span: FP16's.
constexpr int coldest = -24;
constexpr int hottest = 16;

Reading readingOfAmax(const TensorSummary& summary) {
  if (summary.nans > 0) return {QStringLiteral("NaN"), 1.0};
  if (summary.infinities > 0) return {QStringLiteral("inf"), 1.0};
  if (summary.largest == 0.0F) return {QStringLiteral("0"), 0.0};
  const int exponent = std::ilogb(summary.largest);
  const double heat = static_cast<double>(exponent - coldest) / (hottest - coldest);
  return {powerText(2, exponent), std::clamp(heat, 0.02, 1.0)};
}

Reading readingOfShare(std::uint64_t count, std::uint64_t all) {
  return {shortShareText(count, all), heatOfShare(count, all)};
}

QString figureLine(const QString& label, const QString& value, const QString& share = {}) {
  return QStringLiteral(
             "<tr><td>%1&nbsp;&nbsp;</td><td align=right>%2&nbsp;&nbsp;</td><td "
             "align=right>%3</td></tr>")
      .arg(label, value, share.toHtmlEscaped());
}

QString countText(std::uint64_t count) {
  return QLocale().toString(static_cast<qulonglong>(count));
}

QString countLine(const QString& label, std::uint64_t count, std::uint64_t all) {
  return figureLine(label, countText(count), shortShareText(count, all));
}

QString valueLine(const QString& label, float value) {
  const QString power =
      value > 0.0F ? QStringLiteral("≈ 2^%1").arg(std::log2(value), 0, 'f', 1) : QString();
  return figureLine(label, numberText(value, 4), power);
}

}  // namespace

QString measureLabel(Measure measure) {
  switch (measure) {
    case Measure::underflow:
      return tr("Underflow");
    case Measure::overflow:
      return tr("Overflow");
    case Measure::zeros:
      return tr("Zeros");
    case Measure::subnormals:
      return tr("Subnormal");
    case Measure::amax:
      return tr("Amax");
    case Measure::lostUpdates:
      return tr("Lost updates");
  }
  return {};
}

QString measureTip(Measure measure) {
  switch (measure) {
    case Measure::underflow:
      return tr("Share of values that were not zero before the cast, and are after it");
    case Measure::overflow:
      return tr("Share of values that are not finite after the cast: ±inf or NaN");
    case Measure::zeros:
      return tr("Share of values that were zero already before the cast");
    case Measure::subnormals:
      return tr("Share of values below the format's smallest normal value: fewer mantissa bits");
    case Measure::amax:
      return tr("Largest magnitude before the cast, as a power of two");
    case Measure::lostUpdates:
      return tr("Share of updates that were not zero and left their weight unchanged");
  }
  return {};
}

QString shortShareText(std::uint64_t count, std::uint64_t all) {
  if (count == 0 || all == 0) return QStringLiteral("0");
  if (count == all) return QStringLiteral("100%");
  const double percent = 100.0 * static_cast<double>(count) / static_cast<double>(all);
  if (percent < 0.01) return QStringLiteral("<0.01%");
  if (percent < 1.0) return QString::number(percent, 'f', 2) + QStringLiteral("%");
  if (percent < 10.0) return QString::number(percent, 'f', 1) + QStringLiteral("%");
  return QString::number(std::min(percent, 99.9), 'f', percent < 99.0 ? 0 : 1) +
         QStringLiteral("%");
}

std::optional<Reading> readingOf(Measure measure, const TensorInfo& tensor,
                                 const TensorSummary& summary, const CastLoss* foretold,
                                 bool hidden) {
  switch (measure) {
    case Measure::underflow:
      if (hidden && summary.underflow == 0 && (!foretold || foretold->underflow == 0))
        return Reading{QStringLiteral("?"), 0.0};
      return readingOfShare(foretold ? foretold->underflow : summary.underflow, summary.elements);
    case Measure::overflow: {
      const std::uint64_t overflow = foretold ? foretold->overflow : summary.overflow;
      return readingOfShare(overflow + summary.nonFiniteBefore(), summary.elements);
    }
    case Measure::zeros:
      return readingOfShare(summary.zeros, summary.elements);
    case Measure::subnormals:
      return readingOfShare(summary.subnormals, summary.elements);
    case Measure::amax:
      return readingOfAmax(summary);
    case Measure::lostUpdates:
      if (tensor.role != TensorRole::update) return std::nullopt;
      return readingOfShare(summary.lostUpdates, summary.elements);
  }
  return std::nullopt;
}

QColor heatColour(Measure measure, double heat, const QColor& ground, bool dark) {
  if (heat <= 0.0) return ground;
  const QColor cold = runColour(QStringLiteral("fp32"), 0, dark);
  const QColor hot = eventColour(EventKind::overflow, dark);
  constexpr double strongest = 0.85;
  switch (measure) {
    case Measure::amax:  // cold below the middle of the range, hot above
      return heat < 0.5 ? mixed(ground, cold, strongest * (1.0 - 2.0 * heat))
                        : mixed(ground, hot, strongest * (2.0 * heat - 1.0));
    case Measure::overflow:
      return mixed(ground, hot, strongest * heat);
    case Measure::underflow:
      return mixed(ground, cold, strongest * heat);
    case Measure::zeros:
      return mixed(ground, eventColour(EventKind::state, dark), strongest * heat);
    case Measure::subnormals:
      return mixed(ground, eventColour(EventKind::injection, dark), strongest * heat);
    case Measure::lostUpdates:
      return mixed(ground, eventColour(EventKind::breakpoint, dark), strongest * heat);
  }
  return ground;
}

QList<LegendMark> legendOf(Measure measure) {
  if (measure == Measure::amax) {
    const auto at = [](int exponent) {
      return LegendMark{static_cast<double>(exponent - coldest) / (hottest - coldest),
                        powerText(2, exponent)};
    };
    return {at(coldest), at(-4), at(hottest)};
  }
  return {{leastHeat, QStringLiteral("≤ 0.003%")},
          {1.0 - 2.0 / shareDecades, QStringLiteral("1%")},
          {1.0, QStringLiteral("100%")}};
}

QString figuresOf(const TensorInfo& tensor, const TensorSummary& summary, const CastLoss* foretold,
                  bool hidden) {
  const std::uint64_t all = summary.elements;
  const std::string_view label = info(tensor.format).label;
  QString text = QStringLiteral("<b>%1</b>, %2<table>")
                     .arg(QString::fromStdString(tensor.name).toHtmlEscaped(),
                          QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())));
  text += figureLine(tr("Values"), countText(all));
  text += valueLine(tr("Amax"), summary.largest);
  text += valueLine(tr("Smallest, not zero"), summary.smallest);
  text += countLine(tr("Zeros"), summary.zeros, all);
  text += countLine(tr("Subnormal"), summary.subnormals, all);
  if (hidden) {
    text += figureLine(tr("Underflow"), tr("not told"), tr("among the zeros"));
  } else {
    text += countLine(tr("Underflow"), summary.underflow, all);
  }
  text += countLine(tr("Overflow"), summary.overflow, all);
  text += countLine(tr("±inf before the cast"), summary.infinities, all);
  text += countLine(tr("NaN before the cast"), summary.nans, all);
  if (tensor.role == TensorRole::update) {
    text += countLine(tr("Lost updates"), summary.lostUpdates, all);
  }
  if (foretold != nullptr) {
    text += countLine(tr("Underflow, what if"), foretold->underflow, all);
    text += countLine(tr("Overflow, what if"), foretold->overflow, all);
  }
  return text + QStringLiteral("</table>");
}

QString tensorLabel(const QString& part) {
  static const QHash<QString, const char*> labels{{"output", QT_TR_NOOP("Output")},
                                                  {"output.grad", QT_TR_NOOP("Output gradient")},
                                                  {"input.grad", QT_TR_NOOP("Input gradient")},
                                                  {"weight", QT_TR_NOOP("Weight")},
                                                  {"weight.grad", QT_TR_NOOP("Weight gradient")},
                                                  {"weight.update", QT_TR_NOOP("Weight update")},
                                                  {"bias", QT_TR_NOOP("Bias")},
                                                  {"bias.grad", QT_TR_NOOP("Bias gradient")},
                                                  {"bias.update", QT_TR_NOOP("Bias update")}};
  const char* label = labels.value(part, nullptr);
  return label != nullptr ? tr(label) : part;
}

}  // namespace scalescope
