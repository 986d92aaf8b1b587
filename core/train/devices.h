#pragma once

#include <string>
#include <vector>

#include "core/train/experiment.h"

namespace scalescope {

/// A back end and whether it can be used here.
struct DeviceEntry {
  std::string backend;      ///< "cpu", "cuda"
  std::string description;  ///< as describe()
  bool offered = false;
  std::string reason;  ///< why it is not offered, in plain words
};

/// "AMD EPYC, oneDNN 2.6.3, 2 threads"
std::string describe(const BackendInfo& info);

std::vector<DeviceEntry> listDevices();
/// A factory for "auto", "cpu" or "cuda"; Error (input) with the reason when it is not offered.
/// `threads` of the processor are used at most (0: all).
BackendFactory backendFactory(const std::string& backend, int threads = 0);
/// The same for an experiment, with no more threads than its steps can keep busy: in a small
/// network, waiting for each other would take longer than the work.
/// `source` names the configuration in messages.
BackendFactory backendFactoryFor(const ExperimentConfig& config, const std::string& source);

}  // namespace scalescope
