#include "core/train/config_paths.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

template <typename Change>
ExperimentConfig withPaths(ExperimentConfig config, const Change& change) {
  DatasetConfig& data = config.dataset;
  for (std::string* path : {&data.images, &data.labels, &data.testImages, &data.testLabels}) {
    if (!path->empty()) *path = change(fs::path(*path));
  }
  if (data.path) data.path = change(fs::path(*data.path));
  if (config.init.file) config.init.file = change(fs::path(*config.init.file));
  return config;
}

}  // namespace

ExperimentConfig withAbsolutePaths(ExperimentConfig config, const fs::path& folder) {
  const fs::path from = fs::absolute(folder);
  return withPaths(std::move(config), [&](const fs::path& path) {
    return path.is_absolute() ? path.string() : (from / path).lexically_normal().string();
  });
}

ExperimentConfig withPathsRelativeTo(ExperimentConfig config, const fs::path& folder) {
  const fs::path from = fs::absolute(folder).lexically_normal();
  return withPaths(std::move(config), [&](const fs::path& path) {
    const fs::path relative = path.lexically_relative(from);
    const bool below = path.is_absolute() && !relative.empty() && *relative.begin() != "..";
    return below ? relative.string() : path.string();
  });
}

}  // namespace scalescope
