#pragma once

#include <QString>
#include <string>
#include <vector>

#include "core/train/experiment_config.h"

namespace scalescope {

/// A value of a configuration that a sweep can change.
struct SweepPlace {
  std::string pointer;  ///< JSON pointer (RFC 6901): "/optimizer/lr"
  QString label;        ///< "Learning rate"; "fp16: Initial scale". Empty: the pointer tells it all
  QString now;          ///< as the configuration has it
};

/// All of them, those that are swept most often first.
std::vector<SweepPlace> sweepPlaces(const ExperimentConfig& config);

}  // namespace scalescope
