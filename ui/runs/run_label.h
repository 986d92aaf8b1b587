#pragma once

#include <QString>

#include "core/store/run_info.h"

namespace scalescope {

/// What a run of a sweep was given: "lr=0.1, seed=2"; empty for others.
QString sweepValues(const RunInfo& run);

/// What tells a run from all others: "fp16 (12)", of a sweep "fp16, lr=0.1 (12)".
QString runLabel(const RunInfo& run);

/// "fp16-pure"; of a run some of whose layers have formats of their own "fp16-pure, own formats".
QString precisionText(const RunInfo& run);

}  // namespace scalescope
