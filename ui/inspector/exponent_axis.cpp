#include "ui/inspector/exponent_axis.h"

#include <qcustomplot.h>

#include "ui/plots/number_text.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

class PowerTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale& /*locale*/, QChar /*formatChar*/,
                int /*precision*/, QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override {
    const int apart = range.size() > 100.0 ? 16 : 8;
    ticks.clear();
    if (subTicks != nullptr) subTicks->clear();
    if (tickLabels != nullptr) tickLabels->clear();
    const int first = static_cast<int>(std::ceil(range.lower / apart)) * apart;
    for (int exponent = first; exponent <= range.upper; exponent += apart) {
      ticks.append(exponent);
      if (tickLabels != nullptr) tickLabels->append(powerText(2, exponent));
    }
  }
};

}  // namespace

FormatRanges rangesOf(Format format) {
  const FormatInfo& facts = info(format);
  return {facts.minExponent - facts.mantissaBits - 1, facts.minExponent, facts.maxExponent + 1};
}

std::array<QColor, 4> rangeColours(const PlotTheme& theme) {
  const QColor cold = runColour(QStringLiteral("fp32"), 0, theme.dark);
  const QColor hot = eventColour(EventKind::overflow, theme.dark);
  const double share = theme.dark ? 0.26 : 0.18;
  return {mixed(theme.ground, cold, share), mixed(theme.ground, cold, share / 2.5), theme.ground,
          mixed(theme.ground, hot, share)};
}

void themeAxis(QCPAxis* axis, const PlotTheme& theme) {
  axis->setBasePen(QPen(theme.frame));
  axis->setTickPen(QPen(theme.frame));
  axis->setSubTickPen(Qt::NoPen);
  axis->setTickLabelColor(theme.faintText);
  axis->setLabelColor(theme.faintText);
  axis->setTickLabelFont(theme.smallFont);
  axis->setLabelFont(theme.smallFont);
  axis->setTickLengthIn(0);
  axis->setTickLengthOut(3);
  axis->setLabelPadding(2);
  axis->setTickLabelPadding(3);
  axis->grid()->setPen(QPen(theme.grid));
  axis->grid()->setZeroLinePen(Qt::NoPen);
}

void setUpExponentAxis(QCPAxis* axis, const PlotTheme& theme) {
  themeAxis(axis, theme);
  axis->setTicker(QSharedPointer<PowerTicker>::create());
}

}  // namespace scalescope
