#include "ui/plots/legend_bar.h"

#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/plots/run_groups.h"
#include "ui/style/flow_layout.h"

namespace scalescope {
namespace {

/// A stroke of the run's line, or a patch of its band; hollow while the run is hidden.
QIcon swatch(const QColor& colour, bool first, bool band, qreal ratio) {
  QIcon icon;
  for (const auto state : {QIcon::On, QIcon::Off}) {
    QPixmap pixmap(QSize(16, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = band ? 10.0 : first ? 4.0 : 2.4;
    if (state == QIcon::On) {
      painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
      painter.drawLine(QLineF(0, 8, 16, 8));
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

void LegendBar::setRun(QToolButton& button, const PlotRun& run, bool first, bool dark) const {
  const QFontMetrics metrics(button.font());
  const QString name = run.note.isEmpty() ? run.look.name : run.look.name + " – " + run.note;
  button.setText(metrics.elidedText(name, Qt::ElideMiddle, 220));
  button.setChecked(run.visible);
  button.setIcon(swatch(dark ? run.look.dark : run.look.light, first, run.look.noiseOf.has_value(),
                        devicePixelRatioF()));
  button.setToolTip(run.visible ? tr("Hide %1 in all plots").arg(run.look.name)
                                : tr("Show %1 in all plots").arg(run.look.name));
  button.setAccessibleName(run.look.name);
}

void LegendBar::setRuns(const PlotModel& model, bool dark) {
  forget(model, model.settings.grouped);
  if (model.settings.grouped) return setGroups(model, dark);
  int count = 0;
  for (const auto& run : model.runs()) {
    const bool known = buttons_.contains(run->key);
    if (++count > mostButtons && !known) continue;
    if (!known) buttons_[run->key] = addButton(run->key);
    setRun(*buttons_[run->key], *run, count == 1, dark);
  }
  const auto more = static_cast<int>(model.runs().size()) - static_cast<int>(buttons_.size());
  if (more <= 0) return;
  labels_ << new QLabel(tr("and %1 more").arg(more), this);
  labels_.back()->setToolTip(tr("Group runs to tell so many apart"));
  layout()->addWidget(labels_.back());
}

void LegendBar::setGroups(const PlotModel& model, bool dark) {
  const auto groups = groupsOf(model);
  for (const RunGroup& group : groups) {
    const QColor colour = dark ? group.look.dark : group.look.light;
    auto* label = new QLabel(this);
    label->setTextFormat(Qt::RichText);
    label->setText(
        QString("<span style='color:%1'>━━</span> %2")
            .arg(colour.name(), groupLabel(group.look.name, group.runs.size()).toHtmlEscaped()));
    label->setToolTip(tr("Mean of these runs; the band is a standard deviation to either side"));
    label->setMargin(3);
    layout()->addWidget(label);
    labels_ << label;
    if (labels_.size() == mostButtons) break;
  }
}

}  // namespace scalescope
