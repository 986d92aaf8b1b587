#include "ui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QDockWidget>
#include <QFileInfo>
#include <QPointer>
#include <QVBoxLayout>
#include <utility>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "core/train/presets.h"
#include "ui/bridge/training_engine.h"
#include "ui/debug/held_banner.h"
#include "ui/diagnosis/diagnosis_panel.h"
#include "ui/divergence/divergence_panel.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/lessons/lesson_panel.h"
#include "ui/lessons/lesson_player.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/setup/setup_panel.h"
#include "ui/style/icons.h"
#include "ui/style/window_phrases.h"
#include "ui/sweep/sweep_window.h"
#include "ui/window/config_files.h"
#include "ui/window/debug_controller.h"
#include "ui/window/file_commands.h"
#include "ui/window/plot_controller.h"
#include "ui/window/questions.h"
#include "ui/window/start_banner.h"
#include "ui/window/status_bar.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

QString storeToOpen(const WindowOptions& options, const WindowSettings& settings) {
  if (!options.store.isEmpty()) return options.store;
  const QString last = settings.storePath();
  return last.isEmpty() ? QString::fromStdString(defaultStorePath()) : last;
}

/// Why runs cannot be kept in this file; empty: they can, or there is none yet.
QString problemOfStore(const QString& path) {
  if (!QFileInfo::exists(path)) return {};
  try {
    StoreReader(path.toStdString()).runs();
  } catch (const Error& error) {
    return errorText(error);
  }
  return {};
}

}  // namespace

MainWindow::MainWindow(WindowOptions options, QWidget* parent)
    : QMainWindow(parent),
      options_(std::move(options)),
      settings_(options_.settingsFile),
      document_(settings_.experiment().value_or(defaultExperiment())),
      actions_(this) {
  if (!options_.engine) options_.engine = trainingEngine;
  setWindowIcon(icon(Symbol::application));
  setDockNestingEnabled(true);
  files_ = new FileCommands(document_, settings_, this);
  files_->setPath(settings_.experimentPath());
  makeCentre();
  makeDocks();
  toolBar_ = new TrainingToolBar(actions_, document_, options_.devices, this);
  addToolBar(toolBar_);
  statusBar_ = new TrainingStatusBar(this);
  setStatusBar(statusBar_);
  statusBar_->showChoice(document_, options_.devices);
  controller_ = new PlotController(*plots_, runs_, session_, this);
  makeMenus();
  connectSession();
  connectRuns();
  connectInspector();
  connectDivergence();
  if (!options_.configPath.isEmpty()) files_->open(options_.configPath);
  openStore(storeToOpen(options_, settings_));
  if (!settings_.restoreLayout(*this)) arrange();
  plots_->restoreSettings(settings_.plots());
  actions_.breakpoints->restore(settings_.breakpoints());
  updateState();
  updateTitle();
}

// A lesson that is open closes with its dock, when the session is gone already.
MainWindow::~MainWindow() { player_->disconnect(this); }

void MainWindow::makeCentre() {
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  plots_ = new PlotPanel(centre);
  banner_ = new StartBanner(actions_.start, actions_.firstSteps, document_, centre);
  debug_ = new DebugController(session_, actions_, *this);
  layout->addWidget(banner_);
  layout->addWidget(debug_->banner());
  layout->addWidget(plots_, 1);
  setCentralWidget(centre);
}

void MainWindow::connectSession() {
  connect(&session_, &ExperimentSession::stateChanged, this, &MainWindow::updateState);
  connect(&session_, &ExperimentSession::progressChanged, this,
          [this](const SessionProgress& progress) {
            toolBar_->showProgress(progress);
            statusBar_->showProgress(progress);
          });
  connect(&session_, &ExperimentSession::messageChanged, toolBar_, &TrainingToolBar::showMessage);
  connect(&session_, &ExperimentSession::deviceChanged, statusBar_, &TrainingStatusBar::showDevice);
  connect(&session_, &ExperimentSession::runStateChanged, this, &MainWindow::logState);
  connect(&session_, &ExperimentSession::eventsAvailable, this,
          [this](const EventBatch& events) { log_.append(*events); });
  connect(&session_, &ExperimentSession::failed, this, [this](const QString& message) {
    if (!closing_) showError(this, tr("Training met a problem"), message);
  });
  connect(&session_, &ExperimentSession::runsRegistered, &service_, &RunsService::refresh);
  connect(&session_, &ExperimentSession::finished, this, [this] {
    service_.setFollowing(false);
    updateState();
    if (closing_) close();
  });
  connect(actions_.breakpoints, &BreakpointChoice::changed, this,
          [this] { session_.setBreakpoints(breakpoints()); });
  connect(actions_.start, &QAction::triggered, this, [this] { startTraining(); });
  connect(actions_.pause, &QAction::triggered, &session_, &ExperimentSession::pause);
  connect(actions_.stop, &QAction::triggered, &session_, &ExperimentSession::stop);
  connect(actions_.step, &QAction::triggered, this, [this] {
    if (!session_.active()) startTraining(true);
    session_.step();
  });
  connect(actions_.setScale, &QAction::triggered, this, &MainWindow::setScale);
  connect(setup_, &SetupPanel::problemChanged, this, &MainWindow::updateState);
  connect(&document_, &ConfigDocument::changed, this, &MainWindow::updateTitle);
  connect(document_.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
  connect(files_, &FileCommands::pathChanged, this, &MainWindow::updateTitle);
}

void MainWindow::openStore(const QString& given) {
  if (session_.active() || (store_ && !everythingWritten())) return;
  const QString path = QFileInfo(given).absoluteFilePath();
  if (const QString problem = problemOfStore(path); !problem.isEmpty()) {
    // Once the window is there to show it.
    QMetaObject::invokeMethod(
        this,
        [this, problem] { showError(this, tr("This file cannot be opened as a store"), problem); },
        Qt::QueuedConnection);
    const QString other = QString::fromStdString(defaultStorePath());
    if (store_) return;  // the one that is open stays
    if (path != QFileInfo(other).absoluteFilePath()) return openStore(other);
  }
  // The writer's thread outlives calls but not the handle; the window may be gone before both.
  const QPointer<MainWindow> self(this);
  store_ = std::make_shared<StoreHandle>(
      path.toStdString(),
      [self](const std::string& message) {
        QMetaObject::invokeMethod(qApp, [self, text = QString::fromStdString(message)] {
          if (self && !self->asking_) showError(self, tr("The store cannot be written"), text);
        });
      },
      windowPhrases());
  settings_.setStorePath(path);
  statusBar_->showStore(path);
  controller_->setStore(store_->path());
  inspector_->setStore(store_->path());
  diagnosis_->setStore(store_->path());
  divergence_->setStore(store_->path());
  runs_.setRuns({});
  service_.setStore(store_);
}

void MainWindow::updateState() {
  const SessionState state = session_.state();
  actions_.update(state, setup_->problem());
  setup_->setLocked(session_.active());
  toolBar_->setLocked(session_.active());
  lessonPanel_->setChoosable(!session_.active());
  runsView_->setTraining(session_.active());
}

void MainWindow::updateTitle() {
  const QString file = files_->path().isEmpty() ? QString::fromStdString(document_.config().name)
                                                : QFileInfo(files_->path()).fileName();
  setWindowTitle(QString("%1[*] – ScaleScope").arg(file));
  setWindowModified(!files_->path().isEmpty() && !document_.undoStack()->isClean());
}

void MainWindow::stopAndClose() {
  closing_ = true;
  mayAsk_ = false;
  // A question that nobody will answer would keep the window from closing.
  if (auto* question = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
    question->reject();
  if (sweeping()) sweep().stop();
  if (session_.active()) {
    session_.stop();
  } else if (!sweeping()) {
    QMetaObject::invokeMethod(this, &MainWindow::close, Qt::QueuedConnection);
  }
}

/// False if the person would rather stay than lose what the store could not take.
bool MainWindow::everythingWritten() {
  while (!store_->flush()) {
    UnwrittenAnswer answer = UnwrittenAnswer::closeAnyway;
    if (mayAsk_) {
      asking_ = true;
      answer = askAboutUnwritten(this, QString::fromStdString(store_->path()));
      asking_ = false;
    }
    if (!mayAsk_) {
      emit recordsLost(QString::fromStdString(store_->path()));
      return true;
    }
    if (answer != UnwrittenAnswer::tryAgain) return answer == UnwrittenAnswer::closeAnyway;
  }
  return true;
}

// Docks get the sizes that they had only once the window has its own.
void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  if (std::exchange(shown_, true)) return;
  if (!settings_.restoreLayout(*this)) sizeDocks();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if ((session_.active() || sweeping()) && !closing_) {
    if (!askStopAndClose(this)) {
      event->ignore();
      return;
    }
    closing_ = true;
    if (session_.active()) session_.stop();
    if (sweeping()) sweep().stop();
  }
  if (session_.active() || sweeping()) {
    // Closed once the steps in work have ended.
    event->ignore();
    return;
  }
  if (!everythingWritten()) {
    closing_ = false;
    event->ignore();
    return;
  }
  setPresenting(false);  // the layout that is remembered is the usual one
  settings_.saveLayout(*this);
  settings_.savePlots(plots_->saveSettings());
  settings_.saveBreakpoints(actions_.breakpoints->save());
  settings_.saveExperiment(document_.config(), files_->path());
  event->accept();
}

}  // namespace scalescope
