#pragma once

#include <QWidget>

#include "ui/inspector/measure.h"

namespace scalescope {

/// What the colours of the heat table stand for.
class HeatLegend : public QWidget {
  Q_OBJECT

 public:
  explicit HeatLegend(QWidget* parent = nullptr);
  void setMeasure(Measure measure);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Measure measure_ = Measure::underflow;
};

}  // namespace scalescope
