#pragma once

#include <string>
#include <vector>

#include "core/base/json_reader.h"

namespace scalescope {

enum class ScheduleType { constant, step, cosine, warmupCosine };

/// Learning-rate schedule; it advances on applied steps only.
/// JSON: {"type": "step", "every": 100, "factor": 0.1}, {"type": "cosine", "total": 1000, "min_lr":
/// 0},
/// {"type": "warmup-cosine", "warmup": 100, "total": 1000, "min_lr": 0}. "total" null: the
/// experiment's steps.
struct ScheduleConfig {
  ScheduleType type = ScheduleType::constant;
  std::int64_t every = 100;   ///< step: applied steps between two changes
  double factor = 0.1;        ///< step
  std::int64_t warmup = 100;  ///< warmup-cosine: applied steps of linear rise
  std::int64_t total =
      0;  ///< cosine kinds: applied steps until the minimum; 0: the experiment's steps
  double minLr = 0.0;
  bool operator==(const ScheduleConfig&) const = default;
};

ScheduleConfig parseSchedule(JsonReader reader);
OrderedJson toJson(const ScheduleConfig& config);

/// step: lr · factor^(n / every). cosine: min + (lr − min)(1 + cos(π n / total)) / 2 (Loshchilov &
/// Hutter 2017), the minimum afterwards. warmup-cosine: lr · (n + 1) / warmup for n < warmup, then
/// cosine over the rest.
double learningRate(const ScheduleConfig& config, double lr, std::int64_t appliedSteps,
                    std::int64_t experimentSteps);

}  // namespace scalescope
