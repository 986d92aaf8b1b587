// The diagnosis of a run beside the log: of the one that is selected, or that trains.
#include <QDockWidget>
#include <QTimer>
#include <algorithm>

#include "ui/diagnosis/diagnosis_panel.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/lessons/lesson_player.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"

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
    if (ids.isEmpty()) return;
    // A run with a loss scale has most to tell.
    const auto& runs = training_.runs;
    const auto scaled = std::find_if(runs.begin(), runs.end(), [](const RunConfig& run) {
      return run.scaler.kind != ScalerKind::none;
    });
    const auto chosen = scaled == runs.end() ? std::prev(runs.end()) : scaled;
    diagnosis_->showRun(ids[chosen - runs.begin()], QString::fromStdString(chosen->name));
  });
  connect(&session_, &ExperimentSession::eventsAvailable, this, [this](const EventBatch& events) {
    if (player_->active()) return;  // a lesson's pauses are of all runs, and tell of none
    for (const EventRecord& event : *events) {
      const auto run = static_cast<std::size_t>(std::max(event.run, 0));
      if (event.kind != EventKind::breakpoint || event.run < 0 || run >= training_.runs.size())
        continue;
      diagnosis_->showRun(controller_->live().value(event.run, 0),
                          QString::fromStdString(training_.runs[run].name));
      diagnosis_->expectStep();
    }
  });
  // What waits at a breakpoint is no step yet that the list would tell of.
  connect(&session_, &ExperimentSession::stateChanged, this, [this](SessionState state) {
    if (state != SessionState::paused) return;
    // Once the store has its statistics: soon, or later where its disk is busy.
    constexpr int soon = 700;  // ms
    constexpr int late = 3000;
    for (const int written : {soon, late})
      QTimer::singleShot(written, diagnosis_, &DiagnosisPanel::refresh);
  });
  // The list is read once a second while something trains, and when it has ended.
  connect(&service_, &RunsService::runsRead, diagnosis_, &DiagnosisPanel::refresh);
}

}  // namespace scalescope
