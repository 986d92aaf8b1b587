#include "core/data/load.h"

#include <algorithm>
#include <new>

#include "core/base/error.h"
#include "core/data/cifar.h"
#include "core/data/csv.h"
#include "core/data/mnist.h"
#include "core/data/synthetic.h"

namespace scalescope {
namespace {

void limit(Samples& samples, std::int64_t most) {
  if (samples.count() <= most) return;
  samples.labels.resize(static_cast<std::size_t>(most));
  samples.labels.shrink_to_fit();
  const auto values = static_cast<std::size_t>(most * elementCount(samples.shape));
  std::visit(
      [values](auto& all) {
        all.resize(values);
        all.shrink_to_fit();
      },
      samples.values);
}

Dataset loadAll(const DatasetConfig& config, std::uint64_t seed, int mostClasses) {
  if (config.kind == "idx") return loadIdx(config, mostClasses);
  if (config.kind == "cifar10") return loadCifar(config);
  if (config.kind == "csv") return loadCsv(config, seed, mostClasses);
  if (config.kind == "synthetic") return makeSynthetic(config, seed);
  return loadMnist(config);
}

DatasetOutline outlineAll(const DatasetConfig& config) {
  if (config.kind == "idx") return outlineIdx(config);
  if (config.kind == "cifar10") return outlineCifar(config);
  if (config.kind == "csv") return outlineCsv(config);
  if (config.kind == "synthetic") {
    return {{config.features}, config.classes, config.samples, syntheticTestCount(config)};
  }
  return outlineMnist(config);
}

}  // namespace

Dataset loadDataset(const DatasetConfig& config, std::uint64_t seed, int mostClasses) {
  try {
    Dataset dataset = loadAll(config, seed, mostClasses);
    if (config.trainLimit) limit(dataset.train, *config.trainLimit);
    return dataset;
  } catch (const std::bad_alloc&) {
    fail({phrase("dataset \"%1\""), {config.kind}},
         phrase("does not fit into the memory of this machine"));
  }
}

DatasetOutline outlineDataset(const DatasetConfig& config) {
  DatasetOutline outline = outlineAll(config);
  if (config.trainLimit) outline.train = std::min(outline.train, *config.trainLimit);
  return outline;
}

}  // namespace scalescope
