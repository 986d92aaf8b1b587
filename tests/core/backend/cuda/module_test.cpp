#include <dlfcn.h>
#include <gtest/gtest.h>

#include "core/backend/module_loader.h"
#include "core/refusal.h"

// The real module, linked against the real libraries, on whatever machine this is.
namespace scalescope {
namespace {

using test::expectWords;

TEST(RealModule, AnswersForThisMachine) {
  void* handle = dlopen(SCALESCOPE_CUDA_MODULE_FILE, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << dlerror();
  using Entry = const BackendModule* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, "scalescopeBackendModule"));
  ASSERT_NE(entry, nullptr);
  const BackendModule& module = *entry();
  EXPECT_EQ(module.abi, kBackendModuleAbi);
  EXPECT_STREQ(module.build, backendBuild());
  const ModuleReport report = module.report();
  expectWords(report.library, {"cuDNN 9.", "cuBLASLt 1"});
  EXPECT_NE(report.devices.empty(), report.reason.inEnglish().empty());
  EXPECT_EQ(report.reason.inEnglish().empty(), report.remedy.inEnglish().empty());
  if (report.devices.empty()) {
    EXPECT_THROW(module.make(0), Error) << "there is no device";
  }
}

TEST(RealModule, IsTakenByTheLoader) {
  const LoadedModule loaded = loadModule(SCALESCOPE_CUDA_MODULE_FILE);
  if (!loaded.module) {
    expectWords(loaded.reason.inEnglish(), {"driver"});
    EXPECT_FALSE(loaded.remedy.inEnglish().empty());
  }
}

}  // namespace
}  // namespace scalescope
