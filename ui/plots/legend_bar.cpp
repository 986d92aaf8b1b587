#include "ui/plots/legend_bar.h"

#include <QPainter>
#include <QToolButton>

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
  return width;
}

void LegendBar::setRuns(const PlotModel& model, bool dark) {
  for (auto it = buttons_.begin(); it != buttons_.end();) {
    if (model.find(it.key()) == nullptr) {
      delete it.value();
      it = buttons_.erase(it);
    } else {
      ++it;
    }
  }
  bool first = true;
  for (const auto& run : model.runs()) {
    QToolButton*& button = buttons_[run->key];
    if (button == nullptr) {
      button = new QToolButton(this);
      button->setCheckable(true);
      button->setAutoRaise(true);
      button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
      button->setFocusPolicy(Qt::TabFocus);
      layout()->addWidget(button);
      connect(button, &QToolButton::clicked, this,
              [this, key = run->key](bool checked) { emit toggled(key, checked); });
    }
    const QFontMetrics metrics(button->font());
    const QString name = run->note.isEmpty() ? run->look.name : run->look.name + " – " + run->note;
    button->setText(metrics.elidedText(name, Qt::ElideMiddle, 220));
    button->setChecked(run->visible);
    button->setIcon(swatch(dark ? run->look.dark : run->look.light, first,
                           run->look.noiseOf.has_value(), devicePixelRatioF()));
    button->setToolTip(run->visible ? tr("Hide %1 in all plots").arg(run->look.name)
                                    : tr("Show %1 in all plots").arg(run->look.name));
    button->setAccessibleName(run->look.name);
    first = false;
  }
}

}  // namespace scalescope
