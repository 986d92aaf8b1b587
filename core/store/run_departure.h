#pragma once

#include <optional>
#include <vector>

#include "core/diagnosis/departure.h"
#include "core/store/reader.h"

namespace scalescope {

/// What a store holds of a run's distance from its FP32 run, and of that run's noise floor.
struct RunDivergence {
  NetworkConfig network;  ///< of the run
  std::optional<RunInfo> reference, noiseFloor;
  std::vector<DivergenceRecord> own, noise;  ///< step by step
  DepartureReport departure;
};

/// Within one transaction. Refused if the store keeps no configuration of the run.
RunDivergence divergenceOf(const StoreReader& reader, const RunInfo& run,
                           const Phrases& say = Phrases());

}  // namespace scalescope
