#include <QAction>
#include <QDockWidget>
#include <QScreen>

#include "ui/inspector/inspector_panel.h"
#include "ui/log/log_view.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/setup/setup_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

/// Enough for all plots and tables, on a screen that has it.
QSize comfortableSize(const QWidget& window) {
  const QScreen* screen = window.screen();
  const QSize room = screen ? screen->availableSize() * 0.94 : QSize(1480, 920);
  return QSize(1600, 1000).boundedTo(room);
}

}  // namespace

/// As the dock's own, but one that lies behind another tab comes to the front before it is hidden.
QAction* MainWindow::makeDockAction(QDockWidget* dock) {
  const QAction* shown = dock->toggleViewAction();
  auto* action = new QAction(dock->windowTitle(), dock);
  action->setCheckable(true);
  action->setChecked(shown->isChecked());
  connect(shown, &QAction::toggled, action, &QAction::setChecked);
  connect(action, &QAction::triggered, dock, [dock, action] {
    const bool seen = !dock->isHidden() && !dock->visibleRegion().isEmpty();
    dock->setVisible(!seen);
    if (!seen) dock->raise();
    action->setChecked(!seen);
  });
  return action;
}

QDockWidget* MainWindow::addDock(const QString& title, const QString& name, QWidget* content,
                                 Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  dock->setWidget(content);
  addDockWidget(area, dock);
  return dock;
}

void MainWindow::makeDocks() {
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  setup_ = new SetupPanel(document_, options_.devices, this);
  addDock(tr("Setup"), "setupDock", setup_, Qt::LeftDockWidgetArea);
  runsView_ = new RunsView(&runs_, this);
  addDock(tr("Runs"), "runsDock", runsView_, Qt::RightDockWidgetArea);
  inspector_ = new InspectorPanel(this);
  addDock(tr("Inspector"), "inspectorDock", inspector_, Qt::BottomDockWidgetArea);
  logView_ = new LogView(&log_, this);
  connect(logView_, &LogView::stepSelected, plots_, &PlotPanel::showStep);
  tabifyDockWidget(findChild<QDockWidget*>("inspectorDock"),
                   addDock(tr("Log"), "logDock", logView_, Qt::BottomDockWidgetArea));
  makeDiagnosis();
  makeDivergence();
  makeLessons();
}

void MainWindow::arrange() {
  resize(options_.size.isEmpty() ? comfortableSize(*this) : options_.size);
  QList<QDockWidget*> docks;
  for (const char* name :
       {"setupDock", "runsDock", "inspectorDock", "logDock", "diagnosisDock", "divergenceDock"}) {
    auto* dock = findChild<QDockWidget*>(name);
    dock->setFloating(false);
    removeDockWidget(dock);
    docks << dock;
  }
  addDockWidget(Qt::LeftDockWidgetArea, docks[0]);
  addDockWidget(Qt::RightDockWidgetArea, docks[1]);
  addDockWidget(Qt::BottomDockWidgetArea, docks[2]);
  // Never beside one another, not even for a moment: the window would grow as wide as that needs.
  for (QDockWidget* dock : docks) dock->show();
  for (int i = 3; i < docks.size(); ++i) tabifyDockWidget(docks[i - 1], docks[i]);
  toolBar_->show();
  const int letter = fontMetrics().averageCharWidth();
  // Three beside one another would leave none enough.
  if (width() < 230 * letter) tabifyDockWidget(docks[2], docks[1]);
  docks[3]->raise();  // the log is what says something at any time
  sizeDocks();
}

void MainWindow::sizeDocks() {
  const int letter = fontMetrics().averageCharWidth();
  auto* setup = findChild<QDockWidget*>("setupDock");
  auto* runs = findChild<QDockWidget*>("runsDock");
  resizeDocks({setup}, {62 * letter}, Qt::Horizontal);
  if (dockWidgetArea(runs) == Qt::RightDockWidgetArea)
    resizeDocks({runs}, {66 * letter}, Qt::Horizontal);
  resizeDocks({findChild<QDockWidget*>("logDock")}, {height() / 3}, Qt::Vertical);
}

/// Qt keeps a dock behind another tab beyond the screen, and would lead the keyboard into it.
bool MainWindow::focusNextPrevChild(bool next) {
  const auto hidden = [](const QWidget* widget) {
    while (widget && !qobject_cast<const QDockWidget*>(widget)) widget = widget->parentWidget();
    return widget && widget->visibleRegion().isEmpty();
  };
  constexpr int kMost = 1000;  // more than there are
  for (int i = 0; i < kMost; ++i) {
    if (!QMainWindow::focusNextPrevChild(next)) return false;
    if (!hidden(focusWidget())) return true;
  }
  return false;
}

}  // namespace scalescope
