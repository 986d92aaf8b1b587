#pragma once

#include <chrono>

namespace scalescope {

/// Seconds of wall time since `start`, on the monotonic clock: setting the system time does not
/// change it.
inline double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace scalescope
