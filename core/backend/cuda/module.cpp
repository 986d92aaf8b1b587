#include "core/backend/module.h"

#include "core/backend/cuda/cuda_backend.h"
#include "core/backend/cuda/devices.h"

/// How a program that has loaded this module gets at it.
extern "C" [[gnu::visibility("default")]] const scalescope::BackendModule*
scalescopeBackendModule() {
  using namespace scalescope;
  static const BackendModule module{kBackendModuleAbi, backendBuild(), "libcuda.so.1",
                                    cuda::reportDevices, makeCudaBackend};
  return &module;
}
