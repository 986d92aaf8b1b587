#include "core/sweep/sweep_device.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <thread>

#include "core/train/devices.h"
#include "core/train/experiment_data.h"

namespace scalescope {

void requireTrainable(const SweepPlan& plan, bool here) {
  std::set<std::string> known;
  for (const SweepPoint& point : plan.points) {
    const Sentence place = point.label.empty()
                               ? Sentence(plan.source)
                               : Sentence(phrase("%1: point (%2)"), {plan.source, point.label});
    if (here) backendFactoryFor(point.config, place);
    const std::string key =
        toJson(point.config.dataset).dump() + toJson(point.config.network).dump();
    if (known.insert(key).second) loadDatasetFor(point.config, place);
  }
}

void shareDevice(const SweepPlan& plan, SweepOptions& options) {
  int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  if (const char* given = std::getenv("OMP_NUM_THREADS"); given && std::atoi(given) > 0)
    options.threads = std::min(cores, std::atoi(given));
  int needed = 1;
  bool gpu = false;
  const std::vector<DeviceEntry> devices = listDevices();
  for (const SweepPoint& point : plan.points) {
    const DeviceEntry* device = entryOf(devices, point.config.backend);
    gpu = gpu || (device && device->backend == "cuda");
    needed = std::max(needed, std::min(cores, usefulThreads(point.config)));
  }
  if (options.threads > 0) needed = std::min(needed, options.threads);
  if (options.jobs == 0) options.jobs = gpu ? 1 : std::max(1, cores / needed);
  const int share = std::max(1, cores / options.jobs);
  options.threads = options.threads > 0 ? std::min(options.threads, share) : share;
}

}  // namespace scalescope
