#pragma once

#include <QCache>
#include <QList>
#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/inspector/inspected_runs.h"

namespace scalescope {

/// A step of a run.
struct StepKey {
  qint64 run = 0;
  qint64 step = 0;
  bool operator==(const StepKey&) const = default;
};
inline size_t qHash(const StepKey& key, size_t seed = 0) {
  return qHashMulti(seed, key.run, key.step);
}

/// Which tensor's histograms over which steps.
struct HistoryRequest {
  qint64 run = 0;
  std::string tensor;
  std::vector<std::int64_t> numbers;  ///< the tensor's in the store: one for each of its formats
  std::vector<std::int64_t> steps;
};

/// Reads a store for the inspector on a thread of its own. Of steps and of histories only the
/// newest request is answered: a slider that moves faster than the disk skips steps. Steps that
/// were read lately are kept.
class InspectorService : public QObject {
  Q_OBJECT

 public:
  static constexpr int keptSteps = 128;

  explicit InspectorService(QObject* parent = nullptr);
  ~InspectorService() override;

  void setStore(const std::string& path);  ///< nothing of another store is handed over after this
  /// What statistics a run has; of one that was read before, with what came since.
  void readTimeline(qint64 run);
  void forget(qint64 run);  ///< it is read from the start the next time
  void readSteps(const QList<StepKey>& keys);
  void readHistory(const HistoryRequest& request);
  bool idle() const { return !busy_; }

 signals:
  void timelineRead(scalescope::TimelinePtr timeline);
  /// In the order asked; null where a step has no statistics. At once if all of them are kept.
  void stepsRead(const QList<scalescope::StepPtr>& steps);
  void historyRead(scalescope::HistoryPtr history);
  void failed(qint64 run, const QString& message);

 private:
  struct Connection;
  using Answer = std::function<void()>;
  using Job = std::function<Answer(const StoreReader&, const std::string& path)>;

  void pump();
  void start(qint64 run, const Job& job);
  bool answerFromKept(const QList<StepKey>& keys);

  QThreadPool pool_;
  std::shared_ptr<Connection> connection_;
  QHash<qint64, TimelinePtr> timelines_;
  QCache<StepKey, StepPtr> kept_{keptSteps};
  QList<qint64> wantedTimelines_;
  std::optional<QList<StepKey>> wantedSteps_;
  std::optional<HistoryRequest> wantedHistory_;
  bool busy_ = false;
};

}  // namespace scalescope
