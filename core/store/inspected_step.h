#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/reader.h"
#include "core/train/what_if.h"

namespace scalescope {

/// A stored step of a run with all that is known of its tensors.
struct InspectedStep {
  std::int64_t run = 0;  ///< id in the store
  StepRecord row;        ///< without its step row, in another program's run, only the number is set
  StatisticsRecord record;
  CountedStep counted;

  const TensorTable& tensors() const { return *record.tensors; }
};

/// Nothing if the step has no statistics; refused, naming `path`, if they are damaged.
std::optional<InspectedStep> inspectStep(const StoreReader& reader, const std::string& path,
                                         std::int64_t run, std::int64_t step);

/// Of ascending steps, at least one: the one nearest to `step`; of two, the earlier.
std::int64_t nearestStep(const std::vector<std::int64_t>& steps, std::int64_t step);

}  // namespace scalescope
