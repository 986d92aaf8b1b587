#include "ui/window/questions.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

namespace scalescope {
namespace {

QString tr(const char* text, int count = -1) {
  return QCoreApplication::translate("scalescope::Questions", text, nullptr, count);
}

bool same(const QAbstractButton* clicked, const QPushButton* button) { return clicked == button; }

}  // namespace

std::optional<ScaleChoice> askLossScale(QWidget* parent, const QStringList& runs) {
  bool good = false;
  const QString run = QInputDialog::getItem(parent, tr("Set loss scale"), tr("Run"), runs,
                                            static_cast<int>(runs.size()) - 1, false, &good);
  if (!good) return std::nullopt;
  const double scale =
      QInputDialog::getDouble(parent, tr("Set loss scale"), tr("New loss scale of %1").arg(run),
                              65536.0, 1e-30, 1e30, 6, &good);
  if (!good) return std::nullopt;
  return ScaleChoice{static_cast<int>(runs.indexOf(run)), scale};
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
