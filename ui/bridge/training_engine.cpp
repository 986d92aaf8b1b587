#include "ui/bridge/training_engine.h"

#include <optional>
#include <utility>

#include "core/diagnosis/overflow_watch.h"
#include "core/store/resumption.h"
#include "core/train/devices.h"
#include "core/train/experiment_data.h"
#include "core/train/worker.h"
#include "ui/style/translation.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

// Texts are looked up without the class that they stand in.
QString readingText(const std::string& dataset) {
  return tr("Reading %1…").arg(QString::fromStdString(dataset));
}
QString rereadingText() { return tr("Reading the steps before…"); }
QString buildingText() { return tr("Building the networks…"); }

std::string said(const Sentence& sentence) { return sentence.in(windowPhrases()); }

class TrainingEngine : public Engine {
 public:
  TrainingEngine(ExperimentConfig config, std::shared_ptr<StoreHandle> store,
                 EngineListener listener)
      : config_(std::move(config)), store_(std::move(store)), listener_(std::move(listener)) {
    work([this] { return build(); });
  }

  TrainingEngine(RunInfo run, std::shared_ptr<StoreHandle> store, EngineListener listener)
      : store_(std::move(store)), listener_(std::move(listener)) {
    work([this, run = std::move(run)] { return rebuild(run); });
  }

  TrainingEngine(Fork fork, std::shared_ptr<StoreHandle> store, EngineListener listener)
      : store_(std::move(store)), listener_(std::move(listener)) {
    work([this, fork = std::move(fork)] { return branch(fork); });
  }

  void start() override { worker_->start(); }
  void pause() override { worker_->pause(); }
  void step() override { worker_->step(); }
  void stop() override { worker_->stop(); }
  void setScale(int run, float scale) override { worker_->setScale(run, scale); }
  bool ended() const override { return worker_->ended(); }
  void setBreakpoints(const Breakpoints& breakpoints) override {
    worker_->setBreakpoints(breakpoints);
  }
  void inject(const Injection& injection) override { worker_->inject(injection); }
  void edit(int run, const RunEdit& edit) override { worker_->edit(run, edit); }

 private:
  void work(Worker::Builder build) {
    worker_.emplace(
        std::move(build), [this](const std::string& message) { listener_.failure(message); },
        windowPhrases());
  }

  std::unique_ptr<Experiment> build() {
    auto experiment = make(config_, "configuration");
    if (store_) {
      writer_ = store_->writer();
      listener_.runs(writer_->begin(config_, experiment->trainer(0).backend().info()));
    }
    publishEarly();
    return experiment;
  }

  std::unique_ptr<Experiment> rebuild(const RunInfo& run) {
    const StoreReader reader(store_->path());
    const Resumption plan = planResumption(reader, store_->path(), run);
    auto experiment = make(plan.config, plan.place);
    writer_ = store_->writer();
    restoreCheckpoints(reader, plan, *experiment);
    listener_.runs(resume(*writer_, plan));
    const std::vector<int> due = evaluationsDue(reader, plan);
    listener_.message(rereadingText().toStdString());
    for (const RunInfo& each : plan.runs) recall(recordsBefore(reader, plan, each));
    for (const RunInfo& each : plan.leftOut) {
      recall(recordsBefore(reader, plan, each));
      listener_.record(stateOf(each));
    }
    std::erase_if(early_, [&](const Record& record) { return !experiment->live(runOf(record)); });
    publishEarly();
    experiment->evaluate(due);
    return experiment;
  }

  std::unique_ptr<Experiment> branch(const Fork& fork) {
    auto experiment = make(fork.config, fork.place);
    startFork(fork, *experiment);
    writer_ = store_->writer();
    listener_.runs(beginFork(*writer_, fork, experiment->trainer(0).backend().info()));
    publishEarly();
    return experiment;
  }

  /// Everything that a wrong configuration could be refused for happens here, before the store is
  /// touched.
  std::unique_ptr<Experiment> make(const ExperimentConfig& config, const Sentence& source) {
    listener_.message(readingText(config.dataset.kind).toStdString());
    auto dataset = loadDatasetFor(config, source);
    listener_.message(buildingText().toStdString());
    explainer_.emplace(config, phrasesBesidesEnglish());
    auto experiment = std::make_unique<Experiment>(
        config, std::move(dataset), backendFactoryFor(config, source),
        explainer_->before([this](const Record& record) { take(record); }));
    listener_.device(said(describe(experiment->trainer(0).backend().info())));
    return experiment;
  }

  void recall(const EarlierRecords& earlier) {
    for (const Record& record : judgedBy(earlier)) explainer_->recall(record);
    for (const StepRecord& step : earlier.steps) listener_.record(step);
    for (const EvaluationRecord& evaluation : earlier.evaluations) listener_.record(evaluation);
    for (const EventRecord& event : earlier.events) listener_.record(event);
  }

  void publishEarly() {
    registered_ = true;
    for (const Record& record : early_) publish(record);
    early_.clear();
    listener_.message("");
  }

  void take(const Record& record) {
    if (!registered_) {
      early_.push_back(record);
      return;
    }
    publish(record);
    if (const auto* step = std::get_if<StepRecord>(&record)) pauseIfStoreIsFull(*step);
  }

  void pauseIfStoreIsFull(const StepRecord& record) {
    if (!writer_ || writer_->awaitRoom() || record.step == fullAt_) return;
    fullAt_ = record.step;  // said once for all runs
    publish(EventRecord{-1, record.step, EventKind::breakpoint, 0.0,
                        "Paused: the store cannot be written, and too many records wait for it."});
    worker_->pause();
  }

  void publish(const Record& record) {
    if (writer_) writer_->write(record);
    listener_.record(record);
  }

  ExperimentConfig config_;
  std::shared_ptr<StoreHandle> store_;
  EngineListener listener_;
  std::shared_ptr<StoreWriter> writer_;
  std::optional<OverflowExplainer> explainer_;
  std::vector<Record> early_;  ///< came before the store knew the runs
  bool registered_ = false;
  std::int64_t fullAt_ = -1;      ///< the last step at which the store took no more
  std::optional<Worker> worker_;  // last: its thread uses the members above
};

}  // namespace

EngineFactory trainingEngine(const ExperimentConfig& config, std::shared_ptr<StoreHandle> store) {
  return [config, store](EngineListener listener) -> std::unique_ptr<Engine> {
    return std::make_unique<TrainingEngine>(config, store, std::move(listener));
  };
}
EngineFactory forkingEngine(const Fork& fork, std::shared_ptr<StoreHandle> store) {
  return [fork, store](EngineListener listener) -> std::unique_ptr<Engine> {
    return std::make_unique<TrainingEngine>(fork, store, std::move(listener));
  };
}
EngineFactory resumingEngine(const RunInfo& run, std::shared_ptr<StoreHandle> store) {
  return [run, store](EngineListener listener) -> std::unique_ptr<Engine> {
    return std::make_unique<TrainingEngine>(run, store, std::move(listener));
  };
}

}  // namespace scalescope
