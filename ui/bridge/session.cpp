#include "ui/bridge/session.h"

#include <algorithm>
#include <map>
#include <utility>

namespace scalescope {
namespace {

constexpr double paceSeconds = 3.0;

}  // namespace

ExperimentSession::ExperimentSession(QObject* parent) : QObject(parent) {
  qRegisterMetaType<StepBatch>();
  timer_.setInterval(drainInterval);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &ExperimentSession::drain);
}

ExperimentSession::~ExperimentSession() = default;

void ExperimentSession::notice(Mailbox& mailbox, std::function<void()> call) {
  const std::lock_guard lock(mailbox.mutex);
  mailbox.notices.push_back(std::move(call));
}

void ExperimentSession::open(const EngineFactory& factory, std::int64_t totalSteps, bool paused) {
  if (active()) return;
  mailbox_ = std::make_shared<Mailbox>();
  pace_.clear();
  scales_.clear();
  paceBegan_.reset();
  progress_ = {0, totalSteps, 0.0, 0.0};
  announceProgress();
  wanted_ = paused ? SessionState::paused : SessionState::running;
  setState(SessionState::loading);

  EngineListener listener;
  listener.record = [box = mailbox_](const Record& record) {
    // The store has the checkpoints and statistics; the window would only copy megabytes.
    if (std::holds_alternative<CheckpointRecord>(record)) return;
    if (std::holds_alternative<DivergenceRecord>(record)) return;
    if (const auto* statistics = std::get_if<StatisticsRecord>(&record)) {
      box->records.push(
          StatisticsRecord{statistics->run, statistics->step, nullptr, {}, statistics->scale});
    } else {
      box->records.push(record);
    }
  };
  listener.message = [this, box = mailbox_](const std::string& text) {
    notice(*box, [this, text] { emit messageChanged(QString::fromStdString(text)); });
  };
  listener.device = [this, box = mailbox_](const std::string& text) {
    notice(*box, [this, text] { emit deviceChanged(QString::fromStdString(text)); });
  };
  listener.runs = [this, box = mailbox_](const std::vector<std::int64_t>& ids) {
    notice(*box, [this, ids] { emit runsRegistered(QList<qint64>(ids.begin(), ids.end())); });
  };
  listener.failure = [this, box = mailbox_](const std::string& text) {
    notice(*box, [this, text] { emit failed(QString::fromStdString(text)); });
  };
  engine_ = factory(std::move(listener));
  engine_->setBreakpoints(breakpoints_);
  if (!paused) engine_->start();
  timer_.start();
}

void ExperimentSession::start() {
  if (!engine_ || state_ == SessionState::stopping) return;
  engine_->start();
  if (state_ == SessionState::loading) {
    wanted_ = SessionState::running;
  } else {
    setState(SessionState::running);
  }
}

void ExperimentSession::pause() {
  if (!engine_ || state_ == SessionState::stopping) return;
  engine_->pause();
  if (state_ == SessionState::loading) {
    wanted_ = SessionState::paused;
  } else {
    setState(SessionState::paused);
  }
}

void ExperimentSession::step() {
  if (!engine_ || state_ == SessionState::stopping) return;
  engine_->step();
  if (state_ == SessionState::loading) {
    wanted_ = SessionState::paused;
  } else {
    setState(SessionState::paused);
  }
}

void ExperimentSession::stop() {
  if (!engine_) return;
  engine_->stop();
  setState(SessionState::stopping);
}

void ExperimentSession::setScale(int run, double scale) {
  if (engine_) engine_->setScale(run, static_cast<float>(scale));
}

void ExperimentSession::setBreakpoints(const Breakpoints& breakpoints) {
  breakpoints_ = breakpoints;
  if (engine_) engine_->setBreakpoints(breakpoints);
}

void ExperimentSession::edit(int run, const RunEdit& edit) {
  if (engine_) engine_->edit(run, edit);
}

void ExperimentSession::inject(const Injection& injection) {
  if (engine_) engine_->inject(injection);
}

void ExperimentSession::setState(SessionState state) {
  if (state == state_) return;
  state_ = state;
  emit stateChanged(state);
}

void ExperimentSession::drain() {
  // Asked before the queue is emptied: an engine that has ended pushes nothing afterwards.
  const bool ended = engine_ && engine_->ended();
  QElapsedTimer spent;
  spent.start();
  // A small network makes more records than fit into one piece.
  do {
    drainPiece();
  } while (mailbox_->records.waiting() > 0 && !spent.hasExpired(drainBudget));
  if (progressed_ &&
      (state_ != SessionState::running || sinceProgress_.hasExpired(progressInterval))) {
    announceProgress();
  }
  if (ended && mailbox_->records.waiting() == 0) end();
}

void ExperimentSession::drainPiece() {
  std::vector<Record> records;
  mailbox_->records.drain(records, drainLimit);
  // Taken after the records: what was announced before a record is heard before it.
  std::deque<std::function<void()>> notices;
  {
    const std::lock_guard lock(mailbox_->mutex);
    notices.swap(mailbox_->notices);
  }
  for (const auto& call : notices) call();
  deliver(records);
}

void ExperimentSession::deliver(std::vector<Record>& records) {
  if (records.empty()) return;
  std::vector<StepRecord> steps;
  std::vector<EvaluationRecord> evaluations;
  std::map<int, std::int64_t> newestStatistics;
  std::vector<EventRecord> events;
  std::vector<StateRecord> states;
  for (Record& record : records) {
    followScale(record);
    if (auto* step = std::get_if<StepRecord>(&record)) {
      steps.push_back(*step);
    } else if (auto* evaluation = std::get_if<EvaluationRecord>(&record)) {
      evaluations.push_back(*evaluation);
    } else if (auto* event = std::get_if<EventRecord>(&record)) {
      events.push_back(std::move(*event));
    } else if (auto* state = std::get_if<StateRecord>(&record)) {
      states.push_back(std::move(*state));
    } else if (const auto* statistics = std::get_if<StatisticsRecord>(&record)) {
      newestStatistics[statistics->run] = statistics->step;
    }
  }
  if (state_ == SessionState::loading) setState(wanted_);
  // What a run does is heard before what it did, how it ended after.
  const auto begins = [](const StateRecord& state) {
    return state.state == RunState::running || state.state == RunState::ready;
  };
  const auto last = std::find_if_not(states.begin(), states.end(), begins);
  for (auto state = states.begin(); state != last; ++state) emit runStateChanged(*state);
  if (!steps.empty()) {
    updateProgress(steps);
    emit stepsAvailable(std::make_shared<const std::vector<StepRecord>>(std::move(steps)));
  }
  if (!evaluations.empty()) {
    emit evaluationsAvailable(
        std::make_shared<const std::vector<EvaluationRecord>>(std::move(evaluations)));
  }
  deliver(events);
  for (const auto& [run, step] : newestStatistics) emit statisticsTaken(run, step);
  for (auto state = last; state != states.end(); ++state) emit runStateChanged(*state);
}

void ExperimentSession::deliver(std::vector<EventRecord>& events) {
  if (events.empty()) return;
  const bool broke = std::any_of(events.begin(), events.end(), [](const EventRecord& event) {
    return event.kind == EventKind::breakpoint;
  });
  if (broke && state_ == SessionState::running) setState(SessionState::paused);
  emit eventsAvailable(std::make_shared<const std::vector<EventRecord>>(std::move(events)));
}

std::optional<double> ExperimentSession::scaleOf(int run) const {
  const auto found = scales_.find(run);
  return found == scales_.end() ? std::nullopt : std::optional(found->second);
}

void ExperimentSession::followScale(const Record& record) {
  if (const auto* step = std::get_if<StepRecord>(&record)) scales_[step->run] = step->scale;
  if (const auto* counted = std::get_if<StatisticsRecord>(&record))
    scales_[counted->run] = counted->scale;  // a step that waits has these alone
  const auto* event = std::get_if<EventRecord>(&record);
  if (event && event->kind == EventKind::scaleChange) scales_[event->run] = event->value;
}

void ExperimentSession::updateProgress(const std::vector<StepRecord>& steps) {
  double wallTime = 0.0;
  for (const StepRecord& step : steps) {
    progress_.done = std::max(progress_.done, step.step + 1);
    wallTime = std::max(wallTime, step.wallTime);
  }
  pace_.emplace_back(wallTime, progress_.done);
  if (!paceBegan_) paceBegan_ = pace_.back();
  while (pace_.size() > 2 && pace_.back().first - pace_.front().first > paceSeconds) {
    pace_.pop_front();
  }
  const double seconds = pace_.back().first - pace_.front().first;
  const auto made = static_cast<double>(pace_.back().second - pace_.front().second);
  if (seconds > 0.0 && made > 0.0) {
    progress_.stepsPerSecond = made / seconds;
    // Of all steps so far, so that an evaluation does not make it jump.
    const double perStep =
        (wallTime - paceBegan_->first) / static_cast<double>(progress_.done - paceBegan_->second);
    progress_.secondsLeft = static_cast<double>(progress_.total - progress_.done) * perStep;
  }
  progressed_ = true;
}

void ExperimentSession::announceProgress() {
  progressed_ = false;
  sinceProgress_.start();
  emit progressChanged(progress_);
}

void ExperimentSession::end() {
  timer_.stop();
  engine_.reset();
  announceProgress();
  emit messageChanged(QString());
  setState(SessionState::idle);
  emit finished();
}

}  // namespace scalescope
