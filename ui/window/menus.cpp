#include <QActionGroup>
#include <QDir>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include "ui/microscope/microscope_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/window/config_files.h"
#include "ui/window/file_commands.h"
#include "ui/window/help_dialogs.h"
#include "ui/window/help_window.h"
#include "ui/window/main_window.h"

namespace scalescope {

void MainWindow::makeMenus() {
  actions_.undo = document_.undoStack()->createUndoAction(this, tr("&Undo"));
  actions_.undo->setShortcut(QKeySequence::Undo);
  actions_.redo = document_.undoStack()->createRedoAction(this, tr("&Redo"));
  actions_.redo->setShortcut(QKeySequence::Redo);

  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addActions({actions_.openConfig, actions_.saveConfig, actions_.saveConfigAs});
  file->addSeparator();
  file->addActions({actions_.openStore, actions_.exportPlots, actions_.exportScript});
  addExchangeActions(file);
  file->addSeparator();
  file->addAction(actions_.quit);
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  edit->addActions({actions_.undo, actions_.redo});
  QMenu* run = menuBar()->addMenu(tr("&Run"));
  run->addActions({actions_.start, actions_.pause, actions_.step, actions_.stop});
  run->addSeparator();
  run->addMenu(tr("&Break on"))->addActions(actions_.breakOn);
  run->addActions({actions_.setScale, actions_.edit, actions_.inject});
  run->addSeparator();
  addSweepAction(run);
  makeViewMenu();
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->addActions({actions_.guide, actions_.firstSteps});
  addLessonMenu(help);
  help->addAction(actions_.about);

  connect(actions_.openConfig, &QAction::triggered, files_, &FileCommands::askOpen);
  connect(actions_.saveConfig, &QAction::triggered, files_, &FileCommands::saveCurrent);
  connect(actions_.saveConfigAs, &QAction::triggered, files_, &FileCommands::askSaveAs);
  connect(actions_.openStore, &QAction::triggered, this, [this] {
    if (const QString path = files_->askStore(); !path.isEmpty()) openStore(path);
  });
  connect(actions_.exportPlots, &QAction::triggered, this, [this] {
    if (const QString folder = files_->askExportFolder();
        !folder.isEmpty() && !exportPlots(folder)) {
      showError(this, tr("The plots cannot be saved"), tr("%1 cannot be written.").arg(folder));
    }
  });
  connect(actions_.exportScript, &QAction::triggered, files_, &FileCommands::askExportScript);
  connect(actions_.quit, &QAction::triggered, this, &MainWindow::close);
  connect(actions_.guide, &QAction::triggered, this, [this] {
    HelpWindow& guide = this->help();
    guide.showPage(QStringLiteral("user_guide"));
    guide.show();
    guide.raise();
  });
  connect(actions_.firstSteps, &QAction::triggered, this, [this] { showFirstSteps(this); });
  connect(actions_.about, &QAction::triggered, this, [this] { showAbout(this); });
}

bool MainWindow::exportPlots(const QString& folder) {
  bool good = QDir().mkpath(folder);
  for (const PlotKind kind : allPlotKinds) {
    if (!good) break;
    const QString path = QString("%1/%2.png").arg(folder, traits(kind).fileName);
    good = plots_->savePicture(path, PictureFormat::png, kind);
  }
  return good && plots_->savePicture(folder + "/all.png", PictureFormat::png);
}

void MainWindow::makeViewMenu() {
  QMenu* view = menuBar()->addMenu(tr("&View"));
  int number = 1;
  for (QDockWidget* dock : findChildren<QDockWidget*>()) {
    QAction* action = makeDockAction(dock);
    action->setShortcut(QKeySequence(QString("Ctrl+%1").arg(number++)));
    action->setToolTip(
        tr("Show or hide %1 (%2)").arg(dock->windowTitle(), action->shortcut().toString()));
    view->addAction(action);
  }
  view->addSeparator();
  addPlotChoices(view);
  addSavedViews(view);
  view->addSeparator();
  view->addAction(actions_.numberMicroscope);
  connect(actions_.numberMicroscope, &QAction::triggered, this, [this] {
    microscope().show();
    microscope().raise();
    microscope().activateWindow();
  });
  view->addSeparator();
  addPresentationAction(view);
  addThemeChoice(view);
  addLanguageChoice(view);
  view->addAction(actions_.resetLayout);
  connect(actions_.resetLayout, &QAction::triggered, this, [this] {
    settings_.forgetLayout();
    arrange();
  });
}

HelpWindow& MainWindow::help() {
  if (!help_) help_ = new HelpWindow(documentationFolder(), this);
  return *help_;
}

MicroscopeDialog& MainWindow::microscope() {
  if (!microscope_) microscope_ = new MicroscopeDialog(this);
  return *microscope_;
}

void MainWindow::addPlotChoices(QMenu* view) {
  const auto choose = [this](QMenu* menu, const QString& text, const QKeySequence& keys,
                             auto apply) {
    QAction* action = menu->addAction(text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, apply);
  };
  QMenu* axis = view->addMenu(tr("&X axis"));
  choose(axis, tr("&Step"), QKeySequence("Alt+1"), [this] { plots_->setXAxis(XAxis::step); });
  choose(axis, tr("&Relative time"), QKeySequence("Alt+2"),
         [this] { plots_->setXAxis(XAxis::wallTime); });
  choose(axis, tr("S&amples"), QKeySequence("Alt+3"), [this] { plots_->setXAxis(XAxis::samples); });
  choose(axis, tr("&Wall time"), QKeySequence("Alt+4"), [this] { plots_->setXAxis(XAxis::clock); });
  QMenu* smoothing = view->addMenu(tr("S&moothing"));
  choose(smoothing, tr("&None"), QKeySequence("Alt+0"), [this] { plots_->setSmoothing(0.0); });
  choose(smoothing, tr("&Light"), QKeySequence("Alt+8"), [this] { plots_->setSmoothing(0.8); });
  choose(smoothing, tr("&Strong"), QKeySequence("Alt+9"), [this] { plots_->setSmoothing(0.95); });
  choose(view, tr("Loss on a &logarithmic axis, or back"), QKeySequence("Ctrl+G"), [this] {
    const bool log = plots_->model().settings.logAxis[indexOf(PlotKind::loss)];
    plots_->setLogLoss(!log);
  });
  constexpr double kZoom = 0.5, kPan = 0.25;
  choose(view, tr("Zoom &in"), QKeySequence::ZoomIn, [this] { plots_->zoom(kZoom); });
  choose(view, tr("Zoom &out"), QKeySequence::ZoomOut, [this] { plots_->zoom(1.0 / kZoom); });
  choose(view, tr("To ea&rlier steps"), QKeySequence("Alt+Left"), [this] { plots_->pan(-kPan); });
  choose(view, tr("To later ste&ps"), QKeySequence("Alt+Right"), [this] { plots_->pan(kPan); });
  choose(view, tr("&Whole range of the x axis"), QKeySequence("Ctrl+0"),
         [this] { plots_->resetZoom(); });
}

}  // namespace scalescope
