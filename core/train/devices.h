#pragma once

#include <string>
#include <vector>

#include "core/train/experiment.h"

namespace scalescope {

/// A back end and whether it can be used here.
struct DeviceEntry {
  std::string backend;      ///< "cpu", "cuda"
  std::string description;  ///< "AMD EPYC, oneDNN 2.6.3, 2 threads"
  bool offered = false;
  std::string reason;  ///< why it is not offered, in plain words
};

std::vector<DeviceEntry> listDevices();
/// A factory for "auto", "cpu" or "cuda"; Error (input) with the reason when it is not offered.
BackendFactory backendFactory(const std::string& backend);

}  // namespace scalescope
