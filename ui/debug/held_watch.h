#pragma once

#include <QList>
#include <QObject>
#include <QStringList>
#include <optional>

#include "ui/bridge/session.h"

namespace scalescope {

/// Why a run's step waits with its update: "3 values overflowed".
struct HeldReason {
  int run = 0;
  QString text;
};

/// Knows from a session's signals whether a step waits with its update, and why.
class HeldWatch : public QObject {
  Q_OBJECT

 public:
  explicit HeldWatch(ExperimentSession& session, QObject* parent = nullptr);

  std::optional<qint64> step() const { return step_; }
  /// None: a person went on by one step from another that waited.
  const QList<HeldReason>& reasons() const { return reasons_; }

 signals:
  void changed();

 private:
  void takeSteps(const StepBatch& steps);
  void takeEvents(const EventBatch& events);
  void takeState(const StateRecord& state);
  void release();

  ExperimentSession& session_;
  std::optional<qint64> step_;
  QList<HeldReason> reasons_;
  qint64 done_ = -1;        ///< the last step that is complete
  bool steppedOn_ = false;  ///< a step that waited was completed, and the session stayed paused
};

/// One sentence for a person; `names` of the runs by index.
QString heldText(qint64 step, const QList<HeldReason>& reasons, const QStringList& names);

}  // namespace scalescope
