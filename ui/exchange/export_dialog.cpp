#include "ui/exchange/export_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace scalescope {

ExportDialog::ExportDialog(const QStringList& names, const QString& folder, QWidget* parent)
    : QDialog(parent), format_(new QComboBox(this)), folder_(new QLineEdit(folder, this)) {
  setWindowTitle(tr("Export runs"));
  auto* layout = new QVBoxLayout(this);
  auto* what =
      new QLabel(names.size() == 1 ? tr("Write the run %1 for other programs.").arg(names.front())
                                   : tr("Write %1 runs for other programs.").arg(names.size()),
                 this);
  what->setTextFormat(Qt::PlainText);
  what->setToolTip(names.mid(0, 30).join("\n"));
  layout->addWidget(what);
  const std::pair<ExportFormat, QString> formats[] = {
      {ExportFormat::csv, tr("CSV: a file for each table")},
      {ExportFormat::json, tr("JSON: a document with all of it")},
      {ExportFormat::tensorboard, tr("TensorBoard: an event file with scalars and histograms")},
      {ExportFormat::safetensors, tr("Safetensors: the newest weights")}};
  for (const auto& [format, label] : formats) format_->addItem(label, static_cast<int>(format));
  format_->setToolTip(tr("What the runs are written as"));
  format_->setAccessibleName(tr("Format"));
  folder_->setToolTip(tr("The folder to write into; it is made if it is missing"));
  folder_->setAccessibleName(tr("Folder"));
  auto* choose = new QToolButton(this);
  choose->setText(tr("…"));
  choose->setToolTip(tr("Choose the folder"));
  choose->setAccessibleName(tr("Choose the folder"));
  auto* place = new QHBoxLayout;
  place->addWidget(folder_, 1);
  place->addWidget(choose);
  auto* form = new QFormLayout;
  form->addRow(tr("F&ormat"), format_);
  auto* label = new QLabel(tr("&Folder"), this);
  label->setBuddy(folder_);
  form->addRow(label, place);
  layout->addLayout(form);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  accept_ = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
  accept_->setEnabled(!folder.trimmed().isEmpty());
  layout->addWidget(buttons);
  connect(choose, &QToolButton::clicked, this, &ExportDialog::chooseFolder);
  connect(folder_, &QLineEdit::textChanged, this,
          [this](const QString& text) { accept_->setEnabled(!text.trimmed().isEmpty()); });
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(fontMetrics().averageCharWidth() * 70);
}

ExportFormat ExportDialog::format() const {
  return static_cast<ExportFormat>(format_->currentData().toInt());
}

QString ExportDialog::folder() const { return folder_->text().trimmed(); }

void ExportDialog::chooseFolder() {
  const QString chosen =
      QFileDialog::getExistingDirectory(this, tr("Export runs into"), folder_->text());
  if (!chosen.isEmpty()) folder_->setText(chosen);
}

}  // namespace scalescope
