#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <string>

#include "core/store/replay.h"

namespace scalescope {

/// Replays one stored run on a thread of its own.
class ReplayJob : public QObject {
  Q_OBJECT

 public:
  explicit ReplayJob(QObject* parent = nullptr);
  ~ReplayJob() override;  ///< calls it off, and waits for the step in work

  void start(const std::string& store, const RunInfo& run);
  void cancel() { cancelled_ = true; }  ///< finished() follows once the step in work has ended

 signals:
  void progressed(qint64 steps);
  void finished(const scalescope::ReplayReport& report);
  void failed(const QString& message);

 private:
  void replay(const std::string& store, const RunInfo& run);

  std::atomic<bool> cancelled_{false};
  QThreadPool pool_;
};

}  // namespace scalescope
