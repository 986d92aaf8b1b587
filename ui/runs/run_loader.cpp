#include "ui/runs/run_loader.h"

#include <exception>
#include <utility>

#include "core/store/reader.h"

namespace scalescope {

RunLoader::RunLoader(QObject* parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

RunLoader::~RunLoader() {
  for (const Flag& flag : std::as_const(jobs_)) *flag = true;
  pool_.waitForDone();
}

void RunLoader::load(const std::string& store, qint64 run) {
  cancel(run);
  auto cancelled = std::make_shared<std::atomic<bool>>(false);
  jobs_[run] = cancelled;
  pool_.start([this, store, run, cancelled] { read(store, run, cancelled); });
}

void RunLoader::cancel(qint64 run) {
  if (const Flag flag = jobs_.take(run)) *flag = true;
}

void RunLoader::deliver(const Flag& cancelled, std::function<void()> call) {
  QMetaObject::invokeMethod(this, [cancelled, call = std::move(call)] {
    if (!*cancelled) call();
  });
}

void RunLoader::read(const std::string& store, qint64 run, const Flag& cancelled) {
  try {
    if (*cancelled) return;
    const StoreReader reader(store);
    for (std::int64_t from = 0; !*cancelled;) {
      auto steps = std::make_shared<const std::vector<StepRecord>>(reader.steps(run, from, chunk));
      if (steps->empty()) break;
      from = steps->back().step + 1;
      deliver(cancelled, [this, run, steps] { emit stepsLoaded(run, steps); });
    }
    if (*cancelled) return;
    auto evaluations =
        std::make_shared<const std::vector<EvaluationRecord>>(reader.evaluations(run));
    auto events = std::make_shared<const std::vector<EventRecord>>(reader.events(run));
    deliver(cancelled, [this, run, evaluations, events] {
      emit evaluationsLoaded(run, evaluations);
      emit eventsLoaded(run, events);
      jobs_.remove(run);
      emit finished(run);
    });
  } catch (const std::exception& error) {
    deliver(cancelled, [this, run, message = QString::fromStdString(error.what())] {
      jobs_.remove(run);
      emit failed(run, message);
    });
  }
}

}  // namespace scalescope
