#pragma once

#include <cstddef>
#include <string>

namespace scalescope {

/// Bytes that this machine can still give without swapping ("MemAvailable" of /proc/meminfo, and
/// what the control group of this process leaves); SIZE_MAX where it does not say. Linux promises
/// more than that and ends the process when it is used, so what is large is compared first.
std::size_t availableMemory();

/// "3.1 GB", "250 MB"
std::string memoryText(std::size_t bytes);

}  // namespace scalescope
