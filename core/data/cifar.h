#pragma once

#include "core/data/byte_stream.h"
#include "core/data/load.h"

namespace scalescope {

// CIFAR-10 in its binary version (Krizhevsky, "Learning Multiple Layers of Features from Tiny
// Images", 2009): records of one label byte and 3 × 32 × 32 pixels, channel by channel.

/// Appends all records of a file to `samples`.
void readCifarRecords(ByteStream& stream, Samples& samples);

/// The training batches 1 to 5 and the test batch.
Dataset loadCifar(const DatasetConfig& config);
DatasetOutline outlineCifar(const DatasetConfig& config);

}  // namespace scalescope
