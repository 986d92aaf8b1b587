#include "ui/plots/legend_strip.h"

#include <algorithm>

#include "ui/plots/line_shapes.h"
#include "ui/plots/plot_text.h"
#include "ui/plots/run_groups.h"

namespace scalescope {
namespace {

constexpr int swatch = 22, space = 6, side = 4;  // pixels

}  // namespace

LegendStrip::LegendStrip(QCustomPlot* plot, const PlotModel& model)
    : QCPLayoutElement(plot), model_(model) {
  setLayer(QStringLiteral("legend"));
}

int LegendStrip::lineHeight() const { return QFontMetrics(theme_.font).height() + 4; }

void LegendStrip::setTheme(const PlotTheme& theme) {
  theme_ = theme;
  fit();
}

void LegendStrip::fit() {
  const int height = arranged().lines * lineHeight() + 4;
  setMinimumSize(10, height);
  setMaximumSize(QWIDGETSIZE_MAX, height);
}

std::vector<LegendStrip::Entry> LegendStrip::entries() const {
  std::vector<Entry> all;
  if (model_.settings.grouped) {
    for (const RunGroup& group : groupsOf(model_)) {
      const QString name = groupLabel(group.look.name, group.runs.size());
      all.push_back({group.runs.front()->key, group.look, name, 3.0, {}});
    }
    return all;
  }
  bool first = true;
  for (const auto& run : model_.runs()) {
    const double width = run->look.noiseOf ? 9.0 : first ? 3.0 : 1.8;
    first = false;
    if (run->visible) all.push_back({run->key, run->look, run->look.name, width, {}});
  }
  return all;
}

LegendStrip::Arrangement LegendStrip::arranged() const {
  const QFontMetrics metrics(theme_.font);
  const int width = mParentPlot->viewport().width() - 4 * side;
  const int most = std::max(mParentPlot->viewport().height() / (4 * lineHeight()), 1);
  Arrangement arranged{entries(), 1, {}};
  std::vector<Entry>& all = arranged.entries;
  int x = 0, line = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int own = swatch + space + metrics.horizontalAdvance(all[i].name) + 3 * space;
    if (x > 0 && x + own > width) {
      x = 0;
      ++line;
    }
    if (line == most) {
      // The number takes the place of the last of them.
      arranged.rest = PlotText::tr("… and %1 more").arg(all.size() - i + 1);
      all.resize(i - 1);
      break;
    }
    all[i].at = {x, line * lineHeight()};
    x += own;
  }
  arranged.lines = std::min(line + 1, most);
  return arranged;
}

void LegendStrip::draw(QCPPainter* painter) {
  const QFontMetrics metrics(theme_.font);
  const LineShapes shapes(model_, theme_.dark);
  const QPoint start = rect().topLeft() + QPoint(side, lineHeight() / 2);
  const Arrangement legend = arranged();
  painter->setFont(theme_.font);
  QPoint end = start;
  for (const Entry& entry : legend.entries) {
    const QPoint at = start + entry.at;
    painter->setPen(QPen(theme_.colourOf(entry.look), entry.width, Qt::SolidLine, Qt::FlatCap));
    painter->drawLine(QLineF(at, at + QPoint(swatch, 0)));
    drawShape(*painter, shapes.of(entry.key), QPointF(at.x() + swatch / 2.0, at.y()),
              theme_.colourOf(entry.look), theme_.ground);
    painter->setPen(theme_.text);
    const QPoint text = at + QPoint(swatch + space, metrics.ascent() / 2 - 1);
    painter->drawText(text, entry.name);
    end = text + QPoint(metrics.horizontalAdvance(entry.name) + 3 * space, 0);
  }
  if (!legend.rest.isEmpty()) painter->drawText(end, legend.rest);
}

}  // namespace scalescope
