#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "core/lessons/judge.h"
#include "ui/bridge/session.h"

namespace scalescope {

/// How far the training is that a page of a lesson asks for.
enum class PageTraining {
  none,     ///< the page asks for none
  waiting,  ///< it has not begun, or was paused or stopped before it got there
  running,
  reached
};

/// A lesson that is being given: which page it is at, the training that belongs to it, and what
/// came of its promises. Knows nothing of how it is shown.
class LessonPlayer : public QObject {
  Q_OBJECT

 public:
  explicit LessonPlayer(ExperimentSession& session, QObject* parent = nullptr);

  void open(Lesson lesson);  ///< at its first page
  void close();
  bool active() const { return lesson_.has_value(); }
  const Lesson& lesson() const { return *lesson_; }  ///< only while active
  int page() const { return page_; }
  int pages() const { return active() ? static_cast<int>(lesson_->steps.size()) : 0; }
  const LessonStep& step() const { return lesson_->steps[static_cast<std::size_t>(page_)]; }

  bool canGoBack() const { return active() && page_ > 0; }
  /// False at the last page, and while training is on its way to what this page speaks of.
  bool canGoOn() const;
  PageTraining training() const;
  bool canTrain() const;                            ///< no other experiment is in the way
  std::int64_t stepsDone() const { return done_; }  ///< of the lesson's experiment
  /// What trains, or trained last, is another experiment than the lesson's: it promises nothing.
  bool strayed() const { return strayed_; }
  /// In the order of the lesson's outcomes; empty until its experiment has finished.
  const std::vector<Judgement>& judgements() const { return judgements_; }
  /// Training is to pause when this many steps are done.
  std::optional<std::int64_t> pauseAt() const;

  /// An experiment begins to train, whoever began it. To be told before it does.
  void begin(const ExperimentConfig& config);

 public slots:
  void goOn();  ///< to the next page, which may set training on its way
  void goBack();
  void train();  ///< to where this page wants it

 signals:
  void changed();         ///< anything above
  void pageChanged();     ///< also when a lesson is opened or closed
  void pauseAtChanged();  ///< it may have
  void trainingWanted();  ///< the experiment is to begin
  void setupWanted();     ///< the lesson's configuration is to be put into the setup

 private:
  bool moving() const;  ///< trains, or is about to
  bool reached(std::int64_t steps) const;
  void takeSteps(const std::vector<StepRecord>& steps);
  void finish();

  ExperimentSession& session_;
  std::optional<Lesson> lesson_;
  int page_ = 0;
  bool own_ = false;  ///< what trains, or trained last, is the lesson's experiment
  bool strayed_ = false;
  std::int64_t done_ = 0;
  LessonRecords records_{0};
  std::vector<Judgement> judgements_;
};

}  // namespace scalescope
