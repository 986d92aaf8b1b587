#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnosis/cause.h"
#include "core/diagnosis/evidence.h"
#include "core/diagnosis/tensor_place.h"

namespace scalescope {

/// How much a finding matters to training.
enum class Severity { warning, error };

/// Something that costs a run accuracy, without any value going non-finite.
struct Finding {
  Severity severity = Severity::warning;
  Cause cause = Cause::unknown;
  std::string tensor;  ///< the worst one; empty: it is about the whole run
  TensorPlace place;
  std::int64_t step = -1;    ///< with statistics that show it; −1: the configuration alone does
  double share = 0.0;        ///< of the tensor's values that are lost
  std::optional<int> raise;  ///< the loss scale could be 2^this times as high
  std::string sentence;
};

/// What is wrong with a run, the worst first; a healthy one has nothing. `statistics` are those of
/// some of its applied steps, in order.
std::vector<Finding> findingsOf(const ExperimentConfig& config, int run,
                                std::span<const ScaledStatistics> statistics,
                                const Phrases& say = Phrases());

std::string_view toString(Severity severity);

}  // namespace scalescope
