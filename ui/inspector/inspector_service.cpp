#include "ui/inspector/inspector_service.h"
#include "ui/style/window_phrases.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace scalescope {
namespace {

RunTimeline timelineOf(const StoreReader& reader, qint64 run, const TimelinePtr& before) {
  RunTimeline timeline;
  if (before) timeline = *before;
  timeline.run = run;
  const auto extend = [](std::vector<std::int64_t>& all, const std::vector<std::int64_t>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  const auto next = [](const std::vector<std::int64_t>& all) {
    return all.empty() ? 0 : all.back() + 1;
  };
  reader.readTogether([&] {
    if (!before) timeline.layers = layerTypes(reader.run(run).configuration);
    timeline.tensors = reader.tensors(run);
    extend(timeline.steps, reader.statisticsSteps(run, next(timeline.steps)));
    extend(timeline.skipped, reader.skippedSteps(run, next(timeline.skipped)));
  });
  return timeline;
}

TensorHistory::Shares sharesOf(const TensorStatistics& statistics) {
  TensorHistory::Shares shares{};
  if (statistics.elements == 0) return shares;
  const auto elements = static_cast<float>(statistics.elements);
  for (std::size_t bin = 0; bin < shares.size(); ++bin) {
    shares[bin] = static_cast<float>(statistics.exponents[bin]) / elements;
  }
  return shares;
}

TensorHistory historyOf(const StoreReader& reader, const std::string& path,
                        const HistoryRequest& request) {
  TensorHistory history{request.run, request.tensor, {}, {}};
  std::vector<std::pair<std::int64_t, TensorHistory::Shares>> rows;
  for (const std::int64_t number : request.numbers) {
    for (const StoredSummary& each : reader.history(request.run, number, request.steps)) {
      const TensorInfo tensor{request.tensor, TensorRole::activation, Format::fp32};
      rows.emplace_back(each.step, sharesOf(statisticsOf(tensor, each.summary, path)));
    }
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [step, shares] : rows) {
    history.steps.push_back(step);
    history.shares.push_back(shares);
  }
  return history;
}

}  // namespace

/// The reader of one store; opened and used in the pool's thread alone.
struct InspectorService::Connection {
  explicit Connection(std::string file) : path(std::move(file)) {}
  std::string path;
  std::optional<StoreReader> reader;
};

InspectorService::InspectorService(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
}

InspectorService::~InspectorService() { pool_.waitForDone(); }

void InspectorService::setStore(const std::string& path) {
  connection_ = std::make_shared<Connection>(path);
  timelines_.clear();
  kept_.clear();
  wantedTimelines_.clear();
  wantedSteps_.reset();
  wantedHistory_.reset();
}

void InspectorService::readTimeline(qint64 run) {
  if (!wantedTimelines_.contains(run)) wantedTimelines_ << run;
  pump();
}

void InspectorService::forget(qint64 run) {
  timelines_.remove(run);
  wantedTimelines_.removeAll(run);
  for (const StepKey& key : kept_.keys()) {
    if (key.run == run) kept_.remove(key);
  }
}

bool InspectorService::answerFromKept(const QList<StepKey>& keys) {
  QList<StepPtr> steps;
  for (const StepKey& key : keys) {
    const StepPtr* step = kept_.object(key);
    if (step == nullptr) return false;
    steps << *step;
  }
  emit stepsRead(steps);
  return true;
}

void InspectorService::readSteps(const QList<StepKey>& keys) {
  wantedSteps_.reset();
  if (answerFromKept(keys)) return;
  wantedSteps_ = keys;
  pump();
}

void InspectorService::readHistory(const HistoryRequest& request) {
  wantedHistory_ = request;
  pump();
}

// A person waits for the step that the slider is on, so it goes first.
void InspectorService::pump() {
  if (busy_ || !connection_) return;
  if (wantedSteps_) {
    const QList<StepKey> keys = *std::exchange(wantedSteps_, std::nullopt);
    if (answerFromKept(keys)) return pump();
    QList<StepPtr> known;
    for (const StepKey& key : keys) {
      const StepPtr* step = kept_.object(key);
      known << (step != nullptr ? *step : nullptr);
    }
    start(keys.isEmpty() ? 0 : keys.front().run,
          [this, keys, known](const StoreReader& reader, const std::string& path) -> Answer {
            QList<StepPtr> steps = known;
            for (qsizetype i = 0; i < keys.size(); ++i) {
              if (steps[i]) continue;
              auto found = inspectStep(reader, path, keys[i].run, keys[i].step);
              if (found) steps[i] = std::make_shared<const InspectedStep>(std::move(*found));
            }
            return [this, keys, steps] {
              for (qsizetype i = 0; i < keys.size(); ++i) {
                if (steps[i]) kept_.insert(keys[i], new StepPtr(steps[i]));
              }
              emit stepsRead(steps);
            };
          });
  } else if (!wantedTimelines_.isEmpty()) {
    const qint64 run = wantedTimelines_.takeFirst();
    start(run,
          [this, run, before = timelines_.value(run)](const StoreReader& reader,
                                                      const std::string&) -> Answer {
            auto timeline = std::make_shared<const RunTimeline>(timelineOf(reader, run, before));
            return [this, timeline] {
              timelines_[timeline->run] = timeline;
              emit timelineRead(timeline);
            };
          });
  } else if (wantedHistory_) {
    const HistoryRequest request = *std::exchange(wantedHistory_, std::nullopt);
    start(request.run,
          [this, request](const StoreReader& reader, const std::string& path) -> Answer {
            auto history = std::make_shared<const TensorHistory>(historyOf(reader, path, request));
            return [this, history] { emit historyRead(history); };
          });
  }
}

void InspectorService::start(qint64 run, const Job& job) {
  busy_ = true;
  pool_.start([this, run, job, connection = connection_] {
    Answer answer;
    QString failure;
    try {
      if (!connection->reader) connection->reader.emplace(connection->path);
      answer = job(*connection->reader, connection->path);
    } catch (const std::exception& error) {
      failure = errorText(error);
      connection->reader.reset();
    }
    QMetaObject::invokeMethod(this, [this, run, answer, failure, connection] {
      busy_ = false;
      if (connection == connection_) {
        if (failure.isEmpty()) {
          answer();
        } else {
          emit failed(run, failure);
        }
      }
      pump();
    });
  });
}

}  // namespace scalescope
