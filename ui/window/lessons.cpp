// What the main window does for lessons: it lists them, loads what they ask for, and points at its
// parts.
#include <QDockWidget>
#include <QMenu>
#include <QToolButton>
#include <algorithm>

#include "core/base/error.h"
#include "core/lessons/lesson_folder.h"
#include "ui/lessons/highlight_frame.h"
#include "ui/lessons/lesson_panel.h"
#include "ui/lessons/lesson_player.h"
#include "ui/plots/plot_panel.h"
#include "ui/plots/plot_view.h"
#include "ui/setup/runs_editor.h"
#include "ui/setup/setup_panel.h"
#include "ui/style/icons.h"
#include "ui/style/translation.h"
#include "ui/style/window_phrases.h"
#include "ui/window/config_files.h"
#include "ui/window/main_window.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

/// The plot that a word ends in, "loss-scale", on the canvas of all of them.
HighlightTarget plotTarget(PlotView& view, const QString& fileName) {
  for (const PlotCell* cell : view.cells()) {
    if (fileName == QLatin1String(traits(cell->kind()).fileName))
      return {&view, [cell] { return cell->rect()->outerRect(); }};
  }
  return {};
}

int indexOfRun(const ExperimentConfig& config, const QString& name) {
  const auto found =
      std::find_if(config.runs.begin(), config.runs.end(),
                   [&name](const RunConfig& run) { return run.name == name.toStdString(); });
  return static_cast<int>(found - config.runs.begin());
}

/// Seen, whether it was closed or lies behind another.
void bringForward(QDockWidget* dock) {
  dock->show();
  dock->raise();
}

}  // namespace

void MainWindow::makeLessons() {
  const std::string folder =
      options_.lessons.isEmpty() ? lessonsFolder() : options_.lessons.toStdString();
  try {
    if (!folder.empty()) lessons_ = readLessons(folder, windowLanguage().toStdString());
  } catch (const Error& error) {
    showError(this, tr("The lessons cannot be read"), errorText(error));
  }
  player_ = new LessonPlayer(session_, this);
  frame_ = new HighlightFrame(this);
  lessonPanel_ = new LessonPanel(*player_, lessons_, this);
  QDockWidget* dock = addDock(tr("Lessons"), "lessonsDock", lessonPanel_, Qt::RightDockWidgetArea);
  splitDockWidget(dock, findChild<QDockWidget*>("runsDock"), Qt::Vertical);
  dock->hide();
  connect(lessonPanel_, &LessonPanel::lessonChosen, this, [this](int index) {
    openLesson(QString::fromStdString(lessons_[static_cast<std::size_t>(index)].name));
  });
  connect(dock->toggleViewAction(), &QAction::toggled, this, [this](bool shown) {
    if (!shown && player_->active()) player_->close();
  });
  connect(player_, &LessonPlayer::setupWanted, this, [this] {
    document_.edit(tr("Lesson %1").arg(QString::fromStdString(player_->lesson().title)),
                   [this](ExperimentConfig& config) { config = player_->lesson().configuration; });
  });
  connect(player_, &LessonPlayer::trainingWanted, this, [this] { startTraining(); });
  connect(player_, &LessonPlayer::pauseAtChanged, this,
          [this] { session_.setBreakpoints(breakpoints()); });
  connect(player_, &LessonPlayer::pageChanged, this, &MainWindow::showHighlight);
}

void MainWindow::addLessonMenu(QMenu* help) {
  QMenu* menu = help->addMenu(icon(Symbol::lesson), tr("&Lessons"));
  menu->setEnabled(!lessons_.empty());
  menu->setToolTipsVisible(true);
  int number = 0;
  for (const Lesson& lesson : lessons_) {
    QAction* action = menu->addAction(QString::fromStdString(lesson.title));
    action->setShortcut(QKeySequence(QString("Ctrl+Shift+F%1").arg(++number)));
    action->setToolTip(QString::fromStdString(lesson.summary));
    const QString name = QString::fromStdString(lesson.name);
    connect(action, &QAction::triggered, this, [this, name] { openLesson(name); });
    connect(&session_, &ExperimentSession::stateChanged, action,
            [this, action] { action->setEnabled(!session_.active()); });
  }
}

bool MainWindow::openLesson(const QString& name) {
  const auto found = std::find_if(lessons_.begin(), lessons_.end(), [&name](const Lesson& lesson) {
    return lesson.name == name.toStdString();
  });
  if (found == lessons_.end() || session_.active()) return false;
  auto* dock = findChild<QDockWidget*>("lessonsDock");
  const bool wasShown = dock->isVisible();
  bringForward(dock);
  // Room for a page of text, until a person wants it otherwise.
  if (!wasShown)
    resizeDocks({dock, findChild<QDockWidget*>("runsDock")}, {3 * height() / 5, 2 * height() / 5},
                Qt::Vertical);
  player_->open(*found);
  return true;
}

Breakpoints MainWindow::breakpoints() const {
  Breakpoints breakpoints = actions_.breakpoints->breakpoints();
  // As many steps are done before it. A page of a lesson goes before a person's own step.
  if (const auto step = player_->pauseAt()) breakpoints.step = step;
  return breakpoints;
}

void MainWindow::showHighlight() {
  frame_->clear();
  if (player_->active() && !player_->step().highlight.empty())
    pointAt(QString::fromStdString(player_->step().highlight));
}

/// One of highlightWords().
void MainWindow::pointAt(const QString& word) {
  const QString part = word.section('.', 0, 0);
  const QString name = word.section('.', 1);
  const auto dock = [this](const char* object) {
    auto* found = findChild<QDockWidget*>(object);
    bringForward(found);
    return found;
  };
  if (part == "plot") {
    frame_->surround(plotTarget(plots_->view(), name));
  } else if (part == "setup") {
    dock("setupDock");
    frame_->surround({setup_->reveal(name)});
  } else if (part == "run") {
    dock("setupDock");
    setup_->reveal("runs");
    const RunsEditor& editor = setup_->runsEditor();
    const int run = indexOfRun(document_.config(), name);
    frame_->surround({setup_->reveal("runs"), [&editor, run] { return editor.columnArea(run); }});
  } else if (part == "dock") {
    frame_->surround({dock(qPrintable(name + "Dock"))});
  } else if (name == "break-on") {
    frame_->surround({toolBar_->findChild<QToolButton*>("breakOn")});
  } else {
    frame_->surround({toolBar_->widgetForAction(name == "start" ? actions_.start : actions_.step)});
  }
}

}  // namespace scalescope
