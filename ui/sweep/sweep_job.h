#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>

#include "core/sweep/sweep_runner.h"

namespace scalescope {

/// Trains a sweep on a thread of its own: every point is a process of `program`.
class SweepJob : public QObject {
  Q_OBJECT

 public:
  explicit SweepJob(QObject* parent = nullptr);
  ~SweepJob() override;  ///< stops it, and waits until its points have kept their checkpoints

  /// `options.jobs` 0: as many points at a time as the device keeps busy.
  void start(SweepPlan plan, SweepOptions options);
  void stop() { stop_ = true; }  ///< cleanly, to go on later; finished() follows
  bool running() const { return running_; }

 signals:
  void progressed(const scalescope::SweepProgress& progress);
  void finished(const scalescope::SweepOutcome& outcome);
  void failed(const QString& message);  ///< nothing more is trained

 private:
  void train(const SweepPlan& plan, SweepOptions options);

  std::atomic<bool> stop_{false};
  bool running_ = false;
  QThreadPool pool_;
};

}  // namespace scalescope
