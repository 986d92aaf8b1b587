#include "ui/diagnosis/diagnosis_entry.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/colours.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

EventKind kindOf(Concern concern) {
  switch (concern) {
    case Concern::none:
      return EventKind::evaluation;
    case Concern::unknown:
      return EventKind::state;
    case Concern::warning:
      return EventKind::scaleChange;
    case Concern::error:
      break;
  }
  return EventKind::overflow;
}

}  // namespace

DiagnosisEntry::DiagnosisEntry(const DiagnosisText& text, QWidget* parent)
    : QWidget(parent), text_(text), dot_(new DotLabel(this)) {
  auto* title = new QLabel(text.title, this);
  title->setTextFormat(Qt::PlainText);
  QFont bold = title->font();
  bold.setBold(true);
  title->setFont(bold);
  auto* sentence = new QLabel(text.sentence, this);
  sentence->setTextFormat(Qt::PlainText);
  sentence->setWordWrap(true);
  sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
  sentence->setAccessibleName(text.title);
  auto* heading = new QHBoxLayout;
  heading->addWidget(dot_);
  heading->addWidget(title, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 2, 0, 6);
  layout->setSpacing(2);
  layout->addLayout(heading);
  layout->addWidget(sentence);
  if (text.step >= 0 || !text.tensor.isEmpty()) layout->addWidget(makeLinks());
  updateDot();
}

QWidget* DiagnosisEntry::makeLinks() {
  auto* links = new QWidget(this);
  auto* layout = new QHBoxLayout(links);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto add = [&](const QString& text, const QString& tip) {
    auto* button = new QToolButton(links);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    layout->addWidget(button);
    return button;
  };
  if (text_.step >= 0) {
    connect(add(tr("Step %1").arg(text_.step), tr("Show step %1 in every plot").arg(text_.step)),
            &QToolButton::clicked, this, [this] { emit stepRequested(text_.step); });
  }
  if (!text_.tensor.isEmpty()) {
    connect(add(text_.tensor, tr("Show %1 in the inspector").arg(text_.tensor)),
            &QToolButton::clicked, this,
            [this] { emit tensorRequested(text_.tensor, text_.step); });
  }
  layout->addStretch(1);
  return links;
}

void DiagnosisEntry::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) updateDot();
  QWidget::changeEvent(event);
}

void DiagnosisEntry::updateDot() {
  dot_->setColour(eventColour(kindOf(text_.concern), isDark(palette())));
}

}  // namespace scalescope
