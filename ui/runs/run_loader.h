#pragma once

#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <memory>

#include "ui/bridge/session.h"

namespace scalescope {

/// Reads stored runs for the plots, in pieces, on a thread of its own; any of them can be called
/// off.
class RunLoader : public QObject {
  Q_OBJECT

 public:
  static constexpr std::int64_t chunk = 8192;  ///< rows handed over at a time

  explicit RunLoader(QObject* parent = nullptr);
  ~RunLoader() override;

  void load(const std::string& store, qint64 run);
  void cancel(qint64 run);  ///< nothing of this load comes after
  bool loading(qint64 run) const { return jobs_.contains(run); }

 signals:
  void stepsLoaded(qint64 run, scalescope::StepBatch steps);
  void evaluationsLoaded(qint64 run, scalescope::EvaluationBatch evaluations);
  void eventsLoaded(qint64 run, scalescope::EventBatch events);
  void finished(qint64 run);
  void failed(qint64 run, const QString& message);

 private:
  using Flag = std::shared_ptr<std::atomic<bool>>;
  void read(const std::string& store, qint64 run, const Flag& cancelled);
  /// Runs `call` in this object's thread unless the load was called off meanwhile.
  void deliver(const Flag& cancelled, std::function<void()> call);

  QHash<qint64, Flag> jobs_;
  QThreadPool pool_;
};

}  // namespace scalescope
