#include <gtest/gtest.h>

#include <cstdio>

#include "core/backend/module_loader.h"
#include "core/backend/under_test.h"

// The suites over the real module on a real device; where there is none, they say so and are
// skipped.
namespace {

constexpr int kSkipped = 77;  // told to ctest

const scalescope::LoadedModule& realModule() {
  static const scalescope::LoadedModule module =
      scalescope::loadModule(SCALESCOPE_CUDA_MODULE_FILE);
  return module;
}

int firstUsable() {
  const auto& devices = realModule().devices;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (devices[i].usable) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::unique_ptr<scalescope::Backend> scalescope::test::makeBackendUnderTest() {
  return realModule().module->make(firstUsable());
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (firstUsable() < 0) {
    std::printf("skipped, since it needs a CUDA device: %s\n",
                realModule().reason.inEnglish().c_str());
    return kSkipped;
  }
  return RUN_ALL_TESTS();
}
