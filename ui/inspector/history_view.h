#pragma once

#include <qcustomplot.h>

#include <optional>

#include "ui/inspector/inspected_runs.h"
#include "ui/plots/plot_theme.h"

namespace scalescope {

/// The exponent histograms of one tensor over the steps of a run: steps across, exponents up, a
/// colour for the share of the values. A click goes to a step.
class HistoryView : public QCustomPlot {
  Q_OBJECT

 public:
  static constexpr std::size_t mostColumns = 300;

  explicit HistoryView(QWidget* parent = nullptr);
  /// Null: nothing. `format` is the one whose ranges are marked.
  void show(const HistoryPtr& history, Format format, const QColor& colour);
  void setStep(std::optional<qint64> step);  ///< that the other views show
  const HistoryPtr& history() const { return history_; }
  QSize minimumSizeHint() const override { return {180, 60}; }

 signals:
  void stepActivated(qint64 step);

 protected:
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  void retheme();
  void rebuild();
  void fill(int first, int last);
  void choose(QMouseEvent* event);

  HistoryPtr history_;
  Format format_ = Format::fp16;
  QColor colour_;
  std::optional<qint64> step_;
  PlotTheme theme_;
  QCPColorMap* map_ = nullptr;
  std::array<QCPItemStraightLine*, 3> limits_{};
  QCPItemStraightLine* cursor_ = nullptr;
};

}  // namespace scalescope
