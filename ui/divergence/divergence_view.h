#pragma once

#include <qcustomplot.h>

#include <vector>

#include "ui/divergence/divergence_curves.h"
#include "ui/plots/plot_theme.h"

namespace scalescope {

/// Three plots side by side over one step axis: the wheel zooms it, dragging pans, a double click
/// shows all, a click chooses a step.
class DivergenceView : public QCustomPlot {
  Q_OBJECT

 public:
  explicit DivergenceView(QWidget* parent = nullptr);

  void setContent(const std::vector<DivergenceCurves>& runs,
                  const std::vector<DivergenceBands>& bands);
  QCPAxisRect* rect(DivergenceQuantity quantity) const {
    return rects_[static_cast<std::size_t>(quantity)];
  }
  QSize minimumSizeHint() const override;

 signals:
  void stepClicked(qint64 step);

 protected:
  void changeEvent(QEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  void setTheme();
  void setUp(DivergenceQuantity quantity);
  void addBand(QCPAxisRect* rect, const DivergenceBand& band);
  void addCurve(QCPAxisRect* rect, const DivergenceCurve& curve);
  void fitValues(DivergenceQuantity quantity);
  void showAllSteps();
  void shareRange(const QCPRange& range);

  PlotTheme theme_;
  std::array<QCPAxisRect*, divergenceQuantityCount> rects_{};
  std::array<QCPTextElement*, divergenceQuantityCount> titles_{};
  std::vector<DivergenceCurves> runs_;
  std::vector<DivergenceBands> bands_;
  double lastStep_ = 1.0;
  bool zoomed_ = false;
  QPoint pressed_;
};

QString titleOf(DivergenceQuantity quantity);

}  // namespace scalescope
