#include "ui/debug/held_watch.h"

#include <algorithm>
#include <utility>

#include "ui/style/event_text.h"

namespace scalescope {
namespace {

/// What follows "paused before the update: ".
QString whyOf(const EventRecord& event) {
  const QString message = QString::fromStdString(event.message);
  const qsizetype colon = message.indexOf(": ");
  return eventText((colon < 0 ? message : message.mid(colon + 2)).toStdString());
}

}  // namespace

HeldWatch::HeldWatch(ExperimentSession& session, QObject* parent)
    : QObject(parent), session_(session) {
  connect(&session, &ExperimentSession::stepsAvailable, this, &HeldWatch::takeSteps);
  connect(&session, &ExperimentSession::eventsAvailable, this, &HeldWatch::takeEvents);
  connect(&session, &ExperimentSession::runStateChanged, this, &HeldWatch::takeState);
  connect(&session, &ExperimentSession::stateChanged, this, [this](SessionState state) {
    if (state == SessionState::loading) done_ = -1;
    if (state != SessionState::paused) release();
  });
}

void HeldWatch::release() {
  steppedOn_ = false;
  if (!step_) return;
  step_.reset();
  reasons_.clear();
  emit changed();
}

void HeldWatch::takeSteps(const StepBatch& steps) {
  for (const StepRecord& step : *steps) done_ = std::max<qint64>(done_, step.step);
  if (!step_ || done_ < *step_) return;
  release();
  // Had the person let it go on, the session would be running: they wanted the next step.
  steppedOn_ = session_.state() == SessionState::paused;
}

void HeldWatch::takeEvents(const EventBatch& events) {
  bool news = false;
  for (const EventRecord& event : *events) {
    if (step_ == event.step && !event.action.empty() && event.kind != EventKind::breakpoint) {
      // What had stopped it need not be so any more.
      reasons_ = {{event.run, tr("changed by hand, and computed anew when it goes on")}};
      news = true;
      continue;
    }
    // One of the whole experiment pauses between two steps.
    if (event.kind != EventKind::breakpoint || event.run < 0 || event.step <= done_) continue;
    if (step_ != event.step) reasons_.clear();
    step_ = event.step;
    reasons_ << HeldReason{event.run, whyOf(event)};
    news = true;
  }
  if (news) emit changed();
}

void HeldWatch::takeState(const StateRecord& state) {
  if (!steppedOn_ || state.state != RunState::paused || state.step <= done_) return;
  if (step_ == state.step) return;
  steppedOn_ = false;
  step_ = state.step;
  reasons_.clear();
  emit changed();
}

QString heldText(qint64 step, const QList<HeldReason>& reasons, const QStringList& names) {
  QList<std::pair<QString, QStringList>> groups;  // runs that have the same to say
  for (const HeldReason& reason : reasons) {
    const QString name = names.value(reason.run, QString::number(reason.run));
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const auto& group) { return group.first == reason.text; });
    if (same == groups.end()) {
      groups << std::pair{reason.text, QStringList{name}};
    } else {
      same->second << name;
    }
  }
  QStringList parts;
  for (const auto& [text, runs] : groups) {
    const bool all = runs.size() == names.size();
    parts << (all ? text : HeldWatch::tr("in %1, %2").arg(runs.join(", "), text));
  }
  if (parts.isEmpty()) parts << HeldWatch::tr("a single step");
  return HeldWatch::tr("<b>Step %1 waits before its update</b>: %2.")
      .arg(step)
      .arg(parts.join("; ").toHtmlEscaped());
}

}  // namespace scalescope
