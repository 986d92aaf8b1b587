#pragma once

#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/reader.h"
#include "core/store/run_overview.h"
#include "ui/bridge/session.h"

namespace scalescope {

using Overview = std::shared_ptr<const std::vector<StepBlock>>;

/// How much of a stored run is read: every step, or blocks of them (kBlockSizes) with every step in
/// a stretch.
struct RunDetail {
  std::int64_t blockSize = 1;
  std::int64_t from = 0, to = 0;  ///< of the stretch that is read in full; the same: none

  bool whole() const { return blockSize == 1; }
  bool operator==(const RunDetail&) const = default;
};

/// Reads stored runs for the plots on a thread of its own; any of them can be called off. What
/// other programs add to a run later can be followed.
class RunLoader : public QObject {
  Q_OBJECT

 public:
  static constexpr std::int64_t chunk = 8192;  ///< rows handed over at a time

  explicit RunLoader(QObject* parent = nullptr);
  ~RunLoader() override;

  void load(const std::string& store, qint64 run, const RunDetail& detail = {});
  /// What has come since it was loaded; nothing happens while it is being read.
  void follow(const std::string& store, qint64 run);
  void cancel(qint64 run);  ///< nothing of this load comes after
  bool loading(qint64 run) const { return jobs_.contains(run); }

 signals:
  void stepsLoaded(qint64 run, scalescope::StepBatch steps);
  /// The whole run, in place of what was there.
  void overviewLoaded(qint64 run, scalescope::Overview overview);
  void evaluationsLoaded(qint64 run, scalescope::EvaluationBatch evaluations);
  void eventsLoaded(qint64 run, scalescope::EventBatch events);
  void finished(qint64 run);
  void failed(qint64 run, const QString& message);

 private:
  using Flag = std::shared_ptr<std::atomic<bool>>;
  struct Job {
    std::string store;
    qint64 run = 0;
    RunDetail detail;
    std::int64_t from = 0;  ///< first step that is not there yet
    Flag cancelled;
  };

  /// Kept open from one run to the next; used in the pool's thread alone.
  struct Connection {
    std::string store;
    std::optional<StoreReader> reader;
  };

  void begin(Job job);
  void read(const Job& job);
  const StoreReader& open(const std::string& store);
  std::int64_t readSteps(const StoreReader& reader, const Job& job);
  std::int64_t readOverview(const StoreReader& reader, const Job& job);
  /// In the language of the window.
  std::vector<EventRecord> readEvents(const StoreReader& reader, const Job& job, std::int64_t from);
  /// Runs `call` in this object's thread unless the load was called off meanwhile.
  void deliver(const Flag& cancelled, std::function<void()> call);

  QHash<qint64, Flag> jobs_;
  QHash<qint64, std::int64_t> next_;  ///< first step that was not there when a run was read
  Connection connection_;
  QThreadPool pool_;
};

}  // namespace scalescope
