#pragma once

#include <filesystem>

#include "core/train/experiment_config.h"

namespace scalescope {

// A configuration names files: of its data set, and of initial weights. In a configuration file, a
// relative path starts from that file's folder; in a store all paths are absolute, so that an
// experiment can go on from anywhere.

/// Relative paths become absolute ones, from `folder` (or the current one, if that is relative).
ExperimentConfig withAbsolutePaths(ExperimentConfig config, const std::filesystem::path& folder);

/// Paths below `folder` become relative to it: a folder that holds both the configuration and its
/// data can be moved.
ExperimentConfig withPathsRelativeTo(ExperimentConfig config, const std::filesystem::path& folder);

}  // namespace scalescope
