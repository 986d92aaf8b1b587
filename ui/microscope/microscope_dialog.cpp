#include "ui/microscope/microscope_dialog.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScreen>
#include <QShowEvent>
#include <QVBoxLayout>
#include <utility>

#include "ui/microscope/number_microscope.h"

namespace scalescope {

MicroscopeDialog::MicroscopeDialog(QWidget* parent)
    : QDialog(parent), microscope_(new NumberMicroscope(this)) {
  setWindowTitle(tr("Number microscope"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close the microscope (Esc)"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(microscope_, 1);
  layout->addWidget(buttons);
}

/// The first time with room for the whole table, whose fonts are known now.
void MicroscopeDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  if (event->spontaneous() || std::exchange(sized_, true)) return;
  for (QLayout* each : findChildren<QLayout*>()) each->invalidate();
  QSize wanted = layout()->totalSizeHint();
  if (const QScreen* screen = this->screen()) wanted = wanted.boundedTo(screen->availableSize());
  resize(wanted);
}

void MicroscopeDialog::showValue(double value, Format highlighted) {
  microscope_->showValue(value, highlighted);
  show();
  raise();
  activateWindow();
}

}  // namespace scalescope
