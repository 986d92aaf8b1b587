#include "core/base/memory.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <limits>

namespace scalescope {
namespace {

constexpr std::size_t kUnknown = std::numeric_limits<std::size_t>::max();

std::size_t availableOnMachine() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::size_t kilobytes = 0;
  std::string unit;
  while (file >> key >> kilobytes) {
    std::getline(file, unit);
    if (key == "MemAvailable:") return kilobytes * 1024;
  }
  return kUnknown;
}

/// Of a container that has limits of its own (control groups, version 2).
std::size_t availableInGroup() {
  const auto read = [](const char* path) {
    std::size_t bytes = kUnknown;  // "max" is no number
    return std::ifstream(path) >> bytes ? bytes : kUnknown;
  };
  const std::size_t most = read("/sys/fs/cgroup/memory.max");
  const std::size_t used = read("/sys/fs/cgroup/memory.current");
  if (most == kUnknown || used == kUnknown) return kUnknown;
  return most > used ? most - used : 0;
}

}  // namespace

std::size_t availableMemory() { return std::min(availableOnMachine(), availableInGroup()); }

std::string memoryText(std::size_t bytes) {
  char text[32];
  const double megabytes = static_cast<double>(bytes) * 1e-6;
  if (megabytes < 1000) {
    std::snprintf(text, sizeof text, "%.0f MB", megabytes);
  } else {
    std::snprintf(text, sizeof text, "%.1f GB", megabytes * 1e-3);
  }
  return text;
}

}  // namespace scalescope
