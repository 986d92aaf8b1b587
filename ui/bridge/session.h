#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "ui/bridge/engine.h"
#include "ui/bridge/record_pipe.h"

namespace scalescope {

/// How far an experiment is. Times leave pauses out.
struct SessionProgress {
  std::int64_t done = 0;  ///< lockstep steps
  std::int64_t total = 0;
  double stepsPerSecond = 0.0;  ///< over the last seconds; 0: not known yet
  double secondsLeft = 0.0;     ///< 0 while the rate is not known
};

/// `loading`: data is read and networks are built, before the first step. `stopping`: the step in
/// work ends first.
enum class SessionState { idle, loading, running, paused, stopping };

// What a drain hands over: immutable, shared by all who draw it.
using StepBatch = std::shared_ptr<const std::vector<StepRecord>>;
using EvaluationBatch = std::shared_ptr<const std::vector<EvaluationRecord>>;
using EventBatch = std::shared_ptr<const std::vector<EventRecord>>;

/// Between the window and the thread that trains: commands go one way at once, records come the
/// other way in batches, at most 15 times a second and at most `drainLimit` at a time for
/// `drainBudget`, so that no event of the window takes long.
class ExperimentSession : public QObject {
  Q_OBJECT

 public:
  static constexpr int drainInterval = 66;      ///< ms
  static constexpr int progressInterval = 200;  ///< ms; nobody reads figures that change faster
  static constexpr int drainBudget = 10;        ///< ms
  static constexpr std::size_t drainLimit = 2048;

  explicit ExperimentSession(QObject* parent = nullptr);
  ~ExperimentSession() override;

  /// Makes an engine and starts it, or leaves it paused before the first step. Only while idle.
  void open(const EngineFactory& factory, std::int64_t totalSteps, bool paused = false);
  SessionState state() const { return state_; }
  bool active() const { return state_ != SessionState::idle; }
  const SessionProgress& progress() const { return progress_; }
  /// The loss scale that a run has, as far as its records tell.
  std::optional<double> scaleOf(int run) const;

 public slots:
  void start();  ///< goes on after a pause
  void pause();
  void step();  ///< one lockstep step, then paused
  void stop();  ///< finished() follows once the step in work has ended
  void setScale(int run, double scale);
  void setBreakpoints(const scalescope::Breakpoints& breakpoints);
  void edit(int run, const scalescope::RunEdit& edit);
  void inject(const scalescope::Injection& injection);  ///< in the step that is held, or the next

 signals:
  void stateChanged(scalescope::SessionState state);
  void messageChanged(const QString& message);
  void deviceChanged(const QString& device);
  void runsRegistered(
      const QList<qint64>& ids);  ///< in the store, by index; before their first record
  void stepsAvailable(scalescope::StepBatch steps);
  void evaluationsAvailable(scalescope::EvaluationBatch evaluations);
  void eventsAvailable(scalescope::EventBatch events);
  /// A run has statistics up to this step, which the store has, or will in a moment.
  void statisticsTaken(int run, qint64 step);
  void runStateChanged(const scalescope::StateRecord& state);
  void progressChanged(const scalescope::SessionProgress& progress);
  void failed(const QString& message);  ///< the end, or a command that was refused
  void finished();  ///< every record has been handed over; the session is idle again

 private:
  void drain();
  void drainPiece();
  void deliver(std::vector<Record>& records);
  void deliver(std::vector<EventRecord>& events);
  void followScale(const Record& record);
  void updateProgress(const std::vector<StepRecord>& steps);
  void announceProgress();
  void setState(SessionState state);
  void end();

  // Shared with the engine's threads, which may outlive a call but not the engine.
  struct Mailbox {
    RecordPipe records;
    std::mutex mutex;
    std::deque<std::function<void()>> notices;  ///< run in the window's thread
  };
  void notice(Mailbox& mailbox, std::function<void()> call);

  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Engine> engine_;
  QTimer timer_;
  SessionState state_ = SessionState::idle;
  SessionState wanted_ = SessionState::running;  ///< once loading is over
  Breakpoints breakpoints_;
  SessionProgress progress_;
  std::map<int, double> scales_;  ///< by run
  bool progressed_ = false;       ///< since progressChanged() was last emitted
  QElapsedTimer sinceProgress_;
  std::deque<std::pair<double, std::int64_t>>
      pace_;  ///< wall time and steps done, of the last seconds
  std::optional<std::pair<double, std::int64_t>> paceBegan_;  ///< the first since training began
};

}  // namespace scalescope
