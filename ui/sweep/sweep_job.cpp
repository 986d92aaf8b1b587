#include "ui/sweep/sweep_job.h"
#include "ui/style/window_phrases.h"

#include <exception>
#include <utility>

#include "core/sweep/sweep_device.h"

namespace scalescope {

SweepJob::SweepJob(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  pool_.setExpiryTimeout(-1);  // its points end with the thread that started them
}

SweepJob::~SweepJob() {
  stop();
  pool_.waitForDone();
}

void SweepJob::start(SweepPlan plan, SweepOptions options) {
  stop_ = false;
  running_ = true;
  pool_.start(
      [this, plan = std::move(plan), options = std::move(options)] { train(plan, options); });
}

void SweepJob::train(const SweepPlan& plan, SweepOptions options) {
  // Queued: whoever listens lives on the window's thread.
  const auto tell = [this](auto what) {
    QMetaObject::invokeMethod(this, what, Qt::QueuedConnection);
  };
  try {
    requireTrainable(plan, true);
    shareDevice(plan, options);
    options.stop = &stop_;
    options.onProgress = [this, tell](const SweepProgress& progress) {
      tell([this, progress] { emit progressed(progress); });
    };
    const SweepOutcome outcome = runSweep(plan, options);
    tell([this, outcome] {
      running_ = false;
      emit finished(outcome);
    });
  } catch (const std::exception& error) {
    const QString message = errorText(error);
    tell([this, message] {
      running_ = false;
      emit failed(message);
    });
  }
}

}  // namespace scalescope
