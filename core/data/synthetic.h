#pragma once

#include <cstdint>

#include "core/data/dataset.h"
#include "core/data/dataset_config.h"

namespace scalescope {

/// Makes a data set from the seed alone. By generator:
///  - spirals: an arm per class in the plane; the angle of a point grows with its radius, noise
///    moves the angle
///  - blobs: a Gaussian cloud of deviation `noise` around a centre per class, drawn in [-1, 1]
///  - teacher: normal inputs, labelled by a random network of one hidden tanh layer; noise on its
///    logits
///
/// Every draw has its own number, so the first n samples do not depend on how many are made.
Dataset makeSynthetic(const DatasetConfig& config, std::uint64_t seed);

/// A fifth of `config.samples`, which are for training; at least 1.
std::int64_t syntheticTestCount(const DatasetConfig& config);

}  // namespace scalescope
