#include "ui/runs/run_loader.h"

#include <exception>
#include <utility>

#include "core/store/run_diagnosis.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

/// Blocks that reach into the stretch give way to their steps.
std::vector<StepBlock> withSteps(const StoreReader& reader, qint64 run,
                                 const std::vector<StepBlock>& blocks, const RunDetail& detail) {
  std::vector<StepBlock> result;
  for (const StepBlock& block : blocks) {
    const bool shown = block.last >= detail.from && block.first < detail.to;
    if (!shown || block.isStep()) {
      result.push_back(block);
      continue;
    }
    const std::int64_t size = block.last - block.first + 1;
    for (const StepRecord& step : reader.steps(run, block.first, size))
      result.push_back(blockOf(step));
  }
  return result;
}

}  // namespace

RunLoader::RunLoader(QObject* parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

RunLoader::~RunLoader() {
  for (const Flag& flag : std::as_const(jobs_)) *flag = true;
  pool_.waitForDone();
}

void RunLoader::load(const std::string& store, qint64 run, const RunDetail& detail) {
  cancel(run);
  next_.remove(run);
  begin({store, run, detail, 0, nullptr});
}

void RunLoader::follow(const std::string& store, qint64 run) {
  if (!jobs_.contains(run)) begin({store, run, {}, next_.value(run, 0), nullptr});
}

void RunLoader::begin(Job job) {
  job.cancelled = std::make_shared<std::atomic<bool>>(false);
  jobs_[job.run] = job.cancelled;
  pool_.start([this, job = std::move(job)] { read(job); });
}

void RunLoader::cancel(qint64 run) {
  if (const Flag flag = jobs_.take(run)) *flag = true;
}

void RunLoader::deliver(const Flag& cancelled, std::function<void()> call) {
  QMetaObject::invokeMethod(this, [cancelled, call = std::move(call)] {
    if (!*cancelled) call();
  });
}

std::int64_t RunLoader::readSteps(const StoreReader& reader, const Job& job) {
  std::int64_t from = job.from;
  while (!*job.cancelled) {
    auto steps =
        std::make_shared<const std::vector<StepRecord>>(reader.steps(job.run, from, chunk));
    if (steps->empty()) break;
    from = steps->back().step + 1;
    deliver(job.cancelled, [this, run = job.run, steps] { emit stepsLoaded(run, steps); });
  }
  return from;
}

std::int64_t RunLoader::readOverview(const StoreReader& reader, const Job& job) {
  auto blocks = overviewOf(reader, job.run, job.detail.blockSize);
  if (job.detail.to > job.detail.from) blocks = withSteps(reader, job.run, blocks, job.detail);
  const std::int64_t next = blocks.empty() ? 0 : blocks.back().last + 1;
  auto overview = std::make_shared<const std::vector<StepBlock>>(std::move(blocks));
  deliver(job.cancelled, [this, run = job.run, overview] { emit overviewLoaded(run, overview); });
  return next;
}

const StoreReader& RunLoader::open(const std::string& store) {
  if (!connection_.reader || connection_.store != store) {
    connection_.reader.reset();
    connection_.reader.emplace(store);
    connection_.store = store;
  }
  return *connection_.reader;
}

std::vector<EventRecord> RunLoader::readEvents(const StoreReader& reader, const Job& job,
                                               std::int64_t from) {
  std::vector<EventRecord> events = reader.events(job.run, from);
  if (const auto say = phrasesBesidesEnglish()) {
    retellEvents(reader, reader.run(job.run), events, *say, [&] { return !*job.cancelled; });
  }
  return events;
}

void RunLoader::read(const Job& job) {
  const qint64 run = job.run;
  try {
    if (*job.cancelled) return;
    const StoreReader& reader = open(job.store);
    const std::int64_t next =
        job.detail.whole() ? readSteps(reader, job) : readOverview(reader, job);
    if (*job.cancelled) return;
    // Evaluations and events of the newest step may come after it; those that are known are taken
    // for what they are.
    const std::int64_t from = std::max<std::int64_t>(job.from - 1, 0);
    auto evaluations =
        std::make_shared<const std::vector<EvaluationRecord>>(reader.evaluations(run, from));
    const auto events =
        std::make_shared<const std::vector<EventRecord>>(readEvents(reader, job, from));
    deliver(job.cancelled, [this, run, next, evaluations, events] {
      emit evaluationsLoaded(run, evaluations);
      emit eventsLoaded(run, events);
      jobs_.remove(run);
      next_[run] = next;
      emit finished(run);
    });
  } catch (const std::exception& error) {
    connection_.reader.reset();
    deliver(job.cancelled, [this, run, message = errorText(error)] {
      jobs_.remove(run);
      emit failed(run, message);
    });
  }
}

}  // namespace scalescope
