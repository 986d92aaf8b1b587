#include "ui/plots/legend_strip.h"

namespace scalescope {

LegendStrip::LegendStrip(QCustomPlot* plot, const PlotModel& model)
    : QCPLayoutElement(plot), model_(model) {
  setLayer(QStringLiteral("legend"));
}

void LegendStrip::setTheme(const PlotTheme& theme) {
  theme_ = theme;
  const int height = QFontMetrics(theme.font).height() + 8;
  setMinimumSize(10, height);
  setMaximumSize(QWIDGETSIZE_MAX, height);
}

void LegendStrip::draw(QCPPainter* painter) {
  const QFontMetrics metrics(theme_.font);
  constexpr int swatch = 22;
  constexpr int space = 6;
  int x = rect().left() + 4;
  const int middle = rect().center().y();
  painter->setFont(theme_.font);
  bool first = true;
  for (const auto& run : model_.runs()) {
    const double width = run->look.noiseOf ? 9.0 : first ? 3.0 : 1.8;
    first = false;
    if (!run->visible) continue;
    painter->setPen(QPen(theme_.colourOf(run->look), width, Qt::SolidLine, Qt::FlatCap));
    painter->drawLine(QLineF(x, middle, x + swatch, middle));
    x += swatch + space;
    painter->setPen(theme_.text);
    painter->drawText(x, middle + metrics.ascent() / 2 - 1, run->look.name);
    x += metrics.horizontalAdvance(run->look.name) + 3 * space;
  }
}

}  // namespace scalescope
