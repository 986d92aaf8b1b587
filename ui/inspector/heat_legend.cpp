#include "ui/inspector/heat_legend.h"

#include <QPainter>

#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr int barHeight = 8;
constexpr int sideRoom = 30;  // px beside the bar for half of its outer labels

}  // namespace

HeatLegend::HeatLegend(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setMaximumWidth(280);
}

void HeatLegend::setMeasure(Measure measure) {
  measure_ = measure;
  setToolTip(measureTip(measure));
  setAccessibleName(tr("Colours of the table: %1").arg(measureLabel(measure)));
  update();
}

QSize HeatLegend::sizeHint() const {
  return {2 * sideRoom + 110, barHeight + fontMetrics().height() + 4};
}

void HeatLegend::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const bool dark = isDark(palette());
  const QRect bar(sideRoom, 2, width() - 2 * sideRoom, barHeight);
  for (int x = 0; x < bar.width(); ++x) {
    const double heat = (x + 1.0) / bar.width();
    painter.fillRect(bar.left() + x, bar.top(), 1, barHeight,
                     heatColour(measure_, heat, palette().color(QPalette::AlternateBase), dark));
  }
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawRect(bar.adjusted(0, 0, -1, -1));
  painter.setPen(palette().color(QPalette::WindowText));
  for (const LegendMark& mark : legendOf(measure_)) {
    const int x = bar.left() + static_cast<int>(mark.heat * bar.width());
    painter.drawText(QRect(x - 50, bar.bottom() + 1, 100, fontMetrics().height()),
                     Qt::AlignHCenter | Qt::AlignTop, mark.text);
  }
}

}  // namespace scalescope
