#pragma once

#include <string>

#include "core/backend/module.h"

namespace scalescope::cuda {

/// The devices here, and why one, or all, cannot be used. Takes no device memory.
ModuleReport reportDevices();
std::string deviceName(int device);
std::string libraryVersions();  ///< "cuDNN 9.19.0, cuBLASLt 13.1.0"

}  // namespace scalescope::cuda
