// What the main window does for the inspector: it hands it the runs that the plots show, tells it
// of new statistics, and lets all parts go to a step together.
#include <QDockWidget>
#include <algorithm>

#include "ui/diagnosis/diagnosis_panel.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/log/log_view.h"
#include "ui/microscope/microscope_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/window/config_files.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"

namespace scalescope {

void MainWindow::connectInspector() {
  connect(controller_, &PlotController::runShown, inspector_, &InspectorPanel::addRun);
  connect(controller_, &PlotController::runHidden, inspector_, &InspectorPanel::removeRun);
  connect(controller_, &PlotController::runGrew, inspector_, &InspectorPanel::readAgain);
  connect(&session_, &ExperimentSession::statisticsTaken, this, [this](int run, qint64 step) {
    inspector_->statisticsTaken(controller_->live().value(run, 0), step);
  });
  connect(&session_, &ExperimentSession::finished, inspector_, &InspectorPanel::trainingEnded);
  connect(logView_, &LogView::stepSelected, inspector_, &InspectorPanel::showStep);
  connect(plots_, &PlotPanel::stepClicked, inspector_, &InspectorPanel::showStep);
  connect(diagnosis_, &DiagnosisPanel::stepRequested, inspector_, &InspectorPanel::showStep);
  connect(inspector_, &InspectorPanel::stepChosen, plots_, &PlotPanel::showStep);
  connect(inspector_, &InspectorPanel::valueActivated, this,
          [this](double value, Format format) { microscope().showValue(value, format); });
  connect(inspector_, &InspectorPanel::failed, this, [this](const QString& message) {
    showError(this, tr("Statistics cannot be read"), message);
  });
}

void MainWindow::showDock(const QString& name) {
  auto* dock = findChild<QDockWidget*>(name + QStringLiteral("Dock"));
  if (dock == nullptr) return;
  dock->show();
  dock->raise();
  if (dockWidgetArea(dock) == Qt::BottomDockWidgetArea) {
    // In a low window the plots keep their half.
    const int room = plots_->height() + dock->height();
    resizeDocks({dock}, {std::min(height() * 9 / 20, room / 2)}, Qt::Vertical);
  } else if (dock->objectName() == QStringLiteral("runsDock")) {
    resizeDocks({dock}, {width() * 9 / 20}, Qt::Horizontal);
  }
}

}  // namespace scalescope
