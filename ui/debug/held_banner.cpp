#include "ui/debug/held_banner.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include "ui/style/colours.h"

namespace scalescope {

HeldBanner::HeldBanner(const QList<Choice>& choices, QWidget* parent)
    : QFrame(parent), text_(new QLabel(this)) {
  setFrameShape(QFrame::NoFrame);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  setAccessibleName(tr("A step waits before its update"));
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::RichText);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(18, 10, 14, 10);
  layout->setSpacing(8);
  layout->addWidget(text_, 1);
  for (const Choice& choice : choices) {
    auto* button = new QPushButton(choice.action->icon(), choice.label, this);
    button->setToolTip(choice.tip);
    button->setAccessibleName(choice.label);
    button->setEnabled(choice.action->isEnabled());
    connect(button, &QPushButton::clicked, choice.action, &QAction::trigger);
    connect(choice.action, &QAction::changed, button,
            [button, action = choice.action] { button->setEnabled(action->isEnabled()); });
    layout->addWidget(button);
  }
  hide();
}

void HeldBanner::showText(const QString& text) {
  text_->setText(text);
  show();
}

QString HeldBanner::text() const { return text_->text(); }

void HeldBanner::paintEvent(QPaintEvent* event) {
  QFrame::paintEvent(event);
  constexpr int edge = 5;
  QPainter painter(this);
  painter.fillRect(0, 0, edge, height(), eventColour(EventKind::breakpoint, isDark(palette())));
}

}  // namespace scalescope
