#include "ui/window/debug_controller.h"

#include <QAction>

#include "core/base/error.h"
#include "ui/debug/edit_dialog.h"
#include "ui/debug/held_banner.h"
#include "ui/debug/injection_dialog.h"
#include "ui/setup/run_names.h"
#include "ui/window/actions.h"

namespace scalescope {

DebugController::DebugController(ExperimentSession& session, const Actions& actions,
                                 QWidget& window)
    : QObject(&window), session_(session), window_(window), watch_(session) {
  banner_ = new HeldBanner(
      {{actions.start, tr("Continue"), tr("Apply the update, and train on")},
       {actions.step, tr("Next step"), tr("Apply the update, and go on to before the next")},
       {actions.setScale, tr("Set loss scale…"), tr("Compute this step with another loss scale")},
       {actions.edit, tr("Change…"), tr("Learning rate, clipping or formats, from this step on")},
       {actions.inject, tr("Inject…"), tr("Plant a fault in this step")}},
      &window);
  connect(&watch_, &HeldWatch::changed, this, &DebugController::showHeld);
  connect(actions.edit, &QAction::triggered, this, &DebugController::askEdit);
  connect(actions.inject, &QAction::triggered, this, &DebugController::askInjection);
  connect(&session_, &ExperimentSession::eventsAvailable, this, &DebugController::takeEvents);
}

void DebugController::begin(const ExperimentConfig& config) {
  config_ = config;
  edits_.assign(config.runs.size(), {});
}

void DebugController::askEdit() {
  EditDialog dialog(config_, edits_, watch_.step(), &window_);
  if (dialog.exec() == QDialog::Accepted) session_.edit(dialog.run(), dialog.edit());
}

void DebugController::askInjection() {
  InjectionDialog dialog(config_, watch_.step(), &window_);
  if (dialog.exec() == QDialog::Accepted) session_.inject(dialog.injection());
}

/// What the engine says that it has changed is what the next dialog starts from.
void DebugController::takeEvents(const EventBatch& events) {
  for (const EventRecord& event : *events) {
    const auto run = static_cast<std::size_t>(event.run);
    if (event.kind != EventKind::edit || event.action.empty() || run >= edits_.size()) continue;
    try {
      const Json json = parseJson(event.action, "event");
      const RunEdit edit = parseRunEdit(JsonReader(json, "event"), config_.network);
      edits_[run] = merged(edits_[run], edit);
    } catch (const Error&) {
      // Of another version's store: the dialog starts from the configuration.
    }
  }
}

void DebugController::showHeld() {
  if (!watch_.step()) return banner_->hide();
  banner_->showText(heldText(*watch_.step(), watch_.reasons(), namesOfRuns(config_)));
}

}  // namespace scalescope
