// The diagnosis of a run beside the log: of the one that is selected, or that trains.
#include <QDockWidget>

#include "ui/diagnosis/diagnosis_panel.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/window/main_window.h"

namespace scalescope {

void MainWindow::makeDiagnosis() {
  diagnosis_ = new DiagnosisPanel(this);
  QDockWidget* dock =
      addDock(tr("Diagnosis"), "diagnosisDock", diagnosis_, Qt::BottomDockWidgetArea);
  tabifyDockWidget(findChild<QDockWidget*>("logDock"), dock);
  connect(diagnosis_, &DiagnosisPanel::stepRequested, plots_, &PlotPanel::showStep);
  connect(diagnosis_, &DiagnosisPanel::tensorRequested, this,
          [this](qint64 run, const QString& tensor, qint64 step) {
            runs_.setOverlaid(run, true);  // the inspector has the runs that the plots show
            showDock("inspector");
            inspector_->lookAt(run, tensor, step);
          });
  connect(runsView_, &RunsView::runSelected, this, [this](qint64 run) {
    if (const RunInfo* info = runs_.find(run))
      diagnosis_->showRun(run, QString::fromStdString(info->name));
  });
  connect(&session_, &ExperimentSession::runsRegistered, this, [this](const QList<qint64>& ids) {
    if (!ids.isEmpty())
      diagnosis_->showRun(ids.last(), QString::fromStdString(training_.runs.back().name));
  });
  // The list is read once a second while something trains, and when it has ended.
  connect(&service_, &RunsService::runsRead, diagnosis_, &DiagnosisPanel::refresh);
}

}  // namespace scalescope
