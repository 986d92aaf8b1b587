#include "core/backend/module.h"
#include "core/base/error.h"

#ifndef FAKE_ABI
#define FAKE_ABI kBackendModuleAbi
#endif
#ifndef FAKE_BUILD
#define FAKE_BUILD backendBuild()
#endif
#ifndef FAKE_DRIVER
#define FAKE_DRIVER nullptr
#endif

namespace scalescope {
namespace {

ModuleReport report() {
#ifdef FAKE_REPORT_THROWS
  fail("device 0", "fell off the bus");
#else
  return {{}, "", "the driver is of version 470, CUDA 13 needs 580", "update NVIDIA's driver"};
#endif
}

}  // namespace
}  // namespace scalescope

const scalescope::BackendModule* scalescopeBackendModule() {
  using namespace scalescope;
  static const BackendModule module{FAKE_ABI, FAKE_BUILD, FAKE_DRIVER, report, nullptr};
  return &module;
}
