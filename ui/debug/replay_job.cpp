#include "ui/debug/replay_job.h"
#include "ui/style/window_phrases.h"

#include <QElapsedTimer>
#include <exception>

#include "core/train/devices.h"
#include "core/train/experiment_data.h"

namespace scalescope {
namespace {

constexpr int progressInterval = 100;  // ms

}  // namespace

ReplayJob::ReplayJob(QObject* parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

ReplayJob::~ReplayJob() {
  cancel();
  pool_.waitForDone();
}

void ReplayJob::start(const std::string& store, const RunInfo& run) {
  pool_.start([this, store, run] { replay(store, run); });
}

void ReplayJob::replay(const std::string& store, const RunInfo& run) {
  try {
    const StoreReader reader(store);
    Replay replay(reader, store, run);
    QElapsedTimer since;
    since.start();
    const auto progress = [&](std::int64_t steps) {
      if (since.elapsed() < progressInterval) return;
      since.restart();
      QMetaObject::invokeMethod(this, [this, steps] { emit progressed(steps); });
    };
    const ReplayReport report = replay.run(
        loadDatasetFor(replay.config(), store), backendFactoryFor(replay.config(), store), progress,
        [this] { return cancelled_.load(); }, windowPhrases());
    QMetaObject::invokeMethod(this, [this, report] { emit finished(report); });
  } catch (const std::exception& error) {
    const QString message = errorText(error);
    QMetaObject::invokeMethod(this, [this, message] { emit failed(message); });
  }
}

}  // namespace scalescope
