#pragma once

#include <memory>

#include "core/store/fork.h"
#include "core/store/run_info.h"
#include "core/train/experiment_config.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/store_handle.h"

namespace scalescope {

/// Trains an experiment on a worker's thread, where the data is also read and the store opened.
/// Every record goes to the store straight from there; `store` may be null: nothing is kept.
EngineFactory trainingEngine(const ExperimentConfig& config, std::shared_ptr<StoreHandle> store);

/// Goes on with the stored experiment that this run belongs to, from its newest common checkpoint,
/// or from the start. The records that the store has of the steps before come first, so that plots
/// and log are whole.
EngineFactory resumingEngine(const RunInfo& run, std::shared_ptr<StoreHandle> store);

/// Trains a fork from its parent's checkpoint on, as a new run of the store.
EngineFactory forkingEngine(const Fork& fork, std::shared_ptr<StoreHandle> store);

}  // namespace scalescope
