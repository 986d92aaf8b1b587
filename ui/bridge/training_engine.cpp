#include "ui/bridge/training_engine.h"

#include <mutex>
#include <optional>
#include <utility>

#include "core/data/load.h"
#include "core/train/devices.h"
#include "core/train/worker.h"

namespace scalescope {
namespace {

class TrainingEngine : public Engine {
 public:
  TrainingEngine(ExperimentConfig config, std::shared_ptr<StoreHandle> store,
                 EngineListener listener)
      : config_(std::move(config)), store_(std::move(store)), listener_(std::move(listener)) {
    worker_.emplace([this] { return build(); },
                    [this](const std::string& message) { listener_.failure(message); });
  }

  void start() override { worker_->start(); }
  void pause() override { worker_->pause(); }
  void step() override { worker_->step(); }
  void stop() override { worker_->stop(); }
  void setScale(int run, float scale) override { worker_->setScale(run, scale); }
  bool ended() const override { return worker_->ended(); }

  void setBreakpoints(const Breakpoints& breakpoints) override {
    const std::lock_guard lock(mutex_);
    breakpoints_ = breakpoints;
  }

 private:
  std::unique_ptr<Experiment> build() {
    listener_.message("Reading " + config_.dataset.kind + "…");
    auto dataset = std::make_shared<const Dataset>(loadDataset(config_.dataset, config_.seed));
    requireFit(config_, dataset->train.shape, dataset->classes, "configuration");
    listener_.message("Building the networks…");
    BackendFactory factory = backendFactory(config_.backend);
    const BackendInfo info = factory()->info();
    listener_.device(info.device + ", " + info.library + ", " + std::to_string(info.threads) +
                     (info.threads == 1 ? " thread" : " threads"));
    if (store_) {
      writer_ = store_->writer();
      listener_.runs(writer_->begin(config_, info));
    }
    auto experiment = std::make_unique<Experiment>(config_, std::move(dataset), std::move(factory),
                                                   [this](const Record& record) { take(record); });
    listener_.message("");
    return experiment;
  }

  void take(const Record& record) {
    publish(record);
    Breakpoints breakpoints;
    {
      const std::lock_guard lock(mutex_);
      breakpoints = breakpoints_;
    }
    if (!breakpoints.any()) return;
    if (const auto event = breakpointHit(breakpoints, record)) {
      // Two runs may both give a reason in one step; both are logged.
      publish(*event);
      worker_->pause();
    }
  }

  void publish(const Record& record) {
    if (writer_) writer_->write(record);
    listener_.record(record);
  }

  ExperimentConfig config_;
  std::shared_ptr<StoreHandle> store_;
  EngineListener listener_;
  std::shared_ptr<StoreWriter> writer_;
  std::mutex mutex_;
  Breakpoints breakpoints_;
  std::optional<Worker> worker_;  // last: its thread uses the members above
};

}  // namespace

EngineFactory trainingEngine(const ExperimentConfig& config, std::shared_ptr<StoreHandle> store) {
  return [config, store](EngineListener listener) -> std::unique_ptr<Engine> {
    return std::make_unique<TrainingEngine>(config, store, std::move(listener));
  };
}

}  // namespace scalescope
