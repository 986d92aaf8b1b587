#include "ui/debug/dialog_form.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace scalescope {

DialogForm::DialogForm(QDialog& dialog, const QString& intro)
    : dialog_(dialog), intro_(new QLabel(intro, &dialog)), fields_(new QFormLayout) {
  intro_->setWordWrap(true);
  fields_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  auto* layout = new QVBoxLayout(&dialog);
  layout->addWidget(intro_);
  layout->addLayout(fields_);
}

void DialogForm::add(const QString& label, const QString& tip, QWidget* field) {
  field->setToolTip(tip);
  field->setAccessibleName(label);
  fields_->addRow(label, field);
}

QPushButton* DialogForm::finish(QLabel* problem, const QString& accept) {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog_);
  QPushButton* ok = buttons->button(QDialogButtonBox::Ok);
  ok->setText(accept);
  QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog_, &QDialog::accept);
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog_, &QDialog::reject);
  dialog_.layout()->addWidget(problem);
  dialog_.layout()->addWidget(buttons);
  return ok;
}

}  // namespace scalescope
