#include "ui/lessons/lesson_player.h"

#include <algorithm>
#include <utility>

namespace scalescope {

LessonPlayer::LessonPlayer(ExperimentSession& session, QObject* parent)
    : QObject(parent), session_(session) {
  connect(&session_, &ExperimentSession::stepsAvailable, this,
          [this](const StepBatch& steps) { takeSteps(*steps); });
  connect(&session_, &ExperimentSession::evaluationsAvailable, this,
          [this](const EvaluationBatch& evaluations) {
            if (!own_) return;
            for (const EvaluationRecord& each : *evaluations) records_.take(each);
          });
  connect(&session_, &ExperimentSession::eventsAvailable, this, [this](const EventBatch& events) {
    if (!own_) return;
    for (const EventRecord& each : *events) records_.take(each);
  });
  connect(&session_, &ExperimentSession::stateChanged, this, [this] {
    emit pauseAtChanged();
    emit changed();
  });
  connect(&session_, &ExperimentSession::finished, this, &LessonPlayer::finish);
}

void LessonPlayer::open(Lesson lesson) {
  lesson_ = std::move(lesson);
  page_ = 0;
  own_ = false;
  strayed_ = false;
  done_ = 0;
  judgements_.clear();
  emit setupWanted();
  emit pauseAtChanged();
  emit pageChanged();
  emit changed();
}

void LessonPlayer::close() {
  lesson_.reset();
  own_ = false;
  records_ = LessonRecords(0);
  judgements_.clear();
  emit pauseAtChanged();
  emit pageChanged();
  emit changed();
}

bool LessonPlayer::canGoOn() const {
  return active() && page_ + 1 < pages() && training() != PageTraining::running;
}

bool LessonPlayer::moving() const {
  const SessionState state = session_.state();
  return state == SessionState::running || state == SessionState::loading;
}

bool LessonPlayer::reached(std::int64_t steps) const {
  if (!own_ || done_ < steps) return false;
  // At the end, the last evaluation is waited for.
  if (steps == lesson_->configuration.steps) return !session_.active();
  // The pause comes after the last step before it.
  return done_ > steps || !moving();
}

PageTraining LessonPlayer::training() const {
  if (!active() || !step().runTo) return PageTraining::none;
  if (reached(*step().runTo)) return PageTraining::reached;
  return own_ && moving() ? PageTraining::running : PageTraining::waiting;
}

bool LessonPlayer::canTrain() const { return own_ || !session_.active(); }

std::optional<std::int64_t> LessonPlayer::pauseAt() const {
  if (!active()) return std::nullopt;
  // Pages that were passed over are not stopped at any more; one that was just reached, until
  // training has.
  const auto ahead = [this](const LessonStep& step) {
    return step.runTo && *step.runTo + (moving() ? 1 : 0) > done_;
  };
  const auto& steps = lesson_->steps;
  const auto next = std::find_if(steps.begin() + page_, steps.end(), ahead);
  if (next == steps.end() || *next->runTo == lesson_->configuration.steps) return std::nullopt;
  return next->runTo;
}

void LessonPlayer::begin(const ExperimentConfig& config) {
  done_ = 0;
  judgements_.clear();
  if (active()) {
    ExperimentConfig asked = lesson_->configuration;
    asked.backend = config.backend;  // whatever computes, the lesson is the same
    own_ = asked == config;
    strayed_ = !own_;
    records_ = LessonRecords(config.runs.size());
  }
  emit changed();
}

void LessonPlayer::goOn() {
  if (!canGoOn()) return;
  ++page_;
  emit pauseAtChanged();
  emit pageChanged();
  if (training() == PageTraining::waiting) train();
  emit changed();
}

void LessonPlayer::goBack() {
  if (!canGoBack()) return;
  --page_;
  emit pauseAtChanged();
  emit pageChanged();
  emit changed();
}

void LessonPlayer::train() {
  if (training() != PageTraining::waiting) return;
  if (!session_.active()) {
    emit trainingWanted();
  } else if (own_) {
    session_.start();
  }
}

void LessonPlayer::takeSteps(const std::vector<StepRecord>& steps) {
  if (!own_) return;
  const std::optional<std::int64_t> before = pauseAt();
  for (const StepRecord& step : steps) {
    records_.take(step);
    done_ = std::max(done_, step.step + 1);
  }
  if (pauseAt() != before) emit pauseAtChanged();
  emit changed();
}

void LessonPlayer::finish() {
  if (own_ && done_ == lesson_->configuration.steps) judgements_ = judge(*lesson_, records_);
  emit changed();
}

}  // namespace scalescope
