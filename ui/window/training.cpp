// What the main window does with runs: starting them, going on with stored ones, removing them.
#include "core/base/error.h"
#include "core/precision/loss_scaler.h"
#include "core/store/reader.h"
#include "core/store/resumption.h"
#include "ui/bridge/training_engine.h"
#include "ui/debug/fork_dialog.h"
#include "ui/debug/replay_dialog.h"
#include "ui/lessons/lesson_player.h"
#include "ui/runs/runs_view.h"
#include "ui/setup/run_names.h"
#include "ui/setup/setup_panel.h"
#include "ui/style/window_phrases.h"
#include "ui/window/config_files.h"
#include "ui/window/debug_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"
#include "ui/window/questions.h"
#include "ui/window/start_banner.h"
#include "ui/window/status_bar.h"

namespace scalescope {
void MainWindow::connectRuns() {
  connect(&service_, &RunsService::runsRead, this, [this](const RunList& runs) {
    runs_.setRuns(*runs);
    controller_->follow(runs);
    statusBar_->showStore(QString::fromStdString(store_->path()), store_->failing());
  });
  connect(&service_, &RunsService::failed, this, [this](const QString& message) {
    showError(this, tr("The store met a problem"), message);
  });
  connect(controller_, &PlotController::eventsRead, this,
          [this](qint64 id, const QString& name, const EventBatch& events) {
            log_.appendStored(id, name, *events);
          });
  connect(controller_, &PlotController::runHidden, &log_, &LogModel::removeStored);
  connect(controller_, &PlotController::failed, this,
          [this](const QString& message) { showError(this, tr("A run cannot be read"), message); });
  connect(runsView_, &RunsView::refreshRequested, &service_, &RunsService::refresh);
  connect(runsView_, &RunsView::comparedChanged, &service_, &RunsService::setCompared);
  connect(runsView_, &RunsView::removalRequested, this, &MainWindow::removeRuns);
  connect(runsView_, &RunsView::resumeRequested, this, &MainWindow::resumeTraining);
  connect(runsView_, &RunsView::forkRequested, this, &MainWindow::forkRun);
  connect(runsView_, &RunsView::replayRequested, this, &MainWindow::replayRun);
  connect(runsView_, &RunsView::reuseRequested, this, &MainWindow::reuseConfiguration);
  connect(&runs_, &RunsModel::tagsEdited, this, [this](qint64 id, const QStringList& tags) {
    std::vector<std::string> words;
    for (const QString& tag : tags) words.push_back(tag.toStdString());
    service_.edit([id, words](StoreWriter& writer) { writer.setTags(id, words); });
  });
  connect(&runs_, &RunsModel::noteEdited, this, [this](qint64 id, const QString& note) {
    service_.edit(
        [id, text = note.toStdString()](StoreWriter& writer) { writer.setNote(id, text); });
  });
}

void MainWindow::startTraining(bool paused) {
  if (session_.active()) {
    session_.start();
    return;
  }
  if (!setup_->problem().isEmpty()) return;
  begin(document_.config(), options_.engine(document_.config(), store_), paused);
}

void MainWindow::begin(ExperimentConfig config, const EngineFactory& engine, bool paused) {
  training_ = std::move(config);
  log_.clear();
  log_.setRuns(namesOfRuns(training_));
  statusBar_->forgetRuns();
  controller_->begin(training_);
  banner_->hide();
  player_->begin(training_);
  session_.setBreakpoints(breakpoints());
  debug_->begin(training_);
  session_.open(engine, training_.steps, paused);
  service_.setFollowing(true);
}

void MainWindow::resumeTraining(qint64 run) {
  const RunInfo* info = runs_.find(run);
  if (session_.active() || !info) return;
  if (const auto config = configurationOf(*info)) {
    begin(*config, resumingEngine(*info, store_), false);
  }
}

void MainWindow::forkRun(qint64 run) {
  const RunInfo* found = runs_.find(run);
  if (session_.active() || !found) return;
  const RunInfo parent = *found;
  const auto config = configurationOf(parent);
  if (!config) return;
  try {
    const std::string store = store_->path();
    const StoreReader reader(store);
    std::optional<Fork> fork;
    const auto plan = [&](const ForkRequest& request) {
      try {
        fork = planFork(reader, store, parent, request);
        return QString();
      } catch (const Error& error) {
        return errorText(error);
      }
    };
    ForkDialog dialog(parent, *config, reader.commonCheckpoints({run}), plan, this);
    if (dialog.exec() != QDialog::Accepted || session_.active()) return;
    begin(fork->config, forkingEngine(*fork, store_), false);
    runs_.setOverlaid(run, true);
  } catch (const Error& error) {
    showError(this, tr("The run cannot be forked"), errorText(error));
  }
}

void MainWindow::replayRun(qint64 run) {
  const RunInfo* info = runs_.find(run);
  if (session_.active() || !info) return;
  ReplayDialog(store_->path(), *info, this).exec();
}

void MainWindow::reuseConfiguration(qint64 run) {
  const RunInfo* info = runs_.find(run);
  if (session_.active() || !info) return;
  if (const auto config = configurationOf(*info)) {
    document_.edit(tr("Configuration of %1").arg(QString::fromStdString(info->experiment)),
                   [&](ExperimentConfig& document) { document = *config; });
  }
}

std::optional<ExperimentConfig> MainWindow::configurationOf(const RunInfo& run) {
  try {
    return storedConfiguration(store_->path(), run);
  } catch (const Error& error) {
    showError(this, tr("The configuration cannot be read"), errorText(error));
    return std::nullopt;
  }
}

void MainWindow::logState(const StateRecord& state) {
  statusBar_->showRun(state);
  if (state.state == RunState::ready) return;
  const std::string_view word = toString(state.state);
  std::string message(word);
  if (!state.message.empty()) message += ": " + state.message;
  log_.append({EventRecord{state.run, state.step, EventKind::state, 0.0, message}});
}

void MainWindow::setScale() {
  QList<double> scales;
  for (int run = 0; run < static_cast<int>(training_.runs.size()); ++run) {
    const ScalerConfig& scaler = training_.runs[static_cast<std::size_t>(run)].scaler;
    scales << session_.scaleOf(run).value_or(static_cast<double>(LossScaler(scaler).scale()));
  }
  if (const auto choice = askLossScale(this, namesOfRuns(training_), scales))
    session_.setScale(choice->run, choice->scale);
}

void MainWindow::removeRuns(const QList<qint64>& ids) {
  askRemoval(this, static_cast<int>(ids.size()), [this, ids] {
    service_.edit([ids](StoreWriter& writer) {
      for (const qint64 id : ids) writer.removeRun(id);
    });
  });
}

}  // namespace scalescope
