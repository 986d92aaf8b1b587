#pragma once

#include <qcustomplot.h>

#include "ui/plots/plot_kind.h"

namespace scalescope {

/// Ticks of the x axis: whole steps and samples, times in minutes and hours.
class XTicker : public QCPAxisTicker {
 public:
  explicit XTicker(XAxis axis) : axis_(axis) {}
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;

 private:
  XAxis axis_;
};

/// Ticks of a y axis whose coordinates are toAxis() of the values.
class ValueTicker : public QCPAxisTicker {
 public:
  ValueTicker(ValueScale scale, PlotKind kind) : scale_(scale), kind_(kind) {}
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;

 private:
  QString label(double value, int digits) const;

  ValueScale scale_;
  PlotKind kind_;
};

}  // namespace scalescope
