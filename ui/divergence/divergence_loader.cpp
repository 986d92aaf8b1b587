#include "ui/divergence/divergence_loader.h"

#include <exception>

#include "ui/style/window_phrases.h"

namespace scalescope {

DivergenceLoader::DivergenceLoader(QObject* parent) : QObject(parent), task_(*this) {}

void DivergenceLoader::load(const std::string& store, const QList<qint64>& runs) {
  task_.run([this, store, runs]() -> LatestTask::Delivery {
    try {
      const auto read = std::make_shared<std::vector<LoadedDivergence>>();
      const StoreReader reader(store);
      for (const qint64 id : runs) {
        const RunInfo run = reader.run(id);
        if (!run.configuration.empty())
          read->push_back({id, divergenceOf(reader, run, windowPhrases())});
      }
      return [this, store, read] { emit loaded(store, read); };
    } catch (const std::exception& error) {
      const QString message = errorText(error);
      return [this, store, message] { emit failed(store, message); };
    }
  });
}

}  // namespace scalescope
