#include "ui/window/questions.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

#include "ui/setup/number_edit.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

constexpr double kLeast = 1e-30;
constexpr double kMost = 1e30;

bool same(const QAbstractButton* clicked, const QPushButton* button) { return clicked == button; }

}  // namespace

std::optional<ScaleChoice> askLossScale(QWidget* parent, const QStringList& runs,
                                        const QList<double>& scales) {
  QDialog dialog(parent);
  dialog.setWindowTitle(tr("Set loss scale"));
  auto* run = new QComboBox;
  run->addItems(runs);
  // A scale of 1 is that of a run without loss scaling.
  const auto scaled =
      std::find_if(scales.rbegin(), scales.rend(), [](double s) { return s != 1.0; });
  const auto last = scaled == scales.rend() ? scales.size() : scales.rend() - scaled;
  run->setCurrentIndex(static_cast<int>(last) - 1);
  auto* scale = new NumberEdit(kLeast, kMost);
  const auto offer = [scale, scales](int index) {
    scale->setValue(std::clamp(scales.value(index, 65536.0), kLeast, kMost));
    scale->selectAll();
  };
  offer(run->currentIndex());
  QObject::connect(run, &QComboBox::currentIndexChanged, &dialog, offer);
  scale->setToolTip(tr("A number, or a power such as 2^16"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  QPushButton* ok = buttons->button(QDialogButtonBox::Ok);
  ok->setText(tr("Set"));
  const auto typed = [scale] { return readNumber(scale->text()).value_or(0.0); };
  QObject::connect(scale, &QLineEdit::textChanged, &dialog,
                   [ok, typed] { ok->setEnabled(typed() >= kLeast && typed() <= kMost); });
  QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  auto* form = new QFormLayout(&dialog);
  form->addRow(tr("Run"), run);
  form->addRow(tr("New loss scale"), scale);
  form->addRow(buttons);
  scale->setFocus();
  if (dialog.exec() != QDialog::Accepted) return std::nullopt;
  return ScaleChoice{run->currentIndex(), typed()};
}

void askRemoval(QWidget* parent, int runs, std::function<void()> act) {
  auto* box = new QMessageBox(QMessageBox::Question, tr("Delete runs"),
                              runs == 1 ? tr("Delete this run from the store?")
                                        : tr("Delete %1 runs from the store?").arg(runs),
                              QMessageBox::Cancel, parent);
  box->setInformativeText(
      tr("Their steps, events and checkpoints are deleted with them. This cannot be undone."));
  QPushButton* remove = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
  box->setDefaultButton(QMessageBox::Cancel);
  box->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(box, &QMessageBox::buttonClicked, parent,
                   [act = std::move(act), remove](const QAbstractButton* clicked) {
                     if (same(clicked, remove)) act();
                   });
  box->open();
}

bool askStopAndClose(QWidget* parent) {
  QMessageBox box(QMessageBox::Question, QString("ScaleScope"), tr("Training is in progress."),
                  QMessageBox::Cancel, parent);
  box.setInformativeText(
      tr("Stop it and close? The runs are kept in the store, up to the step they have reached."));
  const QPushButton* stop = box.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
  box.setDefaultButton(QMessageBox::Cancel);
  box.exec();
  return same(box.clickedButton(), stop);
}

UnwrittenAnswer askAboutUnwritten(QWidget* parent, const QString& store) {
  QMessageBox box(QMessageBox::Warning, QString("ScaleScope"),
                  tr("The last steps are not in the store."), QMessageBox::Cancel, parent);
  box.setInformativeText(
      tr("%1 cannot be written: its disk is full, or another program holds it. Make room and try "
         "again, or close and train these steps again later.")
          .arg(store));
  const QPushButton* again = box.addButton(tr("Try again"), QMessageBox::AcceptRole);
  const QPushButton* close = box.addButton(tr("Close anyway"), QMessageBox::DestructiveRole);
  box.setDefaultButton(QMessageBox::Cancel);
  box.exec();
  if (same(box.clickedButton(), again)) return UnwrittenAnswer::tryAgain;
  return same(box.clickedButton(), close) ? UnwrittenAnswer::closeAnyway : UnwrittenAnswer::stay;
}

}  // namespace scalescope
