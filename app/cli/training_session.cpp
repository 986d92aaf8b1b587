#include "training_session.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/data/load.h"
#include "core/store/writer.h"
#include "core/train/devices.h"
#include "interrupt.h"
#include "reporter.h"

namespace scalescope::cli {
namespace {

/// An experiment, its store and its reporter. The store is opened only when all input was found
/// good, so that a refused configuration leaves nothing behind.
class Session {
 public:
  Session(const ExperimentConfig& config, const std::string& source, const TrainingOptions& options,
          std::int64_t firstStep)
      : options_(options), reporter_(config, firstStep, options.json) {
    auto dataset = std::make_shared<const Dataset>(loadDataset(config.dataset, config.seed));
    requireFit(config, dataset->train.shape, dataset->classes, source);
    experiment_ =
        std::make_unique<Experiment>(config, std::move(dataset), backendFactory(config.backend),
                                     [this](const Record& record) { listen(record); });
    experiment_->checkpointEvery = options.checkpointEvery;
  }

  Experiment& experiment() { return *experiment_; }

  StoreWriter& openStore() {
    const auto folder = std::filesystem::path(options_.store).parent_path();
    std::error_code ignored;  // if it cannot be made, opening the store says so better
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    store_ = std::make_unique<StoreWriter>(options_.store, [](const std::string& message) {
      std::fprintf(stderr, "scalescope-cli: %s\n", message.c_str());
    });
    return *store_;
  }

  void storeUnder(std::vector<std::int64_t> ids) {
    ids_ = std::move(ids);
    for (Record& record : early_) store_->write(std::move(record));
    early_.clear();
  }

  int train() {
    catchInterrupts();
    try {
      while (!experiment_->finished() && !interruptFlag() && !broken_) {
        experiment_->advance(&interruptFlag());
        reporter_.showProgress(experiment_->stepsDone());
      }
    } catch (const std::exception& error) {
      experiment_->finish(RunState::failed, error.what());
      throw;
    }
    const bool stopped = !experiment_->finished();
    experiment_->finish(stopped ? RunState::stopped : RunState::finished);
    store_->close();
    if (broken_) throw *broken_;
    reporter_.summarise(options_.store, ids_);
    if (const std::string failures = reporter_.failures(); !failures.empty())
      fail(options_.store, failures);
    if (stopped) {
      fail("stopped after step " + std::to_string(experiment_->stepsDone()),
           "to go on: scalescope-cli resume " + std::to_string(ids_.front()) + " --store " +
               options_.store);
    }
    return 0;
  }

 private:
  void listen(const Record& record) {
    try {  // a listener must not throw: what goes wrong here ends the training after this step
      if (!broken_) reporter_.take(record);
    } catch (const Error& error) {
      broken_ = error;
    }
    if (store_ && !ids_.empty()) {
      store_->write(record);
    } else {
      early_.push_back(record);
    }
  }

  TrainingOptions options_;
  Reporter reporter_;
  std::vector<Record> early_;  ///< records that came before the store was open
  std::vector<std::int64_t> ids_;
  std::optional<Error> broken_;
  std::unique_ptr<StoreWriter> store_;
  std::unique_ptr<Experiment> experiment_;  ///< last: its records go to all of the above
};

/// The runs of an experiment, by index in its configuration.
std::vector<RunInfo> runsOfExperiment(const StoreReader& reader, std::int64_t experiment) {
  std::vector<RunInfo> runs = reader.runs();
  std::erase_if(runs, [=](const RunInfo& run) { return run.experimentId != experiment; });
  std::sort(runs.begin(), runs.end(),
            [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; });
  return runs;
}

void requireResumable(const std::vector<RunInfo>& runs, const std::string& where) {
  const auto is = [](RunState state) {
    return [=](const RunInfo& run) { return run.state == state; };
  };
  if (std::any_of(runs.begin(), runs.end(), is(RunState::running))) {
    refuse(where, "is being trained by another process");
  }
  if (std::all_of(runs.begin(), runs.end(), is(RunState::finished))) {
    refuse(where, "has finished: there is nothing to go on with");
  }
}

}  // namespace

int trainFromStart(const ExperimentConfig& config, const std::string& source,
                   const TrainingOptions& options) {
  Session session(config, source, options, 0);
  StoreWriter& store = session.openStore();
  session.storeUnder(store.begin(config, session.experiment().trainer(0).backend().info()));
  return session.train();
}

int trainOn(const RunInfo& run, const TrainingOptions& options) {
  const std::string where = options.store + ": experiment \"" + run.experiment + "\"";
  ExperimentConfig config = parseExperiment(parseJson(run.configuration, where), where);
  config.backend = run.backend;
  const StoreReader reader(options.store);
  const std::int64_t step =
      std::max<std::int64_t>(reader.lastCommonCheckpoint(run.experimentId), 0);
  // The weights come from the checkpoint, so the file that they once started from need not be there
  // any more.
  if (step > 0) config.init.file.reset();

  Session session(config, where, options, step);
  StoreWriter& store =
      session.openStore();  // marks what a killed process left `running` as interrupted
  const std::vector<RunInfo> runs = runsOfExperiment(reader, run.experimentId);
  requireResumable(runs, where);
  if (step > 0) {
    for (const RunInfo& each : runs) {
      const auto checkpoint = reader.checkpoint(each.id, step);
      if (!checkpoint)
        refuse(where,
               "run \"" + each.name + "\" has no checkpoint at step " + std::to_string(step));
      session.experiment().resume(
          each.index, checkpoint->data,
          where + ", run \"" + each.name + "\", checkpoint at step " + std::to_string(step));
    }
    const auto last = reader.steps(run.id, step - 1, 1);
    if (!last.empty()) session.experiment().setElapsed(last.front().wallTime);
  }
  session.storeUnder(store.resume(run.experimentId, step));
  std::fprintf(stderr, "going on from step %lld\n", static_cast<long long>(step));
  return session.train();
}

}  // namespace scalescope::cli
