#include "ui/plots/legend_strip.h"

#include "ui/plots/line_shapes.h"
#include "ui/plots/run_groups.h"

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
  const LineShapes shapes(model_, theme_.dark);
  const auto add = [&](RunKey key, const RunLook& look, const QString& name, double width) {
    painter->setPen(QPen(theme_.colourOf(look), width, Qt::SolidLine, Qt::FlatCap));
    painter->drawLine(QLineF(x, middle, x + swatch, middle));
    drawShape(*painter, shapes.of(key), QPointF(x + swatch / 2.0, middle), theme_.colourOf(look),
              theme_.ground);
    x += swatch + space;
    painter->setPen(theme_.text);
    painter->drawText(x, middle + metrics.ascent() / 2 - 1, name);
    x += metrics.horizontalAdvance(name) + 3 * space;
  };
  if (model_.settings.grouped) {
    for (const RunGroup& group : groupsOf(model_))
      add(group.runs.front()->key, group.look, groupLabel(group.look.name, group.runs.size()), 3.0);
    return;
  }
  bool first = true;
  for (const auto& run : model_.runs()) {
    const double width = run->look.noiseOf ? 9.0 : first ? 3.0 : 1.8;
    first = false;
    if (run->visible && x < rect().right()) add(run->key, run->look, run->look.name, width);
  }
}

}  // namespace scalescope
