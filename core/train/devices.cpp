#include "core/train/devices.h"

#include <dlfcn.h>

#include <algorithm>

#include "core/backend/cpu/cpu_backend.h"
#include "core/base/error.h"
#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

bool canLoad(const char* library) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (handle) dlclose(handle);
  return handle != nullptr;
}

DeviceEntry cpuEntry() { return {"cpu", describe(makeCpuBackend()->info()), true, ""}; }

/// What is missing is named in the order in which a person would have to put it right.
DeviceEntry cudaEntry() {
  std::string reason = "this build has no CUDA back end";
  if (!canLoad("libcuda.so.1")) {
    reason += "; libcuda.so.1 not found: no NVIDIA driver here";
  } else if (!canLoad("libcudnn.so.9")) {
    reason += "; libcudnn.so.9 not found";
  }
  return {"cuda", "NVIDIA GPU", false, reason};
}

}  // namespace

std::string describe(const BackendInfo& info) {
  return info.device + ", " + info.library + ", " + std::to_string(info.threads) +
         (info.threads == 1 ? " thread" : " threads");
}

std::vector<DeviceEntry> listDevices() { return {cpuEntry(), cudaEntry()}; }

BackendFactory backendFactory(const std::string& backend, int threads) {
  if (backend == "auto" || backend == "cpu") return [threads] { return makeCpuBackend(threads); };
  if (backend == "cuda") refuse("back end \"cuda\"", "not offered: " + cudaEntry().reason);
  refuse("back end \"" + backend + "\"", "unknown; allowed: \"auto\", \"cpu\", \"cuda\"");
}

BackendFactory backendFactoryFor(const ExperimentConfig& config, const std::string& source) {
  // Measured on two cores: where a second thread begins to pay.
  constexpr std::int64_t kWorkPerThread = 4'000'000;
  constexpr std::int64_t kMostThreads = 1024;
  const std::int64_t work = forwardWork(config.network, config.batchSize);
  const auto threads = static_cast<int>(std::min(1 + work / kWorkPerThread, kMostThreads));
  try {
    return backendFactory(config.backend, threads);
  } catch (const Error& error) {
    refuse(source + ": /backend", error.what());
  }
}

}  // namespace scalescope
