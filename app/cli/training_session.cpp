#include "training_session.h"

#include <cstdio>

#include "core/base/error.h"
#include "core/diagnosis/overflow_watch.h"
#include "core/store/resumption.h"
#include "core/store/writer.h"
#include "core/train/devices.h"
#include "core/train/experiment_data.h"
#include "interrupt.h"
#include "output.h"
#include "reporter.h"

namespace scalescope::cli {
namespace {

/// An experiment, its store and its reporter. The store is opened only when all input was found
/// good, so that a refused configuration leaves nothing behind.
class Session {
 public:
  Session(const ExperimentConfig& config, const Sentence& source, const TrainingOptions& options,
          std::int64_t firstStep)
      : options_(options), reporter_(config, firstStep, options.json), explainer_(config) {
    experiment_ = std::make_unique<Experiment>(
        config, loadDatasetFor(config, source), backendFactoryFor(config, source),
        explainer_.before([this](const Record& record) { listen(record); }));
    if (options.checkpointEvery) experiment_->checkpointEvery = *options.checkpointEvery;
  }

  Experiment& experiment() { return *experiment_; }

  StoreWriter& openStore() {
    store_ = std::make_unique<StoreWriter>(options_.store, [](const std::string& message) {
      std::fprintf(stderr, "scalescope-cli: %s\n", message.c_str());
    });
    return *store_;
  }

  void storeUnder(std::vector<std::int64_t> ids) {
    ids_ = std::move(ids);
    for (Record& record : early_) {
      if (experiment_->live(runOf(record))) store_->write(std::move(record));
    }
    early_.clear();
  }

  void recall(const EarlierRecords& earlier) {
    for (const StepRecord& step : earlier.steps) reporter_.recall(step);
    for (const Record& record : judgedBy(earlier)) explainer_.recall(record);
  }
  void tell(const StateRecord& state) { reporter_.take(state); }

  int train() {
    catchInterrupts();
    bool room = true;
    try {
      while (!experiment_->finished() && !interruptFlag() && !broken_ && room) {
        experiment_->advance(&interruptFlag());
        reporter_.showProgress(experiment_->stepsDone());
        room = !store_ || store_->awaitRoom();
      }
    } catch (const std::exception& error) {
      experiment_->finish(RunState::failed, error.what());
      throw;
    }
    const bool stopped = !experiment_->finished();
    experiment_->finish(stopped ? RunState::stopped : RunState::finished);
    const std::string unwritten = closeStore();
    if (broken_) throw *broken_;
    reporter_.summarise(options_.store, ids_);
    if (!store_) return endWithoutStore(stopped);
    const std::string goOn =
        "scalescope-cli resume " + std::to_string(ids_.front()) + " --store " + options_.store;
    if (!unwritten.empty()) fail(unwritten + "; once they can be, train them again", goOn);
    if (!options_.json) print("Stored in " + options_.store + "\n");
    if (const std::string failures = reporter_.failures(); !failures.empty())
      fail(options_.store, failures);
    if (stopped)
      fail("stopped after step " + std::to_string(experiment_->stepsDone()), "to go on: " + goOn);
    return 0;
  }

 private:
  int endWithoutStore(bool stopped) const {
    if (const std::string failures = reporter_.failures(); !failures.empty())
      fail("training", failures);
    if (stopped) fail("training", "stopped after step " + std::to_string(experiment_->stepsDone()));
    return 0;
  }

  /// What is wrong, if not everything could be written.
  std::string closeStore() {
    if (!store_) return "";
    try {
      store_->close();
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }

  void listen(const Record& record) {
    try {  // a listener must not throw: what goes wrong here ends the training after this step
      if (!broken_) reporter_.take(record);
    } catch (const Error& error) {
      broken_ = error;
    }
    if (options_.listener) options_.listener(record);
    if (options_.store.empty()) return;
    if (store_ && !ids_.empty()) {
      store_->write(record);
    } else {
      early_.push_back(record);
    }
  }

  TrainingOptions options_;
  Reporter reporter_;
  OverflowExplainer explainer_;
  std::vector<Record> early_;  ///< records that came before the store was open
  std::vector<std::int64_t> ids_;
  std::optional<Error> broken_;
  std::unique_ptr<StoreWriter> store_;
  std::unique_ptr<Experiment> experiment_;  ///< last: its records go to all of the above
};

}  // namespace

int trainFromStart(const ExperimentConfig& config, const std::string& source,
                   const TrainingOptions& options) {
  Session session(config, source, options, 0);
  if (options.store.empty()) return session.train();
  StoreWriter& store = session.openStore();
  const auto runs = store.begin(config, session.experiment().trainer(0).backend().info());
  if (!options.tags.empty()) {
    for (const std::int64_t run : runs) store.setTags(run, options.tags);
  }
  session.storeUnder(runs);
  return session.train();
}

int trainFork(const Fork& fork, const TrainingOptions& options) {
  Session session(fork.config, fork.place, options, fork.step);
  startFork(fork, session.experiment());
  StoreWriter& store = session.openStore();
  const BackendInfo backend = session.experiment().trainer(0).backend().info();
  session.storeUnder(beginFork(store, fork, backend));
  std::fprintf(stderr, "going on from step %lld of run %lld\n", static_cast<long long>(fork.step),
               static_cast<long long>(fork.runs.front().parent));
  return session.train();
}

int trainOn(const RunInfo& run, const TrainingOptions& options) {
  const StoreReader reader(options.store);
  const Resumption plan = planResumption(reader, options.store, run);
  Session session(plan.config, plan.place, options, plan.step);
  StoreWriter& store = session.openStore();
  restoreCheckpoints(reader, plan, session.experiment());
  const std::vector<std::int64_t> runs = resume(store, plan);
  const std::vector<int> due = evaluationsDue(reader, plan);
  for (const RunInfo& each : plan.runs) session.recall(recordsBefore(reader, plan, each));
  for (const RunInfo& each : plan.leftOut) {
    session.recall(recordsBefore(reader, plan, each));
    session.tell(stateOf(each));
  }
  session.storeUnder(runs);
  if (!plan.passedOver.empty())
    std::fprintf(stderr, "scalescope-cli: %s; an older one is taken\n", plan.passedOver.c_str());
  std::fprintf(stderr, "going on from step %lld\n", static_cast<long long>(plan.step));
  session.experiment().evaluate(due);
  return session.train();
}

}  // namespace scalescope::cli
