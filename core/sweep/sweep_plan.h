#pragma once

#include <string>
#include <vector>

#include "core/sweep/sweep_spec.h"
#include "core/train/experiment_config.h"

namespace scalescope {

/// One experiment of a sweep.
struct SweepPoint {
  std::vector<SweepChange> changes;
  std::string label;        ///< "lr=0.1, seed=2"; empty: nothing is changed
  ExperimentConfig config;  ///< named "NAME: lr=0.1, seed=2", with absolute paths
};

/// What a sweep comes to: experiments that can be trained in any order.
struct SweepPlan {
  std::string name;
  std::string source;
  std::vector<SweepPoint> points;
};

/// The tag that every run of a sweep bears: "sweep:NAME".
std::string sweepTag(const std::string& name);

/// Makes and checks every point. Refused, naming the point, the JSON pointer and what is allowed: a
/// place that a configuration does not have, a wrong value, two points alike, more than
/// kMostPoints.
SweepPlan planSweep(const SweepSpec& spec);

}  // namespace scalescope
