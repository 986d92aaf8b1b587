#pragma once

#include <cmath>
#include <cstdint>

#include "core/numerics/round.h"

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

/// Cosine annealing without restarts (Loshchilov & Hutter 2017, "SGDR"): from `lr` at share 0 to
/// `minLr` at share 1, where it stays.
SCALESCOPE_HD inline double cosineRate(double lr, double minLr, double share) {
  constexpr double pi = 3.14159265358979323846;
  return minLr + (lr - minLr) * (1.0 + cos(pi * (share < 1.0 ? share : 1.0))) / 2.0;
}

/// step: lr · factor^(n / every). cosine: min + (lr − min)(1 + cos(π n / total)) / 2 (Loshchilov &
/// Hutter 2017), the minimum afterwards. warmup-cosine: lr · (n + 1) / warmup for n < warmup, then
/// cosine over the rest.
SCALESCOPE_HD inline double learningRate(const ScheduleConfig& config, double lr,
                                         std::int64_t appliedSteps, std::int64_t experimentSteps) {
  const auto n = static_cast<double>(appliedSteps);
  const std::int64_t asked = config.total > 0 ? config.total : experimentSteps;
  const auto total = static_cast<double>(asked > 1 ? asked : 1);
  const std::int64_t changes = appliedSteps / config.every;
  switch (config.type) {
    case ScheduleType::constant:
      return lr;
    case ScheduleType::step:
      return lr * pow(config.factor, static_cast<double>(changes));
    case ScheduleType::cosine:
      return cosineRate(lr, config.minLr, n / total);
    case ScheduleType::warmupCosine:
      break;
  }
  if (appliedSteps < config.warmup) return lr * (n + 1.0) / static_cast<double>(config.warmup);
  const auto warmup = static_cast<double>(config.warmup);
  const double rest = total - warmup;
  return cosineRate(lr, config.minLr, (n - warmup) / (rest > 1.0 ? rest : 1.0));
}

}  // namespace scalescope
