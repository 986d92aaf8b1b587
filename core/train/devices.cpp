#include "core/train/devices.h"

#include <dlfcn.h>

#include "core/backend/cpu/cpu_backend.h"
#include "core/base/error.h"

namespace scalescope {
namespace {

bool canLoad(const char* library) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (handle) dlclose(handle);
  return handle != nullptr;
}

DeviceEntry cpuEntry() {
  const BackendInfo info = makeCpuBackend()->info();
  return {"cpu",
          info.device + ", " + info.library + ", " + std::to_string(info.threads) +
              (info.threads == 1 ? " thread" : " threads"),
          true, ""};
}

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

std::vector<DeviceEntry> listDevices() { return {cpuEntry(), cudaEntry()}; }

BackendFactory backendFactory(const std::string& backend) {
  if (backend == "auto" || backend == "cpu") return [] { return makeCpuBackend(); };
  if (backend == "cuda") refuse("back end \"cuda\"", "not offered: " + cudaEntry().reason);
  refuse("back end \"" + backend + "\"", "unknown; allowed: \"auto\", \"cpu\", \"cuda\"");
}

}  // namespace scalescope
