// How the runs in the plots part from FP32, beside the log.
#include <QDockWidget>

#include "ui/divergence/divergence_panel.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/plots/plot_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"

namespace scalescope {

void MainWindow::makeDivergence() {
  divergence_ = new DivergencePanel(this);
  QDockWidget* dock =
      addDock(tr("Divergence"), "divergenceDock", divergence_, Qt::BottomDockWidgetArea);
  tabifyDockWidget(findChild<QDockWidget*>("diagnosisDock"), dock);
}

void MainWindow::connectDivergence() {
  connect(controller_, &PlotController::runShown, divergence_, &DivergencePanel::addRun);
  connect(controller_, &PlotController::runHidden, divergence_, &DivergencePanel::removeRun);
  connect(divergence_, &DivergencePanel::stepClicked, plots_, &PlotPanel::showStep);
  connect(divergence_, &DivergencePanel::stepClicked, inspector_, &InspectorPanel::showStep);
  // The list is read once a second while something trains, and when it has ended.
  connect(&service_, &RunsService::runsRead, divergence_, &DivergencePanel::refresh);
}

}  // namespace scalescope
