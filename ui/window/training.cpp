// What the main window does with runs: starting them, going on with stored ones, removing them.
#include "core/base/error.h"
#include "core/store/resumption.h"
#include "ui/bridge/training_engine.h"
#include "ui/lessons/lesson_player.h"
#include "ui/setup/setup_panel.h"
#include "ui/window/config_files.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"
#include "ui/window/questions.h"
#include "ui/window/start_banner.h"
#include "ui/window/status_bar.h"

namespace scalescope {
namespace {

QStringList namesOfRuns(const ExperimentConfig& config) {
  QStringList names;
  for (const RunConfig& run : config.runs) names << QString::fromStdString(run.name);
  return names;
}

}  // namespace

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
    showError(this, tr("The configuration cannot be read"), QString::fromStdString(error.what()));
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
  if (const auto choice = askLossScale(this, namesOfRuns(training_)))
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
