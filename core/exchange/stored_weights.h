#pragma once

#include "core/store/reader.h"
#include "core/tensor/safetensors.h"

namespace scalescope {

/// The (master) weights of a run's newest checkpoint, "layers.N.weight" and "layers.N.bias".
/// Refused, naming the run, if there is none.
Safetensors storedWeights(const StoreReader& reader, const RunInfo& run);

}  // namespace scalescope
