// Sweeps from the window: what Setup shows, under many values, into the store that is open.
#include <QAction>
#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QStandardPaths>

#include "ui/runs/runs_view.h"
#include "ui/setup/setup_panel.h"
#include "ui/sweep/sweep_dialog.h"
#include "ui/sweep/sweep_window.h"
#include "ui/window/config_files.h"
#include "ui/window/main_window.h"

namespace scalescope {
namespace {

/// What trains the points: it is installed beside this program, or on the path. Empty: nowhere.
QString commandLineProgram() {
  const QString name = QStringLiteral("scalescope-cli");
  const QString beside = QDir(QCoreApplication::applicationDirPath()).filePath(name);
  return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(name);
}

}  // namespace

void MainWindow::addSweepAction(QMenu* run) {
  QAction* action = run->addAction(tr("S&weep…"));
  action->setShortcut(QKeySequence("Ctrl+Shift+W"));
  const QString tip =
      tr("Train what Setup shows under many values of seed, scale, learning rate, …");
  action->setToolTip(
      QString("%1 (%2)").arg(tip, action->shortcut().toString(QKeySequence::NativeText)));
  action->setWhatsThis(tip);
  connect(action, &QAction::triggered, this, &MainWindow::askSweep);
}

bool MainWindow::sweeping() const { return sweep_ != nullptr && sweep_->running(); }

SweepWindow& MainWindow::sweep() {
  if (sweep_) return *sweep_;
  sweep_ = new SweepWindow(this);
  connect(sweep_, &SweepWindow::ended, this, [this] {
    service_.refresh();
    if (closing_) close();
  });
  connect(sweep_, &SweepWindow::runsWanted, this, [this](const QString& tag) {
    showDock(QStringLiteral("runs"));
    runsView_->setFilter(tag);
  });
  return *sweep_;
}

/// While one trains, how far it is.
void MainWindow::askSweep() {
  if (sweeping()) {
    sweep().show();
    sweep().raise();
    return sweep().activateWindow();
  }
  if (!setup_->problem().isEmpty())
    return showError(this, tr("This configuration cannot be swept"), setup_->problem());
  SweepDialog dialog(document_.config(), sweepChoiceFrom(settings_.sweep()), this);
  if (dialog.exec() != QDialog::Accepted || !dialog.plan()) return;
  settings_.saveSweep(toVariant(dialog.choice()));
  startSweep(*dialog.plan(), dialog.choice().jobs);
}

void MainWindow::startSweep(const SweepPlan& plan, int jobs) {
  SweepOptions options;
  options.program = commandLineProgram().toStdString();
  options.store = store_->path();
  options.jobs = jobs;
  if (options.program.empty()) {
    return showError(this, tr("The sweep cannot start"),
                     tr("scalescope-cli trains its points, and is neither beside this program nor "
                        "on the path."));
  }
  sweep().start(plan, options);
  sweep().show();
}

}  // namespace scalescope
