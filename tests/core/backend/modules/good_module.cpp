#include "core/backend/cpu/cpu_backend.h"
#include "core/backend/forwarding_backend.h"
#include "core/backend/module.h"
#include "core/base/error.h"

namespace scalescope {
namespace {

/// The processor's back end under another name.
class RenamedBackend final : public test::ForwardingBackend {
 public:
  explicit RenamedBackend(int device) : ForwardingBackend(makeCpuBackend(1)), device_(device) {}
  BackendInfo info() const override {
    return {"cuda", "Fake GPU " + std::to_string(device_), "fake library 9.1", 0};
  }

 private:
  int device_;
};

ModuleReport report() {
  return {{{"Old GPU", "2 GB", false, "its compute capability 3.0 is below 7.5", "use a newer GPU"},
           {"Fake GPU", "80 GB, compute capability 9.0", true, "", ""},
           {"Second GPU", "80 GB, compute capability 9.0", true, "", ""}},
          "fake library 9.1",
          "",
          ""};
}

std::unique_ptr<Backend> make(int device) {
#ifdef FAKE_MAKE_FAILS
  fail("device " + std::to_string(device), "has no memory left");
#endif
  if (device == 0) fail("device 0", "is too old");
  return std::make_unique<RenamedBackend>(device);
}

}  // namespace
}  // namespace scalescope

const scalescope::BackendModule* scalescopeBackendModule() {
  using namespace scalescope;
  static const BackendModule module{kBackendModuleAbi, backendBuild(), nullptr, report, make};
  return &module;
}
