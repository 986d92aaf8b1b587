#pragma once

#include <qcustomplot.h>

#include "ui/inspector/inspected_runs.h"
#include "ui/plots/plot_theme.h"

namespace scalescope {

/// The exponents of the selected tensor in one run.
struct HistogramCurve {
  QString name;
  QColor colour;
  StepPtr step;
  int tensor = 0;       ///< index in the step's table
  int shift = 0;        ///< binades that a what-if scale moves them by
  bool chosen = false;  ///< the run that the table shows
};

/// The exponent histogram of one tensor for every run at once, before the cast, over the ranges of
/// a format: what becomes zero, subnormal, normal or infinite. What a run's own format keeps is
/// filled.
class HistogramView : public QCustomPlot {
  Q_OBJECT

 public:
  explicit HistogramView(QWidget* parent = nullptr);
  /// `format` is the one whose ranges are shown.
  void show(const QList<HistogramCurve>& curves, Format format);
  const QList<HistogramCurve>& curves() const { return curves_; }
  Format format() const { return format_; }
  QSize minimumSizeHint() const override { return {180, 70}; }

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void retheme();
  void rebuild();
  void addCurve(const HistogramCurve& curve);
  void placeRanges();

  QList<HistogramCurve> curves_;
  Format format_ = Format::fp16;
  PlotTheme theme_;
  std::array<QCPItemRect*, 4> ranges_{};
  std::array<QCPItemText*, 4> labels_{};
};

}  // namespace scalescope
