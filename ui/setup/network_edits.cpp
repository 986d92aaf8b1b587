#include "ui/setup/network_edits.h"

#include <functional>
#include <utility>

namespace scalescope {
namespace {

/// `place` maps an old index to its new one; −1: the layer is gone.
void renumber(ExperimentConfig& config, const std::function<int(int)>& place) {
  for (RunConfig& run : config.runs) {
    std::map<int, FormatOverride> moved;
    for (const auto& [layer, formats] : run.layers) {
      if (const int to = place(layer); to >= 0) moved[to] = formats;
    }
    run.layers = std::move(moved);
  }
}

}  // namespace

void insertLayer(ExperimentConfig& config, int at, const LayerConfig& layer) {
  config.network.layers.insert(config.network.layers.begin() + at, layer);
  renumber(config, [at](int old) { return old < at ? old : old + 1; });
}

void removeLayer(ExperimentConfig& config, int at) {
  config.network.layers.erase(config.network.layers.begin() + at);
  renumber(config, [at](int old) { return old == at ? -1 : old < at ? old : old - 1; });
}

void moveLayer(ExperimentConfig& config, int from, int to) {
  auto& layers = config.network.layers;
  const LayerConfig layer = layers[static_cast<std::size_t>(from)];
  layers.erase(layers.begin() + from);
  layers.insert(layers.begin() + to, layer);
  renumber(config, [from, to](int old) {
    if (old == from) return to;
    if (from < old && old <= to) return old - 1;
    if (to <= old && old < from) return old + 1;
    return old;
  });
}

}  // namespace scalescope
