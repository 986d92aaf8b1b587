#include "ui/plots/legend_bar.h"

#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/plots/line_shapes.h"
#include "ui/plots/run_groups.h"
#include "ui/style/flow_layout.h"

namespace scalescope {
namespace {

/// A stroke of the run's line, or a patch of its band; hollow while the run is hidden.
QIcon swatch(const QColor& colour, const QColor& ground, LineShape shape, double width,
             qreal ratio) {
  QIcon icon;
  for (const auto state : {QIcon::On, QIcon::Off}) {
    QPixmap pixmap(QSize(16, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (state == QIcon::On) {
      painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
      painter.drawLine(QLineF(0, 8, 16, 8));
      drawShape(painter, shape, {8, 8}, colour, ground);
    } else {
      painter.setPen(QPen(colour, 1.2, Qt::DotLine, Qt::FlatCap));
      painter.drawLine(QLineF(0, 8, 16, 8));
    }
    painter.end();
    icon.addPixmap(pixmap, QIcon::Normal, state);
  }
  return icon;
}

}  // namespace

LegendBar::LegendBar(QWidget* parent) : QWidget(parent) {
  new FlowLayout(this, 2);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName(tr("Legend"));
}

int LegendBar::lineWidth() const {
  int width = 0;
  for (const QToolButton* button : buttons_)
    width += button->sizeHint().width() + layout()->spacing();
  for (const QLabel* label : labels_) width += label->sizeHint().width() + layout()->spacing();
  return width;
}

void LegendBar::forget(const PlotModel& model, bool all) {
  qDeleteAll(labels_);
  labels_.clear();
  for (auto it = buttons_.begin(); it != buttons_.end();) {
    if (all || model.find(it.key()) == nullptr) {
      delete it.value();
      it = buttons_.erase(it);
    } else {
      ++it;
    }
  }
}

QToolButton* LegendBar::addButton(RunKey key) {
  auto* button = new QToolButton(this);
  button->setCheckable(true);
  button->setAutoRaise(true);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::TabFocus);
  layout()->addWidget(button);
  connect(button, &QToolButton::clicked, this,
          [this, key](bool checked) { emit toggled(key, checked); });
  return button;
}

void LegendBar::setRun(QToolButton& button, const PlotRun& run, double width, LineShape shape,
                       const PlotTheme& theme) const {
  const QFontMetrics metrics(button.font());
  const QString name = run.note.isEmpty() ? run.look.name : run.look.name + " – " + run.note;
  button.setText(metrics.elidedText(name, Qt::ElideMiddle, 220));
  button.setChecked(run.visible);
  button.setIcon(
      swatch(theme.colourOf(run.look), theme.surround, shape, width, devicePixelRatioF()));
  button.setToolTip(run.visible ? tr("Hide %1 in all plots").arg(run.look.name)
                                : tr("Show %1 in all plots").arg(run.look.name));
  button.setAccessibleName(run.look.name);
}

void LegendBar::setRuns(const PlotModel& model, const PlotTheme& theme) {
  forget(model, model.settings.grouped);
  if (model.settings.grouped) return setGroups(model, theme);
  const LineShapes shapes(model, theme.dark);
  int count = 0;
  for (const auto& run : model.runs()) {
    const bool known = buttons_.contains(run->key);
    if (++count > mostButtons && !known) continue;
    if (!known) buttons_[run->key] = addButton(run->key);
    const double width = run->look.noiseOf ? 10.0 : count == 1 ? 4.0 : 2.4;
    setRun(*buttons_[run->key], *run, width, shapes.of(run->key), theme);
  }
  const auto more = static_cast<int>(model.runs().size()) - static_cast<int>(buttons_.size());
  if (more <= 0) return;
  labels_ << new QLabel(tr("and %1 more").arg(more), this);
  labels_.back()->setToolTip(tr("Group runs to tell so many apart"));
  layout()->addWidget(labels_.back());
}

void LegendBar::setGroups(const PlotModel& model, const PlotTheme& theme) {
  const LineShapes shapes(model, theme.dark);
  const auto add = [this](QLabel* label) {
    label->setToolTip(tr("Mean of these runs; the band is a standard deviation to either side"));
    layout()->addWidget(label);
    labels_ << label;
  };
  for (const RunGroup& group : groupsOf(model)) {
    constexpr double width = 4.0;
    const LineShape shape = shapes.of(group.runs.front()->key);
    auto* line = new QLabel(this);
    line->setPixmap(
        swatch(theme.colourOf(group.look), theme.surround, shape, width, devicePixelRatioF())
            .pixmap({16, 16}, devicePixelRatioF(), QIcon::Normal, QIcon::On));
    line->setMargin(3);
    add(line);
    auto* name = new QLabel(groupLabel(group.look.name, group.runs.size()), this);
    name->setTextFormat(Qt::PlainText);
    name->setMargin(3);
    add(name);
    if (labels_.size() >= 2 * mostButtons) break;
  }
}

}  // namespace scalescope
