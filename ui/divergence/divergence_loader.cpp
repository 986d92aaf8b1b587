#include "ui/divergence/divergence_loader.h"

#include <exception>

namespace scalescope {
namespace {

LoadedDivergence readRun(const StoreReader& reader, const RunInfo& run) {
  LoadedDivergence loaded{run.id, {}, divergenceOf(reader, run)};
  const std::string place = "run " + std::to_string(run.id);
  const ExperimentConfig config = parseExperiment(parseJson(run.configuration, place), place);
  for (const LayerConfig& layer : config.network.layers)
    loaded.layers.emplace_back(toString(layer.type));
  return loaded;
}

}  // namespace

DivergenceLoader::DivergenceLoader(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
}

DivergenceLoader::~DivergenceLoader() { pool_.waitForDone(); }

void DivergenceLoader::load(const std::string& store, const QList<qint64>& runs) {
  if (reading_) {
    next_ = {store, runs};
    return;
  }
  reading_ = true;
  pool_.start([this, store, runs] {
    auto loaded = std::make_shared<std::vector<LoadedDivergence>>();
    QString failure;
    try {
      const StoreReader reader(store);
      for (const qint64 id : runs) {
        const RunInfo run = reader.run(id);
        if (!run.configuration.empty()) loaded->push_back(readRun(reader, run));
      }
    } catch (const std::exception& error) {
      failure = QString::fromStdString(error.what());
    }
    QMetaObject::invokeMethod(this,
                              [this, store, loaded, failure] { finish(store, loaded, failure); });
  });
}

void DivergenceLoader::finish(const std::string& store, const LoadedDivergences& runs,
                              const QString& failure) {
  reading_ = false;
  if (const auto next = std::exchange(next_, std::nullopt)) load(next->first, next->second);
  if (failure.isEmpty()) {
    emit loaded(store, runs);
  } else {
    emit failed(store, failure);
  }
}

}  // namespace scalescope
